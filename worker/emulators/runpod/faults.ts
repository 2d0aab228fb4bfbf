/** What happens to a call instead of its answer. */
export interface Fault {
	/** Which call, by the word in its path: `job-take`, `job-done`, `ping`, `run`, `status`, … */
	at: string;
	/** How often; once unless said. */
	times?: number;
	/** An answer with this status and body; HTML where no body is given. */
	status?: number;
	body?: string;
	headers?: Record<string, string>;
	/** `drop`: the connection breaks. `hang`: no answer, ever. `after`: it is done, and the connection breaks before the answer. */
	how?: "drop" | "hang" | "after";
}

/** Faults by script: each is used up by the calls that it is meant for, in the order given. */
export class Faults {
	private readonly left: (Fault & { left: number })[] = [];

	add(faults: readonly Fault[]): void {
		for (const fault of faults) this.left.push({ ...fault, left: fault.times ?? 1 });
	}

	/** How many calls are still to go wrong. */
	get pending(): number {
		return this.left.reduce((sum, { left }) => sum + left, 0);
	}

	next(at: string): Fault | null {
		const fault = this.left.find((one) => one.at === at && one.left > 0);
		if (fault === undefined) return null;
		fault.left--;
		return fault;
	}
}
