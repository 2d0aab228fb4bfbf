import type { Failure } from "../edge/contract/failures.ts";
import type { DoorbellMessage } from "../edge/contract/sockets.ts";
import { assertNever } from "../edge/contract/status.ts";
import type { ApiGraph } from "../workflows/graph/graph.ts";
import { claimsWanted } from "./attempt/ahead.ts";
import { type ClaimedWork, Claims } from "./attempt/claims.ts";
import { Comfy } from "./comfyui/comfy.ts";
import { OwnComfy } from "./comfyui/process/own-comfy.ts";
import { WarmModels } from "./comfyui/warm-models.ts";
import { ComfyHttp } from "./comfyui/wire/http.ts";
import { EdgeClient } from "./edge-api/client.ts";
import { Doorbell } from "./edge-api/doorbell.ts";
import { fatalOf } from "./edge-api/errors.ts";
import { ComfyHealth } from "./presence/comfy-health.ts";
import { Registration } from "./presence/registration.ts";
import { type Clock, sleep } from "./process/clock.ts";
import type { Config } from "./process/config.ts";
import { EXIT, Fatal, type Leaving } from "./process/exit.ts";
import type { Logger } from "./process/log.ts";
import { HttpPool } from "./process/request.ts";
import { DEFAULT_TIMINGS, type Timings } from "./process/timings.ts";
import { AttemptFiles } from "./runners/graph/attempt-files.ts";
import type { PlatformEnv } from "./runpod/platform-env.ts";
import { Tickets, type TicketUse } from "./runpod/tickets.ts";
import { Workload } from "./workload.ts";

/** What cannot be told within this time when everything is given up is not told; milliseconds. */
const LAST_WORDS_MS = 2_000;

type Mode = "starting" | "serving" | "draining" | "stopped";

/** One worker: it registers, claims tasks ahead of need, and drives them through its ComfyUI. */
export class Worker {
	/** Resolves with why it left. Rejects with {@link Fatal}. */
	readonly ended: Promise<Leaving>;
	private readonly config: Config;
	private readonly timings: Timings;
	private readonly log: Logger;
	private readonly pool = new HttpPool();
	private readonly edge: EdgeClient;
	private readonly registration: Registration;
	private readonly comfy: Comfy;
	private readonly health: ComfyHealth;
	private readonly ownComfy: OwnComfy;
	private readonly doorbell: Doorbell;
	private readonly warm = new WarmModels();
	private readonly files: AttemptFiles;
	private readonly work: Workload;
	private readonly claims: Claims;
	/** Null: nobody lends this machine by the task. */
	private readonly tickets: Tickets | null;
	private readonly end = Promise.withResolvers<Leaving>();
	private readonly stopping = new AbortController();
	private mode: Mode = "starting";
	private wants = true;
	private timer: NodeJS.Timeout | undefined;
	private draining: Promise<void> | null = null;

