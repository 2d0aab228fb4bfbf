import { randomUUID } from "node:crypto";
import type { DoorbellMessage } from "../edge/contract/sockets.ts";
import { assertNever } from "../edge/contract/status.ts";
import { blend, claimsWanted } from "./attempt/ahead.ts";
import { Attempt } from "./attempt/attempt.ts";
import { Semaphore } from "./attempt/semaphore.ts";
import { Comfy } from "./comfyui/comfy.ts";
import { ComfyHealth } from "./comfyui/comfy-health.ts";
import { failure } from "./comfyui/errors.ts";
import { ComfyHttp } from "./comfyui/http.ts";
import { Supervisor } from "./comfyui/supervise.ts";
import { WarmModels } from "./comfyui/warm-models.ts";
import { EdgeClient, isPassing, type Task, UnreadableTask } from "./edge-api/client.ts";
import { Doorbell } from "./edge-api/doorbell.ts";
import { EdgeRefusal } from "./edge-api/errors.ts";
import { type Clock, fullJitter, sleep } from "./process/clock.ts";
import { type Config, WORKER_VERSION } from "./process/config.ts";
import { EXIT, Fatal } from "./process/exit.ts";
import type { Logger } from "./process/log.ts";
import { HttpPool } from "./process/request.ts";
import { DEFAULT_TIMINGS, type Timings } from "./process/timings.ts";
import { Registration } from "./registration.ts";

/** Words kept for claims that are not answered yet. */
const MAX_EARLY = 20;

type Mode = "starting" | "serving" | "draining" | "stopped";

/** One worker: it registers, claims tasks ahead of need, and drives them through its ComfyUI. */
export class Worker {
	/** Resolves when the worker has ended by itself or was drained. Rejects with {@link Fatal}. */
	readonly ended: Promise<void>;
	private readonly config: Config;
	private readonly timings: Timings;
	private readonly clock: Clock;
	private readonly log: Logger;
	private readonly pool = new HttpPool();
	private readonly edge: EdgeClient;
	private readonly registration: Registration;
	private readonly comfy: Comfy;
	private readonly health: ComfyHealth;
	private readonly supervisor: Supervisor | null;
	private readonly doorbell: Doorbell;
	private readonly uploads = new Semaphore(3);
	private readonly warm = new WarmModels();
	private readonly end = Promise.withResolvers<void>();
	private readonly stopping = new AbortController();
	private readonly running = new Map<Attempt, Promise<void>>();
	private readonly claims = new Set<Promise<void>>();
	private readonly typical = new Map<string, number>();
	/** Words about tasks whose claim is still being answered: the bell can be quicker than the reply. */
	private early: Extract<DoorbellMessage, { task: string }>[] = [];
	private mode: Mode = "starting";
	private cycleMs = 50;
	/** No claim before this time: the last one found nothing, and nobody rang since. */
	private restUntil = 0;
	private rung = false;
	private wants = true;
	private timer: NodeJS.Timeout | undefined;
	private draining: Promise<void> | null = null;

	constructor(config: Config, clock: Clock, log: Logger, timings: Partial<Timings> = {}) {
		this.config = config;
		this.clock = clock;
		this.log = log;
		this.timings = { ...DEFAULT_TIMINGS, ...timings };
		this.ended = this.end.promise;
		// Whoever does not wait for the end must not bring the process down with it.
		this.ended.catch(() => undefined);
		this.edge = new EdgeClient(config.EDGE_URL, config.WORKER_TOKEN, this.pool);
		const { socketPingMs, socketPauseMs } = this.timings;
		this.comfy = new Comfy(
			new ComfyHttp(config.COMFYUI_URL, this.pool, this.timings.askMs),
			{ folder: config.COMFYUI_DIR, partnerKey: config.COMFY_ORG_API_KEY, profile: config.PROFILE },
			{ pingMs: socketPingMs, pauseMs: socketPauseMs },
			clock,
			log,
			{ opened: (again) => this.health.socketOpened(again), closed: () => this.health.socketClosed() },
		);
		this.registration = new Registration(
			config.WORKER_NAME,
			this.comfy,
			this.edge,
			clock,
			log,
			this.stopping.signal,
			// It hangs under the old name.
			() => this.doorbell.reconnect(),
		);
		this.supervisor =
			config.COMFYUI_COMMAND === null
				? null
				: new Supervisor(config.COMFYUI_COMMAND, `${config.SCRATCH_DIR}.pid`, clock, log, () =>
						this.comfy.died(),
					);
		this.health = new ComfyHealth({
			comfy: this.comfy,
			registration: this.registration,
			supervisor: this.supervisor,
			warm: this.warm,
			log,
			workerName: config.WORKER_NAME,
			lookMs: this.timings.lookMs,
			signal: this.stopping.signal,
			on: {
				well: () => this.pump(),
				closed: () => {
					if (this.mode === "serving") log.warn("the socket to ComfyUI closed");
					this.sayWants(false);
				},
				broken: () => {
					for (const attempt of this.running.keys()) {
						if (attempt.phase === "staging" || attempt.phase === "queued") attempt.stop("drain");
					}
				},
				fatal: (error) => this.give(error),
			},
		});
		this.doorbell = new Doorbell(
			() => this.edge.socket(this.registration.socketPath),
			{ pingMs: this.timings.doorbellPingMs, backoffMs: 15_000 },
			{ message: (message) => this.hear(message), opened: () => this.greeted() },
			clock,
			log,
		);
	}

