/** A repeatable source of randomness: the same seed, the same choices. */
export class Dice {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** From 0 up to, not including, 1. Mulberry32. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	}

	/** An integer from 0 up to, not including, the limit. */
	below(limit: number): number {
		return Math.floor(this.next() * limit);
	}

	chance(probability: number): boolean {
		return this.next() < probability;
	}

	/** @throws {RangeError} for an empty list */
	pick<T>(from: readonly T[]): T {
		const found = from[this.below(from.length)];
		if (found === undefined && from.length === 0) throw new RangeError("nothing to pick from");
		return found as T;
	}

	shuffled<T>(from: readonly T[]): T[] {
		const copy = [...from];
		for (let i = copy.length - 1; i > 0; i--) {
			const j = this.below(i + 1);
			[copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
		}
		return copy;
	}
}
