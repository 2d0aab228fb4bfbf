/**
 * How much of a workflow is still read and built. Files and class descriptions are anybody's: a class of 50,000
 * inputs used 1,000 times, or choices within choices a hundred levels deep, must end, and soon.
 */
export class Budget {
	#left: number;
	#depth = 0;

	/** @param slots links, inputs, outputs and widgets, all together */
	constructor(slots: number) {
		this.#left = slots;
	}

	get spent(): boolean {
		return this.#left <= 0;
	}

	/** False once nothing is left. */
	spend(slots = 1): boolean {
		this.#left -= slots;
		return this.#left > 0;
	}

	/** One level further into choices within choices, or false. Each has to be left with {@link rise}. */
	deepen(): boolean {
		if (this.#depth >= 16) return false;
		this.#depth += 1;
		return true;
	}

	rise(): void {
		this.#depth -= 1;
	}
}