	/** Starts everything and returns once the worker is registered. Throws {@link Fatal}. */
	async start(): Promise<void> {
		this.supervisor?.start();
		await this.health.answering();
		if (this.mode !== "starting") return;
		await this.health.clearLeftovers();
		this.comfy.socket.start();
		await this.registration.register();
		if (this.mode !== "starting") return;
		this.mode = "serving";
		this.doorbell.start();
		this.timer = setInterval(() => this.pump(), this.timings.pumpMs);
		this.pump();
	}

	/**
	 * Takes nothing new, gives back what the GPU has not begun, lets finish what will be done in time, and
	 * leaves. Resolves when all of that is over.
	 */
	drain(): Promise<void> {
		this.draining ??= this.leave();
		return this.draining;
	}

	/** Gives back everything at once, and ends a ComfyUI of its own. What cannot be told within two seconds is not told. */
	async abandon(): Promise<void> {
		this.mode = "draining";
		for (const attempt of this.running.keys()) attempt.abandon();
		await Promise.race([Promise.allSettled(this.running.values()), sleep(2_000)]);
		this.supervisor?.kill();
	}

	// Claiming

	private pump(): void {
		if (this.mode !== "serving" || !this.health.usable) {
			this.sayWants(false);
			return;
		}
		const attempts = [...this.running.keys()];
		const wanted = claimsWanted({
			tasks: attempts.filter((a) => a.phase === "staging" || a.phase === "queued" || a.phase === "running"),
			claiming: this.claims.size,
			finishing: attempts.filter((a) => a.phase === "executed").length,
			cycleMs: this.cycleMs,
		});
		this.sayWants(wanted > 0 || this.claims.size > 0);
		if (this.clock.now() < this.restUntil) return;
		for (let i = 0; i < wanted; i++) {
			const claim = this.claim().catch((error: unknown) => this.give(error));
			this.claims.add(claim);
			void claim.finally(() => {
				this.claims.delete(claim);
				this.pump();
			});
		}
	}

	private async claim(): Promise<void> {
		const startedAt = this.clock.now();
		this.rung = false;
		const task = await this.ask({ claim_id: randomUUID(), warm_models: this.warm.list() });
		if (task === null) {
			const rest = this.config.POLL_MS * (0.75 + 0.5 * this.clock.random());
			if (!this.rung) this.restUntil = this.clock.now() + rest;
			return;
		}
		const attempt = this.attempt(task, startedAt);
		const done = attempt.perform();
		this.running.set(attempt, done);
		for (const message of this.early.splice(0)) this.hear(message);
		void done.finally(() => {
			this.running.delete(attempt);
			this.pump();
		});
		// It arrived while the worker was leaving: back at once.
		if (this.mode !== "serving") attempt.stop("drain");
	}

	/** One claim, asked until it is answered: the same id never gives two tasks. */
	private async ask(request: { claim_id: string; warm_models: string[] }): Promise<Task | null> {
		for (let tries = 0; ; tries++) {
			const worker = this.registration.workerId;
			try {
				return await this.edge.claim(worker, request, this.stopping.signal);
			} catch (error) {
				if (this.stopping.signal.aborted) return null;
				if (error instanceof UnreadableTask) {
					await this.refuse(error);
					return null;
				}
				if (error instanceof EdgeRefusal && error.status === 404) await this.registration.renew(worker);
				else if (!isPassing(error)) throw error;
				this.log.debug("claim failed; asking again", { error });
				// Leaving: one more try finds out whether the lost reply held a task.
				if (this.mode !== "serving" && tries > 0) return null;
				await sleep(50 + fullJitter(tries, this.clock.random(), 200, 5_000), this.stopping.signal);
			}
		}
	}

