import * as z from "zod";
import { type Clock, fullJitter, sleep } from "../process/clock.ts";
import { WORKER_VERSION } from "../process/config.ts";
import type { Logger } from "../process/log.ts";
import { HttpError, type HttpPool } from "../process/request.ts";
import { Platform, type PlatformRequest } from "./platform.ts";
import type { PlatformEnv } from "./platform-env.ts";

/** How long a result may go on failing before it is left: the edge knows it already. Milliseconds. */
const RESULT_PATIENCE_MS = 120_000;
const LONGEST_BACKOFF_MS = 10_000;

/** What a request of RunPod says: it brings compute, and no work of its own. */
const ticketSchema = z.object({
	v: z.literal(1),
	kind: z.literal("ticket"),
	ticket_id: z.string().min(1).max(100),
});

const NO_TICKET =
	"This endpoint takes tickets that a Darkroom edge issues, and nothing else: submit the job to the edge.";

/** The right to claim one task, and the machine's time for it. */
export interface Ticket {
	/** The edge's name for it. */
	id: string;
	/** RunPod's name for it. */
	request: string;
}

/** The attempt that a ticket is used for. */
export interface TicketUse {
	job_id: string;
	task_id: string;
	epoch: number;
}

export interface TicketsParts {
	clock: Clock;
	log: Logger;
	on: {
		/** There is one more to be had by {@link Tickets.next}. */
		arrived(): void;
		/** RunPod wants the machine back from an attempt: its ticket was canceled, or has taken too long. */
		stopped(use: TicketUse): void;
	};
}

interface Held {
	ticket: Ticket;
	use: TicketUse | null;
	/** What is said of it goes out one after the other: a late word would undo the result. */
	said: Promise<void>;
}

/**
 * The tickets of a serverless worker: it takes as many as it can use, says that it lives while it holds some, and
 * brings each back. A ticket that is lost, doubled or late does no harm, for the edge alone knows who has which task.
 */
export class Tickets {
	private readonly parts: TicketsParts;
	private readonly platform: Platform;
	private readonly held = new Map<string, Held>();
	private readonly ready: Ticket[] = [];
	private readonly ending = new AbortController();
	private wanted = 0;
	private wake: (() => void) | null = null;
	private refreshing = false;
	private timer: NodeJS.Timeout | undefined;

	constructor(env: PlatformEnv, pool: HttpPool, parts: TicketsParts) {
		this.parts = parts;
		this.platform = new Platform(env, pool, WORKER_VERSION);
	}

	/** Begins to take. Only once ComfyUI is ready: what is taken before would be paid for by waiting. */
	start(): void {
		this.timer = setInterval(() => void this.ping(), this.platform.pingMs);
		void this.ping();
		void this.taking();
		void this.heeding();
	}

	/** How many tickets more could be used at once. */
	want(count: number): void {
		this.wanted = count;
		this.wake?.();
	}

	/** A ticket that nothing was claimed for yet. */
	next(): Ticket | null {
		return this.ready.shift() ?? null;
	}

	/** A ticket is used for an attempt; RunPod's console shows for which. */
	use(ticket: Ticket, { job_id, task_id, epoch }: TicketUse): void {
		const entry = this.held.get(ticket.request);
		if (entry === undefined) return;
		entry.use = { job_id, task_id, epoch };
		this.say(entry, { status: "IN_PROGRESS", output: entry.use });
	}

	/**
	 * Brings a ticket back: its attempt is over, or there was none. What became of the task is known to the edge; for
	 * RunPod it is always a success, and what is said decides nothing.
	 */
	finish(ticket: Ticket): void {
		const entry = this.held.get(ticket.request);
		if (entry === undefined) return;
		const output = entry.use === null ? { status: "empty" } : { status: "done", ...entry.use };
		const stopPod = this.refreshing && this.held.size === 1;
		this.end(entry, { output, ...(stopPod ? { stopPod: true } : {}) });
	}

	/** This process stood still: RunPod should hear at once that it lives. */
	thawed(): void {
		void this.ping();
	}

	/** This machine should be replaced: RunPod is told so with the last ticket that is brought back. */
	refresh(): void {
		this.refreshing = true;
	}

	/** Takes no more, and brings back what nothing was claimed for. A request that is on its way is not begun. */
	leave(): void {
		this.ending.abort();
		this.wake?.();
		for (const ticket of this.ready.splice(0)) this.finish(ticket);
	}

	/** Resolves when every ticket that was finished has been brought back, or was given up. */
	async settled(): Promise<void> {
		await Promise.all([...this.held.values()].map(({ said }) => said));
	}

