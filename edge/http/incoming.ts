/** The time of whoever waits for a client; a test holds it. */
export interface Clock {
	now(): number;
	/** Calls back after so many milliseconds; what it returns calls it off. */
	after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
	now: Date.now,
	after: (ms, call) => {
		const id = setTimeout(call, ms);
		return () => clearTimeout(id);
	},
};

/** The body of a request as its sender sends it, for all who read of it one after the other. */
export class Incoming {
	/** Whether somebody has read of it: until then a client that said `Expect: 100-continue` sends nothing. */
	asked = false;
	private last: Promise<unknown> = Promise.resolve();
	private readonly reader: ReadableStreamDefaultReader<Uint8Array>;

	constructor(body: ReadableStream<Uint8Array>) {
		this.reader = body.getReader();
	}

	/** What comes next, for one after the other: a body takes one question at a time. Throws where its sender left. */
	read(): Promise<ReadableStreamReadResult<Uint8Array>> {
		this.asked = true;
		const next = this.last.then(() => this.reader.read());
		this.last = next.catch(() => {});
		return next;
	}

	/** Nothing more is wanted of it: its connection ends with the answer. */
	cancel(): void {
		this.reader.cancel().catch(() => {});
	}
}