	/** A task this version cannot read fails alone; the worker goes on. */
	private async refuse(task: UnreadableTask): Promise<void> {
		this.log.error("a task cannot be read; is the edge newer?", {
			task: task.attempt.task_id,
			why: task.message,
		});
		const told = failure("worker_error", `worker ${WORKER_VERSION} cannot read this task: ${task.message}`);
		await this.edge
			.attempt(task.attempt)
			.fail({ failure: told })
			.catch((error: unknown) => this.log.warn("it could not be failed", { error }));
	}

	private attempt(task: Task, claimedAt: number): Attempt {
		const usual = this.typical.get(task.workflow) ?? task.typical_seconds * 1000;
		const { timings } = this;
		return new Attempt(task, {
			comfy: this.comfy,
			edge: this.edge.attempt(task),
			clock: this.clock,
			log: this.log,
			watchTimes: timings,
			reportTimes: {
				// A lease must survive a lost report or two, however short the edge makes it.
				idleMs: Math.min(timings.reportMs, this.registration.leaseMs / 6),
				watchedMs: timings.watchedReportMs,
				previewMs: timings.previewMs,
			},
			leaseMs: this.registration.leaseMs,
			edgePatienceMs: timings.edgePatienceMs,
			scratch: this.config.SCRATCH_DIR,
			comfyDir: this.config.COMFYUI_DIR,
			uploads: this.uploads,
			workerName: this.config.WORKER_NAME,
			expectedMs: usual,
			on: {
				changed: () => this.pump(),
				accepted: () => {
					this.cycleMs = blend(this.cycleMs, this.clock.now() - claimedAt);
				},
				drain: () => void this.drain(),
				broken: (why, promptId) => this.health.broken(why, promptId),
				ran: (gpuMs) => {
					this.typical.set(task.workflow, blend(this.typical.get(task.workflow), gpuMs));
					this.warm.used(task.models.map((model) => model.file));
				},
			},
		});
	}

	// Edge

	private hear(message: DoorbellMessage): void {
		const about = (task: string, epoch: number) =>
			[...this.running.keys()].find((a) => a.task.task_id === task && a.task.epoch === epoch);
		if ("task" in message && this.claims.size > 0 && !about(message.task, message.epoch)) {
			this.early = [...this.early.slice(-MAX_EARLY), message];
			return;
		}
		switch (message.type) {
			case "look":
				this.look();
				return;
			case "cancel":
				about(message.task, message.epoch)?.stop("canceled");
				return;
			case "watched":
				about(message.task, message.epoch)?.watched(message.watched);
				return;
			case "drain":
				void this.drain();
				return;
			default:
				assertNever(message);
		}
	}

	private look(): void {
		this.rung = true;
		this.restUntil = 0;
		this.pump();
	}

	private greeted(): void {
		// The edge takes a new connection for one that wants work; and there may have been work meanwhile.
		if (!this.wants) this.doorbell.say("has_work");
		this.look();
	}

	private sayWants(wants: boolean): void {
		if (wants === this.wants) return;
		this.wants = wants;
		this.doorbell.say(wants ? "wants_work" : "has_work");
	}

	// Leaving

	private async leave(): Promise<void> {
		this.log.info("draining", { tasks: this.running.size });
		this.mode = "draining";
		this.sayWants(false);
		const late = () => {
			for (const attempt of this.running.keys()) attempt.stop("drain");
		};
		for (const attempt of this.running.keys()) {
			const inTime = attempt.phase === "running" && attempt.remainingMs <= this.config.DRAIN_MS;
			if (!inTime) attempt.stop("drain");
		}
		const abandon = () => {
			for (const attempt of this.running.keys()) attempt.abandon();
		};
		const timers = [
			setTimeout(late, this.config.DRAIN_MS),
			setTimeout(abandon, this.config.DRAIN_MS + this.timings.abandonMs),
		];
		// A claim on its way may bring a task, which has to go back.
		await Promise.race([Promise.allSettled([...this.claims]), sleep(this.timings.abandonMs)]);
		while (this.running.size > 0) await Promise.allSettled([...this.running.values()]);
		for (const timer of timers) clearTimeout(timer);
		await this.registration.end();
		await this.close();
		this.log.info("drained");
		this.end.resolve();
	}

	private give(error: unknown): void {
		if (this.mode === "stopped") return;
		this.log.error("giving up", { error });
		const refused = error instanceof EdgeRefusal && (error.status === 401 || error.status === 403);
		const fatal =
			error instanceof Fatal ? error : new Fatal(String(error), refused ? EXIT.token : EXIT.broken);
		void this.abandon()
			.then(() => this.close())
			.then(() => this.end.reject(fatal));
	}

	private async close(): Promise<void> {
		this.mode = "stopped";
		this.stopping.abort();
		clearInterval(this.timer);
		await Promise.all([this.doorbell.close(), this.comfy.socket.close()]);
		await this.supervisor?.stop();
		this.pool.close();
	}
}
