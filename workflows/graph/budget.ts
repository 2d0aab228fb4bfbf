/** What is thrown where work ends because it has used up what it was given. */
export class BudgetSpent extends Error {
	constructor(steps: number) {
		super(`this takes more than ${steps} steps`);
		this.name = "BudgetSpent";
	}
}

/**
 * How much may still be done for one request. Files, graphs and class descriptions are anybody's: a class of
 * 50,000 inputs used 1,000 times, or choices within choices a hundred levels deep, must end, and soon. A step is
 * about a microsecond's worth; whoever does something larger says how many steps it is.
 */
export class Budget {
	readonly #given: number;
	#left: number;
	#depth = 0;

	/** @param steps how many there are */
	constructor(steps: number) {
		this.#given = steps;
		this.#left = steps;
	}

	get spent(): boolean {
		return this.#left <= 0;
	}

	/** Steps taken, also those that were too many. */
	get used(): number {
		return this.#given - this.#left;
	}

	/** False once nothing is left. */
	spend(steps = 1): boolean {
		this.#left -= steps;
		return this.#left > 0;
	}

	/** The same for work that has no half result. @throws {BudgetSpent} */
	need(steps = 1): void {
		if (!this.spend(steps)) throw new BudgetSpent(this.#given);
	}

	/** For whoever has nobody else waiting: it ends when the work does. */
	static unlimited(): Budget {
		return new Budget(Number.POSITIVE_INFINITY);
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
