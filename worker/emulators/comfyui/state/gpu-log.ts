import type { Clock } from "./clock.ts";

/** One prompt's time on the GPU. */
export interface GpuSpan {
	prompt_id: string;
	/** Monotonic milliseconds, for differences. */
	started_ms: number;
	ended_ms: number;
	/** Milliseconds since the epoch, for comparing with other machines' logs. */
	started_at: number;
	ended_at: number;
}

/** Time between the end of one prompt and the start of the next, in milliseconds. */
export interface IdleGap {
	after: string;
	before: string;
	ms: number;
}

/** When the emulated GPU was busy: from taking a prompt off the queue's hands to being done with it. */
export class GpuLog {
	readonly spans: GpuSpan[] = [];
	private current: GpuSpan | undefined;
	private readonly clock: Clock;

	constructor(clock: Clock) {
		this.clock = clock;
	}

	start(promptId: string): void {
		const started_ms = this.clock.monotonic();
		const started_at = this.clock.now();
		this.current = {
			prompt_id: promptId,
			started_ms,
			ended_ms: started_ms,
			started_at,
			ended_at: started_at,
		};
	}

	end(): void {
		if (!this.current) return;
		this.current.ended_ms = this.clock.monotonic();
		this.current.ended_at = this.clock.now();
		this.spans.push(this.current);
		this.current = undefined;
	}

	/** Gaps between consecutive prompts; long ones mean nothing was queued. */
	idleGaps(): IdleGap[] {
		return this.spans.slice(1).map((span, i) => {
			const before = this.spans[i];
			return {
				after: before?.prompt_id ?? "",
				before: span.prompt_id,
				ms: span.started_ms - (before?.ended_ms ?? span.started_ms),
			};
		});
	}
}
