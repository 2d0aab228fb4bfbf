/** Counts how often something reads from what it was given: the steps that it takes, on whatever machine. */
export class Counter {
	reads = 0;

	/** The same things; whoever reads a member of one is counted. */
	counted<T extends object>(all: readonly T[]): T[] {
		return all.map(
			(one) =>
				new Proxy(one, {
					get: (target, name, receiver): unknown => {
						this.reads++;
						return Reflect.get(target, name, receiver);
					},
				}),
		);
	}
}

/** How many times as many reads something takes at eight times the size. Linear: 8; n log n: less than 16; quadratic: 64. */
export function growth(small: number, reads: (size: number) => number): number {
	return reads(8 * small) / reads(small);
}
