import type { Spans } from "../../../edge/contract/workers/workers.ts";
import type { Clock } from "../../process/clock.ts";

/** The stretches of time that an attempt consists of. Only the first run of its graph counts: another one is cached. */
export class SpanWatch {
	private readonly clock: Clock;
	private beganAt: number | null = null;
	private steppedAt: number | null = null;
	private executedAt: number | null = null;
	private storedAt: number | null = null;

	constructor(clock: Clock) {
		this.clock = clock;
	}

	/** ComfyUI has begun. */
	began(): void {
		this.beganAt ??= this.clock.now();
	}

	/** A node reported a step: what it needs is loaded. */
	stepped(): void {
		if (this.beganAt !== null && this.executedAt === null) this.steppedAt ??= this.clock.now();
	}

	/** ComfyUI is done. */
	executed(): void {
		this.executedAt ??= this.clock.now();
	}

	/** All outputs are stored. */
	stored(): void {
		this.storedAt = this.clock.now();
	}

	/** What is known so far, in whole milliseconds. */
	get spans(): Pick<Spans, "load_ms" | "upload_ms"> {
		return {
			...between("load_ms", this.beganAt, this.steppedAt),
			...between("upload_ms", this.executedAt, this.storedAt),
		};
	}
}

function between<K extends string>(
	name: K,
	from: number | null,
	to: number | null,
): { [name in K]?: number } {
	if (from === null || to === null) return {};
	return { [name]: Math.max(0, Math.round(to - from)) } as { [name in K]: number };
}
