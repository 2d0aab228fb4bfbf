import { randomUUID } from "node:crypto";
import type { WarmModels } from "../comfyui/warm-models.ts";
import { failure } from "../comfyui/wire/errors.ts";
import {
	type ClaimRequest,
	type EdgeClient,
	isPassing,
	type Task,
	UnreadableTask,
} from "../edge-api/client.ts";
import { EdgeRefusal } from "../edge-api/errors.ts";
import type { Promised, Registration } from "../presence/registration.ts";
import { type Clock, fullJitter, sleep } from "../process/clock.ts";
import { WORKER_VERSION } from "../process/config.ts";
import type { Logger } from "../process/log.ts";
import type { Ticket, Tickets } from "../runpod/tickets.ts";

/** A task, and what the edge chose it by. */
export interface ClaimedWork {
	task: Task;
	/** When it was asked for; milliseconds. */
	claimedAt: number;
	/** What the worker had told of its ComfyUI by then. */
	promised: Promised | null;
	/** What brought the machine's time for it; null where nobody asks for one. */
	ticket: Ticket | null;
}

export interface ClaimsParts {
	edge: EdgeClient;
	registration: Registration;
	warm: WarmModels;
	/** Where each claim needs a ticket; null: the machine is ours as long as it runs. */
	tickets: Pick<Tickets, "next" | "finish"> | null;
	clock: Clock;
	log: Logger;
	/** How long nothing is claimed after ComfyUI took nothing; twice as long each further time. Milliseconds. */
	restMs: number;
	/** How often an idle worker asks without being rung; milliseconds. */
	pollMs: number;
	/** Ends all asking. */
	signal: AbortSignal;
	on: {
		task(work: ClaimedWork): void;
		/** A claim was answered, with a task or without. */
		answered(): void;
		/** Nothing waits to be run, and thumbnails are wanted. */
		thumbnailsWanted(): void;
		fatal(error: unknown): void;
	};
}

const LONGEST_REST_MS = 60_000;

/** Asks the edge for tasks. */
export class Claims {
	private readonly parts: ClaimsParts;
	private readonly asking = new Set<Promise<void>>();
	/** No claim before this time: the last one found nothing, and nobody rang since. */
	private restUntil = 0;
	private rung = false;
	/** No claim before this time, whoever rings: ComfyUI did not take what was claimed last. */
	private heldUntil = 0;
	private refusals = 0;
	private leaving = false;

	constructor(parts: ClaimsParts) {
		this.parts = parts;
	}

	/** Claims on their way. */
	get count(): number {
		return this.asking.size;
	}

	/** Starts so many claims, unless the last one found nothing and nobody rang. Where tickets are needed, no more than there are. */
	start(wanted: number): void {
		const { clock, tickets, on } = this.parts;
		if (clock.now() < Math.max(this.restUntil, this.heldUntil)) return;
		for (let i = 0; i < wanted; i++) {
			const ticket = tickets?.next() ?? null;
			if (tickets !== null && ticket === null) return;
			const claim = this.claim(ticket).catch((error: unknown) => on.fatal(error));
			this.asking.add(claim);
			void claim.finally(() => {
				this.asking.delete(claim);
				on.answered();
			});
		}
	}

	/** There may be work: no reason to rest. */
	ring(): void {
		this.rung = true;
		this.restUntil = 0;
	}

	/** A task was given back because ComfyUI did not take it: the same would happen to the next one. */
	hold(): void {
		const { clock, restMs } = this.parts;
		this.heldUntil = clock.now() + Math.min(LONGEST_REST_MS, restMs * 2 ** Math.min(this.refusals++, 20));
	}

	/** ComfyUI takes work. */
	resume(): void {
		this.heldUntil = 0;
		this.refusals = 0;
	}

	/** A claim that fails is tried once more only: its reply may have held a task, which has to go back. */
	leave(): void {
		this.leaving = true;
	}

	/** Resolves when those on their way are answered. */
	async settled(): Promise<void> {
		await Promise.allSettled([...this.asking]);
	}

	private async claim(ticket: Ticket | null): Promise<void> {
		const { clock, warm, pollMs, tickets, on } = this.parts;
		const startedAt = clock.now();
		this.rung = false;
		const found = await this.ask({
			claim_id: randomUUID(),
			warm_models: warm.list(),
			...(ticket && { ticket: { id: ticket.id, request: ticket.request } }),
		});
		if (found !== null) return on.task({ ...found, claimedAt: startedAt, ticket });
		if (ticket !== null) tickets?.finish(ticket);
		if (!this.rung) this.restUntil = clock.now() + pollMs * (0.75 + 0.5 * clock.random());
	}

	/** One claim, asked until it is answered: the same id never gives two tasks. */
	private async ask(request: ClaimRequest): Promise<Pick<ClaimedWork, "task" | "promised"> | null> {
		const { edge, registration, clock, log, signal, on } = this.parts;
		for (let tries = 0; ; tries++) {
			const { workerId: worker, promised } = registration;
			try {
				const task = await edge.claim(worker, request, signal, () => on.thumbnailsWanted());
				return task === null ? null : { task, promised };
			} catch (error) {
				if (signal.aborted) return null;
				if (error instanceof UnreadableTask) {
					await this.refuse(error);
					return null;
				}
				if (error instanceof EdgeRefusal && error.status === 404) await registration.renew(worker);
				else if (!isPassing(error)) throw error;
				log.debug("claim failed; asking again", { error });
				// Leaving: one more try finds out whether the lost reply held a task.
				if (this.leaving && tries > 0) return null;
				await sleep(50 + fullJitter(tries, clock.random(), 200, 5_000), signal);
			}
		}
	}

	/** A task this version cannot read fails alone; the worker goes on. */
	private async refuse(task: UnreadableTask): Promise<void> {
		const { edge, log } = this.parts;
		log.error("a task cannot be read; is the edge newer?", {
			task: task.attempt.task_id,
			why: task.message,
		});
		const told = failure("worker_error", `worker ${WORKER_VERSION} cannot read this task: ${task.message}`);
		await edge
			.attempt(task.attempt)
			.fail({ failure: told })
			.catch((error: unknown) => log.warn("it could not be failed", { error }));
	}
}