	/** Tells RunPod that this machine cannot work. The process is about to end. Never rejects. */
	async unfit(why: string): Promise<void> {
		await this.platform.unhealthy("worker", why, this.parts.log);
	}

	/** No more signs of life. */
	close(): void {
		this.ending.abort();
		clearInterval(this.timer);
	}

	private async taking(): Promise<void> {
		const { clock, log, on } = this.parts;
		const { signal } = this.ending;
		let failures = 0;
		while (!signal.aborted) {
			const slots = this.wanted - this.ready.length;
			if (slots <= 0) {
				await new Promise<void>((resolve) => {
					this.wake = resolve;
				});
				continue;
			}
			try {
				const { found, pauseMs } = await this.platform.take(this.held.size > 0, slots, signal);
				failures = 0;
				for (const request of found) this.accept(request);
				if (found.length > 0) on.arrived();
				if (pauseMs > 0) await sleep(pauseMs, signal);
			} catch (error) {
				if (signal.aborted) return;
				log.warn("RunPod gave no ticket; asking again", { error });
				await sleep(100 + fullJitter(failures++, clock.random(), 500, LONGEST_BACKOFF_MS), signal);
			}
		}
	}

	private accept({ id, input }: PlatformRequest): void {
		const { log } = this.parts;
		// The platform delivers at least once: a second delivery of what is in hand is the same ticket.
		if (this.held.has(id)) return;
		const read = ticketSchema.safeParse(input);
		const ticket = { id: read.success ? read.data.ticket_id : id, request: id };
		const entry: Held = { ticket, use: null, said: Promise.resolve() };
		this.held.set(id, entry);
		if (!read.success) {
			log.warn("a request that is no ticket", { request: id });
			this.end(entry, { error: NO_TICKET });
		} else if (this.ending.signal.aborted) this.finish(ticket);
		else {
			log.info("ticket", { ticket: ticket.id, request: id });
			this.ready.push(ticket);
		}
	}

	private async heeding(): Promise<void> {
		const { clock, log, on } = this.parts;
		const { signal } = this.ending;
		let failures = 0;
		while (!signal.aborted) {
			try {
				const polled = await this.platform.stops(signal);
				if (polled === null) return;
				failures = 0;
				for (const id of polled.found) {
					const entry = this.held.get(id);
					if (entry === undefined) continue;
					log.warn("RunPod stops a ticket", { ticket: entry.ticket.id, request: id });
					const unused = this.ready.indexOf(entry.ticket);
					if (unused >= 0) {
						this.ready.splice(unused, 1);
						this.finish(entry.ticket);
					} else if (entry.use !== null) on.stopped(entry.use);
				}
				if (polled.pauseMs > 0) await sleep(polled.pauseMs, signal);
			} catch (error) {
				if (signal.aborted) return;
				log.debug("RunPod did not say what to stop; asking again", { error });
				await sleep(500 + fullJitter(failures++, clock.random(), 500, LONGEST_BACKOFF_MS), signal);
			}
		}
	}

	private say(entry: Held, body: Record<string, unknown>): void {
		entry.said = entry.said.then(() => this.deliver(entry.ticket, body));
	}

	/** The last word about a request. */
	private end(entry: Held, body: Record<string, unknown>): void {
		this.say(entry, body);
		void entry.said.then(() => this.held.delete(entry.ticket.request));
	}

	/** Says it until RunPod has heard it, does not want to, or has not answered for two minutes. Never rejects. */
	private async deliver(ticket: Ticket, body: Record<string, unknown>): Promise<void> {
		const { clock, log } = this.parts;
		const until = clock.now() + RESULT_PATIENCE_MS;
		for (let tries = 0; ; tries++) {
			try {
				const wanted = await this.platform.say(ticket.request, body);
				if (!wanted) log.warn("RunPod does not want to hear of a ticket any more", { ticket: ticket.id });
				return;
			} catch (error) {
				if (clock.now() >= until) {
					log.warn("RunPod was not told of a ticket; the edge knows", { ticket: ticket.id, error });
					return;
				}
				await sleep(100 + fullJitter(tries, clock.random(), 500, LONGEST_BACKOFF_MS));
			}
		}
	}

	private async ping(): Promise<void> {
		const { log } = this.parts;
		try {
			await this.platform.ping([...this.held.keys()]);
		} catch (error) {
			const why = error instanceof HttpError ? error.kind : error;
			log.warn("RunPod took no sign of life", { why });
		}
	}
}
