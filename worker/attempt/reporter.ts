import type { Progress } from "../../edge/contract/jobs/events.ts";
import type { Report, ReportEvent, ReportReply } from "../../edge/contract/workers/workers.ts";
import type { PreviewType } from "../comfyui/wire/frames.ts";
import { EdgeRefusal, LeaseLost } from "../edge-api/errors.ts";
import { type Clock, sleep } from "../process/clock.ts";

/** All in milliseconds. */
export interface ReportTimes {
	/** Between reports when nobody watches: the lease must not run out. */
	idleMs: number;
	/** Between reports while somebody watches and there is something to tell. */
	watchedMs: number;
	/** Between previews. */
	previewMs: number;
}

export interface ReporterParts {
	send(report: Report, signal: AbortSignal): Promise<ReportReply>;
	clock: Clock;
	times: ReportTimes;
	leaseMs: number;
	on: {
		reply(reply: ReportReply): void;
		/** The edge gave the task to somebody else, or was not reached for so long that it may have. */
		lost(why: string): void;
	};
}

/** How long the end of an attempt waits for a report on its way; milliseconds. */
const LAST_REPORT_MS = 500;
/** The contract's limit, less what JSON needs around it. */
const LARGEST_PREVIEW = 300_000;

/**
 * Tells the edge where an attempt stands, and so keeps its lease. Only the latest progress and the latest
 * preview matter, so a slow edge costs detail and never holds anything up.
 */
export class Reporter {
	private readonly parts: ReporterParts;
	private readonly stopped = new AbortController();
	/** Aborts a report that is on its way. */
	private readonly hurry = new AbortController();
	private progressNow: Progress | null = null;
	private previewNow: Extract<ReportEvent, { type: "preview" }> | null = null;
	private previewAt = Number.NEGATIVE_INFINITY;
	/** The first report goes out at once: its answer says whether somebody watches already. */
	private sentAt = Number.NEGATIVE_INFINITY;
	private renewed: number;
	private seq = 0;
	/** Until the edge says otherwise. */
	private watchedNow = false;
	/**
	 * The first progress is told soon, watched or not: who came after the first report is known by the answer,
	 * even where the bell that tells of watchers did not hang yet.
	 */
	private toldProgress = false;
	private wake: (() => void) | null = null;
	private loop: Promise<void> | null = null;

	constructor(parts: ReporterParts) {
		this.parts = parts;
		this.renewed = parts.clock.now();
	}

	/**
	 * Until when it makes sense to go on without an answer from the edge; milliseconds. A lease beyond the
	 * one that may have run out: while the edge is away nobody else gets the task, and if somebody did, the
	 * edge will say so.
	 */
	get giveUpAt(): number {
		return this.renewed + 2 * this.parts.leaseMs;
	}

	start(): void {
		this.loop ??= this.run();
	}

	progress(progress: Progress): void {
		this.progressNow = progress;
		this.nudge();
	}

	preview(node: string | null, contentType: PreviewType, image: Buffer): void {
		const { clock, times } = this.parts;
		if (!this.watchedNow || image.length > LARGEST_PREVIEW) return;
		if (this.previewNow === null && clock.now() - this.previewAt < times.previewMs) return;
		this.previewNow = { type: "preview", node, content_type: contentType, data: image.toString("base64") };
		this.nudge();
	}

	watched(watched: boolean): void {
		this.watchedNow = watched;
		if (!watched) this.previewNow = null;
		this.nudge();
	}

	/** Sends no more. Resolves when nothing is on its way; a report that takes long is given up. */
	async stop(): Promise<void> {
		this.stopped.abort();
		this.nudge();
		const timer = setTimeout(() => this.hurry.abort(), LAST_REPORT_MS);
		await this.loop;
		clearTimeout(timer);
	}

	private nudge(): void {
		this.wake?.();
	}

	private async run(): Promise<void> {
		const { clock, on } = this.parts;
		let failures = 0;
		while (!this.stopped.signal.aborted || this.lastStepIsDue(failures)) {
			const wait = this.dueIn(failures);
			if (wait > 0) {
				await this.rest(wait);
				continue;
			}
			const events = this.take();
			const at = clock.now();
			this.sentAt = at;
			try {
				const reply = await this.parts.send({ seq: ++this.seq, events }, this.hurry.signal);
				failures = 0;
				this.renewed = at;
				this.watchedNow = reply.watched;
				on.reply(reply);
			} catch (error) {
				if (this.stopped.signal.aborted) return;
				if (error instanceof LeaseLost) {
					on.lost(error.message);
					return;
				}
				// What was in it is told by the next one; progress is a whole picture each time.
				if (error instanceof EdgeRefusal && error.barred) return on.lost(error.message);
				if (clock.now() >= this.giveUpAt) return on.lost("the edge was not reached within two leases");
				failures++;
			}
		}
	}

	/** Whoever watches sees the last step: it is told at once, and still when the attempt is over by then. */
	private lastStepIsDue(failures: number): boolean {
		return this.watchedNow && this.progressNow?.percent === 100 && failures === 0;
	}

	private dueIn(failures: number): number {
		const { clock, times } = this.parts;
		const news = this.progressNow !== null || this.previewNow !== null;
		if (this.lastStepIsDue(failures)) return 0;
		const first = this.progressNow !== null && !this.toldProgress;
		const normal = first || (this.watchedNow && news) ? times.watchedMs : times.idleMs;
		const pause = failures === 0 ? normal : Math.min(normal, 250 * 2 ** Math.min(failures, 4));
		return this.sentAt + pause - clock.now();
	}

	private take(): ReportEvent[] {
		const events: ReportEvent[] = [];
		if (this.progressNow !== null) events.push({ type: "progress", ...this.progressNow });
		this.toldProgress ||= this.progressNow !== null;
		if (this.previewNow !== null) {
			events.push(this.previewNow);
			this.previewAt = this.parts.clock.now();
		}
		this.progressNow = null;
		this.previewNow = null;
		return events;
	}

	private async rest(ms: number): Promise<void> {
		const woken = new AbortController();
		this.wake = () => woken.abort();
		await sleep(ms, woken.signal);
		this.wake = null;
	}
}