	/** @param platform RunPod, where this is a serverless worker of it: nothing is claimed without a ticket then */
	constructor(
		config: Config,
		clock: Clock,
		log: Logger,
		timings: Partial<Timings> = {},
		platform: PlatformEnv | null = null,
		warmUp: ApiGraph | null = null,
	) {
		this.config = config;
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
		this.files = new AttemptFiles(
			this.comfy,
			{ worker: `${config.WORKER_NAME} at ${config.COMFYUI_URL.host}`, instance: this.comfy.clientId },
			{ againMs: this.timings.lookMs },
			clock,
			log,
			this.stopping.signal,
		);
		this.registration = new Registration(
			config,
			this.comfy,
			this.edge,
			clock,
			log,
			this.stopping.signal,
			// It hangs under the old name.
			() => this.doorbell.reconnect(),
		);
		this.ownComfy = new OwnComfy({
			config,
			comfy: this.comfy,
			warmUp,
			rented: platform !== null,
			clock,
			log,
			signal: this.stopping.signal,
			onHopeless: (error) => this.give(error),
		});
		this.health = new ComfyHealth({
			comfy: this.comfy,
			registration: this.registration,
			restarter: this.ownComfy.restarter,
			warm: this.warm,
			clock,
			log,
			workerName: config.WORKER_NAME,
			lookMs: this.timings.lookMs,
			refreshMs: this.timings.refreshMs,
			awayMs: this.timings.awayMs,
			signal: this.stopping.signal,
			on: {
				well: () => {
					this.claims.resume();
					this.pump();
				},
				closed: () => {
					if (this.mode === "serving") log.warn("the socket to ComfyUI closed");
					this.sayWants(false);
				},
				broken: () => this.work.releaseWaiting(),
				fatal: (error) => this.give(error),
			},
		});
		this.work = new Workload({
			config,
			timings: this.timings,
			clock,
			log,
			edge: this.edge,
			comfy: this.comfy,
			warm: this.warm,
			files: this.files,
			registration: this.registration,
			on: {
				changed: () => this.pump(),
				drain: () => void this.drain(),
				comfy: this.health,
				released: ({ releaseCause }) => {
					if (releaseCause === "comfyui_unreachable") this.claims.hold();
				},
				failed: (why) => this.rest(why),
				ran: () => this.claims.resume(),
				over: ({ ticket }) => {
					if (ticket !== null) this.tickets?.finish(ticket);
				},
			},
		});
		const on = { arrived: () => this.look(), stopped: (use: TicketUse) => this.work.giveBack(use) };
		this.tickets = platform && new Tickets(platform, this.pool, { clock, log, on });
		this.claims = new Claims({
			edge: this.edge,
			registration: this.registration,
			warm: this.warm,
			tickets: this.tickets,
			clock,
			log,
			pollMs: config.POLL_MS,
			restMs: this.timings.restMs,
			signal: this.stopping.signal,
			on: {
				task: (work) => this.begin(work),
				answered: () => this.pump(),
				thumbnailsWanted: () => this.work.thumbnails.wanted(),
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
		this.ownComfy.start();
		await this.health.answering();
		if (this.mode !== "starting") return;
		await this.health.clearLeftovers();
		await this.ownComfy.warmUp();
		if (this.mode !== "starting") return;
		void this.files.sweeping();
		this.comfy.socket.start();
		await this.registration.register();
		if (this.mode !== "starting") return;
		this.mode = "serving";
		this.log.info("serving", { after_ms: Math.round(performance.now()) });
		this.doorbell.start();
		void this.health.keepLooking();
		this.tickets?.start();
		this.timer = setInterval(() => this.pump(), this.timings.pumpMs);
		this.pump();
	}

	/** This process stood still: connections may be dead without having said so, and what was heard is old. */
	thawed(): void {
		this.pool.close();
		this.doorbell.reconnect();
		this.tickets?.thawed();
		void this.refresh();
	}

	/** Asks ComfyUI at once what it has; the edge knows of changes when this resolves. */
	async refresh(): Promise<void> {
		await this.health.look();
	}

	/**
	 * Takes nothing new, gives back what the GPU has not begun, lets finish what will be done in time, and
	 * leaves. Resolves when all of that is over.
	 */
	drain(why: Leaving = "told to"): Promise<void> {
		this.draining ??= this.leave(why);
		return this.draining;
	}

	/** Gives back everything at once, and ends a ComfyUI of its own. What cannot be told within two seconds is not told. */
	async abandon(): Promise<void> {
		this.mode = "draining";
		this.tickets?.leave();
		this.claims.leave();
		this.work.abandon();
		await Promise.race([this.work.ended(), sleep(LAST_WORDS_MS)]);
		this.ownComfy.kill();
	}

	private pump(): void {
		if (this.mode === "serving" && this.work.isIdleTooLong()) return void this.drain("idle");
		if (this.mode !== "serving" || !this.health.usable || this.work.attempts.some((one) => one.doubtful)) {
			this.tickets?.want(0);
			this.sayWants(false);
			return;
		}
		const wanted = claimsWanted(this.work.view(this.claims.count));
		this.claims.start(wanted);
		const { count } = this.claims;
		// Whoever needs a ticket and has none wants one, and no work.
		this.tickets?.want(claimsWanted(this.work.view(count)));
		this.sayWants(this.tickets === null ? wanted > 0 || count > 0 : count > 0);
	}

	/** What this machine cannot do, another may: it is left the time to take the task. */
	private rest({ code, message }: Failure): void {
		if (code !== "machine_unfit") return;
		this.log.error("this machine is unfit: somebody should look at its GPU, its driver or its disk", {
			why: message,
		});
		this.claims.hold();
		this.tickets?.refresh();
	}

	private begin(work: ClaimedWork): void {
		if (work.ticket !== null) this.tickets?.use(work.ticket, work.task);
		const attempt = this.work.begin(work);
		// It arrived while the worker was leaving, or ComfyUI was found broken: back at once.
		if (this.mode !== "serving") attempt.stop("drain");
		else if (this.health.broken) attempt.abandon("comfyui_unreachable");
	}

	private hear(message: DoorbellMessage): void {
		switch (message.type) {
			case "look":
				return void this.look();
			case "cancel":
			case "watched":
				return void this.work.hear(message, this.claims.count > 0);
			case "refresh":
				return void this.refresh();
			case "drain":
				return void this.drain();
			default:
				assertNever(message);
		}
	}

	private look(): void {
		this.claims.ring();
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

	private async leave(why: Leaving): Promise<void> {
		this.log.info("draining", { tasks: this.work.size, why });
		this.mode = "draining";
		this.tickets?.leave();
		this.claims.leave();
		this.sayWants(false);
		const { DRAIN_MS } = this.config;
		this.work.releaseLongerThan(DRAIN_MS);
		const timers = [
			setTimeout(() => this.work.release(), DRAIN_MS),
			setTimeout(() => this.work.abandon(), DRAIN_MS + this.timings.abandonMs),
		];
		// A claim on its way may bring a task, which has to go back.
		await Promise.race([this.claims.settled(), sleep(this.timings.abandonMs)]);
		await this.work.ended();
		for (const timer of timers) clearTimeout(timer);
		await Promise.race([this.tickets?.settled(), sleep(this.timings.abandonMs)]);
		await this.registration.end();
		await this.close();
		this.log.info("drained");
		this.end.resolve(why);
	}

	private give(error: unknown): void {
		if (this.mode === "stopped") return;
		const fatal = fatalOf(error) ?? new Fatal(String(error), EXIT.broken);
		this.log.error(`giving up: ${fatal.message}`, { error });
		void this.abandon()
			.then(() => this.tickets?.unfit(fatal.message))
			.then(() => this.close())
			.then(() => this.end.reject(fatal));
	}

	private async close(): Promise<void> {
		this.mode = "stopped";
		this.stopping.abort();
		this.tickets?.close();
		clearInterval(this.timer);
		await Promise.all([this.doorbell.close(), this.comfy.socket.close()]);
		await this.ownComfy.stop();
		this.pool.close();
	}
}
