import type { Graph } from "../graph.ts";

/** One submission: number, id, graph, extra_data, outputs that will run. */
export type QueueItem = readonly [
	number: number,
	promptId: string,
	prompt: Graph,
	extraData: Record<string, unknown>,
	outputs: readonly string[],
];

/** Python cannot order two dicts: two items with the same number and id break its heap. */
class Unorderable extends Error {}

function before(a: QueueItem, b: QueueItem): boolean {
	if (a[0] !== b[0]) return a[0] < b[0];
	if (a[1] !== b[1]) return a[1] < b[1];
	throw new Unorderable("'<' not supported between instances of 'dict' and 'dict'");
}

/**
 * The prompt queue. A binary heap and not a sorted list, because GET /queue shows it as it lies in memory,
 * and because what goes wrong in the heap goes wrong for clients too.
 */
export class PromptQueue {
	private readonly heap: QueueItem[] = [];
	private readonly taken = new Set<QueueItem>();
	private wake: (() => void) | undefined;
	/** Called whenever the number of prompts that wait or run may have changed. */
	onChange: () => void = () => {};

	get remaining(): number {
		return this.heap.length + this.taken.size;
	}

	get pending(): readonly QueueItem[] {
		return this.heap;
	}

	get running(): readonly QueueItem[] {
		return [...this.taken];
	}

	/** @throws Unorderable, with the item in the queue all the same, where number and id are both taken. */
	put(item: QueueItem): void {
		this.heap.push(item);
		this.up(0, this.heap.length - 1);
		this.onChange();
		this.wake?.();
	}

	/** Takes the item with the lowest number. @throws Unorderable, as Python would. */
	take(): QueueItem | undefined {
		const last = this.heap.pop();
		if (last === undefined) return undefined;
		const [first] = this.heap;
		if (first !== undefined) {
			this.heap[0] = last;
			this.down(0);
		}
		const item = first ?? last;
		this.taken.add(item);
		this.onChange();
		return item;
	}

	/** The running item has ended; `announce` only after history knows. */
	finish(item: QueueItem): void {
		this.taken.delete(item);
		this.onChange();
	}

	clear(): void {
		this.heap.length = 0;
		this.onChange();
	}

	/** Removes a waiting prompt. */
	remove(promptId: string): boolean {
		const at = this.heap.findIndex((item) => item[1] === promptId);
		if (at < 0) return false;
		this.heap.splice(at, 1);
		for (let i = (this.heap.length >> 1) - 1; i >= 0; i--) this.down(i);
		this.onChange();
		return true;
	}

	/** Resolves when something may be there to take. */
	arrival(): Promise<void> {
		return new Promise((resolve) => {
			this.wake = () => {
				this.wake = undefined;
				resolve();
			};
		});
	}

	/** Wakes whoever waits without adding anything. */
	nudge(): void {
		this.wake?.();
	}

	private at(index: number): QueueItem {
		const item = this.heap[index];
		if (!item) throw new RangeError("heap index");
		return item;
	}

	/** Moves an item towards the front until its parent is not larger. */
	private up(start: number, from: number): void {
		const item = this.at(from);
		let position = from;
		while (position > start) {
			const parent = (position - 1) >> 1;
			if (!before(item, this.at(parent))) break;
			this.heap[position] = this.at(parent);
			position = parent;
		}
		this.heap[position] = item;
	}

	/** Sinks an item to a leaf along the smaller children, then lets it rise: Python's order of comparisons. */
	private down(from: number): void {
		const item = this.at(from);
		let position = from;
		let child = 2 * position + 1;
		while (child < this.heap.length) {
			const right = child + 1;
			if (right < this.heap.length && !before(this.at(child), this.at(right))) child = right;
			this.heap[position] = this.at(child);
			position = child;
			child = 2 * position + 1;
		}
		this.heap[position] = item;
		this.up(from, position);
	}
}
