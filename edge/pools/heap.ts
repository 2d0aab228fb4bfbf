/** A binary heap: what comes first is taken out first, in a number of steps that grows with the logarithm of its size. */
export class Heap<T> {
	private readonly items: T[] = [];
	private readonly before: (a: T, b: T) => boolean;

	/** @param before whether `a` comes before `b` */
	constructor(before: (a: T, b: T) => boolean) {
		this.before = before;
	}

	push(item: T): void {
		const { items, before } = this;
		let at = items.length;
		items.push(item);
		while (at > 0) {
			const above = (at - 1) >> 1;
			const parent = items[above];
			if (parent === undefined || !before(item, parent)) break;
			items[at] = parent;
			at = above;
		}
		items[at] = item;
	}

	/** Takes out what comes first; undefined: nothing is left. */
	pop(): T | undefined {
		const { items, before } = this;
		const first = items[0];
		const last = items.pop();
		if (last === undefined || items.length === 0) return last;
		let at = 0;
		for (;;) {
			const [left, right] = [items[2 * at + 1], items[2 * at + 2]];
			if (left === undefined) break;
			const [child, below] =
				right !== undefined && before(right, left) ? [right, 2 * at + 2] : [left, 2 * at + 1];
			if (!before(child, last)) break;
			items[at] = child;
			at = below;
		}
		items[at] = last;
		return first;
	}
}
