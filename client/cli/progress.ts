import type { Frame } from "../../edge/contract/events.ts";
import { isTerminal } from "../../edge/contract/status.ts";

/** Percent between two lines where nothing can be drawn over. */
const EVERY = 10;

/** How a job of one task gets on: one line that is drawn over on a terminal, else a line for each thing that is new. */
export class Progress {
	private readonly out: Pick<NodeJS.WriteStream, "write" | "isTTY">;
	private last = "";
	private lastPercent = -EVERY;

	constructor(out: Pick<NodeJS.WriteStream, "write" | "isTTY">) {
		this.out = out;
	}

	take(frame: Frame): void {
		if (frame.type === "progress") {
			const step = frame.step === null ? "" : ` ${frame.step}/${frame.steps}`;
			const percent = Math.floor(frame.percent);
			if (!this.out.isTTY && percent < this.lastPercent + EVERY) return;
			this.lastPercent = percent;
			this.show(`${String(percent).padStart(3)}%  ${frame.node_title ?? ""}${step}`.trimEnd());
		} else if (frame.type === "queue" && frame.queue !== null) this.show(`waits: ${frame.queue.message}`);
		else if (frame.type === "hello" && frame.queue !== null) this.show(`waits: ${frame.queue.message}`);
		else if (frame.type === "job" && isTerminal(frame.status)) this.show(frame.status);
		else if (frame.type === "task" && frame.retry_at !== null)
			this.show(`an attempt failed (${frame.error?.message ?? frame.status}); it is tried again`);
	}

	/** Leaves the line as it is. */
	end(): void {
		if (this.out.isTTY && this.last !== "") this.out.write("\n");
		this.last = "";
	}

	private show(line: string): void {
		if (line === this.last) return;
		this.last = line;
		this.out.write(this.out.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
	}
}
