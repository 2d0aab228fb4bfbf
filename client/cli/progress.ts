import type { Frame } from "../../edge/contract/jobs/events.ts";
import { isTerminal } from "../../edge/contract/status.ts";

/** Percent between two lines where nothing can be drawn over. */
const EVERY = 10;

/** How a job gets on: one line that is drawn over on a terminal, else a line for each thing that is new. */
export class Progress {
	private readonly out: Pick<NodeJS.WriteStream, "write" | "isTTY">;
	private readonly titleOf: ((stage: string) => string) | null;
	private readonly onLine: () => void;
	private last = "";
	private lastTask = "";
	private lastPercent = -EVERY;

	/**
	 * @param titleOf what stages are called, for a job of several, which are told of then; null: there is one
	 * @param onLine called where a line is left as it is, and the next one begins
	 */
	constructor(
		out: Pick<NodeJS.WriteStream, "write" | "isTTY">,
		titleOf: ((stage: string) => string) | null = null,
		onLine: () => void = () => undefined,
	) {
		this.out = out;
		this.titleOf = titleOf;
		this.onLine = onLine;
	}

	take(frame: Frame): void {
		if (frame.type === "progress") {
			const step = frame.step === null ? "" : ` ${frame.step}/${frame.steps}`;
			const percent = Math.floor(frame.percent);
			if (frame.task !== this.lastTask) this.lastPercent = -EVERY;
			this.lastTask = frame.task;
			if (!this.out.isTTY && percent < this.lastPercent + EVERY) return;
			this.lastPercent = percent;
			const stage = this.titleOf === null ? "" : `${this.titleOf(frame.stage)}  `;
			this.show(`${stage}${String(percent).padStart(3)}%  ${frame.node_title ?? ""}${step}`.trimEnd());
		} else if (frame.type === "stage" && this.titleOf !== null) {
			if (frame.status === "awaiting_approval" || isTerminal(frame.status))
				this.line(`${this.titleOf(frame.stage)}  ${frame.status.replace("_", " ")}`);
		} else if (frame.type === "queue" && frame.queue !== null) this.show(`waits: ${frame.queue.message}`);
		else if (frame.type === "hello" && frame.queue !== null) this.show(`waits: ${frame.queue.message}`);
		else if (frame.type === "job" && isTerminal(frame.status)) this.show(frame.status);
		else if (frame.type === "task" && frame.retry_at !== null)
			this.show(`an attempt failed (${frame.error?.message ?? frame.status}); it is tried again`);
	}

	/** A line that stays. */
	line(text: string): void {
		this.show(text);
		this.end();
	}

	/** Leaves the line as it is. */
	end(): void {
		if (this.out.isTTY && this.last !== "") this.out.write("\n");
		this.last = "";
		this.onLine();
	}

	private show(line: string): void {
		if (line === this.last) return;
		this.last = line;
		this.out.write(this.out.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
	}
}
