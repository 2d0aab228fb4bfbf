/** Whether a worker has been without work for so long that it is to leave: a machine that is paid for until it stops. */
export class Idleness {
	private readonly mostMs: number;
	private since: number | null = null;

	/** @param mostMs milliseconds; `Infinity`: it may be without work for ever */
	constructor(mostMs: number) {
		this.mostMs = mostMs;
	}

	/** To be asked often: the time counts from the first look, and from the last one at which a task was held. */
	isOver(held: number, now: number): boolean {
		if (this.since === null || held > 0) this.since = now;
		return now - this.since >= this.mostMs;
	}
}
