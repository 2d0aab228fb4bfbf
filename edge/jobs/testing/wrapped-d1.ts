/** How a test may stand between the code and D1. */
export interface Between {
	/** Rewrites a statement: what a mistake in the SQL would be. */
	rewrite?: (sql: string) => string;
	/** Runs a call of D1: at its turn, not at all, or with a lie about how it went. `write` when it changes rows. */
	call?: <T>(run: () => Promise<T>, write: boolean) => Promise<T>;
}

/** A D1 database that does what D1 does, through the hands of a test. */
export function wrapD1(
	real: D1Database,
	{ rewrite = (sql) => sql, call = (run) => run() }: Between,
): D1Database {
	class Statement {
		readonly inner: D1PreparedStatement;
		readonly write: boolean;
		constructor(inner: D1PreparedStatement, write: boolean) {
			this.inner = inner;
			this.write = write;
		}
		bind(...values: unknown[]): Statement {
			return new Statement(this.inner.bind(...values), this.write);
		}
		run() {
			return call(() => this.inner.run(), this.write);
		}
		all() {
			return call(() => this.inner.all(), this.write);
		}
		raw(options?: { columnNames?: false }) {
			return call(() => this.inner.raw(options), this.write);
		}
		first() {
			return call(() => this.inner.first(), this.write);
		}
	}
	return {
		prepare: (sql: string) => new Statement(real.prepare(rewrite(sql)), !/^\s*(select|with)/i.test(sql)),
		batch: (statements: Statement[]) =>
			call(
				() => real.batch(statements.map((statement) => statement.inner)),
				statements.some((statement) => statement.write),
			),
	} as unknown as D1Database;
}

/** A write that fails once: `before` it was done, or `after`. Reads pass. */
export class FailingWrite {
	next: "none" | "before" | "after" = "none";

	readonly call = async <T>(run: () => Promise<T>, write: boolean): Promise<T> => {
		const fault = write ? this.next : "none";
		if (write) this.next = "none";
		if (fault === "before") throw new Error("D1_ERROR: Network connection lost.");
		const result = await run();
		if (fault === "after") throw new Error("D1_ERROR: Network connection lost.");
		return result;
	};
}

/** Lets several writers call D1 one at a time, in an order that is chosen: every interleaving can happen. */
export class Turns {
	private readonly waiting: (() => Promise<void>)[] = [];
	private readonly choices: readonly number[];
	private taken = 0;

	constructor(choices: readonly number[]) {
		this.choices = choices;
	}

	readonly call = <T>(run: () => Promise<T>): Promise<T> =>
		new Promise<T>((resolve, reject) => {
			this.waiting.push(() => run().then(resolve, reject));
		});

	/** Hands out turns until all writers are done. */
	async drive<T>(writers: Promise<T>[]): Promise<PromiseSettledResult<T>[]> {
		let open = true;
		const all = Promise.allSettled(writers).finally(() => {
			open = false;
		});
		while (open) {
			// Long enough for every writer to come to its next call.
			for (let i = 0; i < 40; i++) await null;
			const choice = this.choices[this.taken++ % this.choices.length] ?? 0;
			const [turn] = this.waiting.splice(choice % Math.max(1, this.waiting.length), 1);
			if (turn) await turn();
			else if (open) await new Promise((resolve) => setTimeout(resolve, 0));
		}
		return all;
	}
}
