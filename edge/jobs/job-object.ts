import { DurableObject } from "cloudflare:workers";
import { readWatcher, type Watcher } from "../auth/watcher.ts";
import type { DurableEvent, ProgressTick } from "../contract/jobs/events.ts";
import { CLOSE, EVENTS_PROTOCOL } from "../contract/sockets.ts";
import { isTerminal } from "../contract/status.ts";
import type { Report } from "../contract/workers/workers.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { leaseMs, renewEveryMs } from "../lease.ts";
import { errorName, log } from "../log.ts";
import { poolObject } from "../objects.ts";
import type { JobIdentity, JobRpc, ReportResult } from "../rpc/job.ts";
import { isUnplanned } from "./lifecycle/aggregate.ts";
import { AccountTicks } from "./live/account-news.ts";
import { tellOthers, tellWatched } from "./live/announce.ts";
import { type AskedChange, answerOf } from "./live/ask.ts";
import { EventLog, heldBy, type RunningTask } from "./live/event-log.ts";
import { Feed } from "./live/feed.ts";
import { REFUSED, refuse, tellAll } from "./live/join.ts";
import { ProjectTicks } from "./live/project-ticks.ts";
import { QueueNews } from "./live/queue-news.ts";
import { Renewals } from "./live/renewals.ts";
import { latest, tickOf } from "./live/ticks.ts";
import { deliver, Watchers, type Watching } from "./live/watchers.ts";
import { stagePlanner } from "./planning/planner.ts";
import { GroupCommit } from "./store/group-commit.ts";
import type { Changed } from "./store/job-change.ts";
import { EVENTS_PAGE, eventsAfter } from "./store/load.ts";
import { putOff, sweepJob } from "./sweep/sweep.ts";
import { wakeAfter } from "./sweep/wake-for-loras.ts";

/** Watchers of one job at the same time. */
const MAX_SOCKETS = 1000;
/** How long a finished job's events can be replayed from here, in milliseconds (P8). */
const RETENTION_MS = 24 * 60 * 60 * 1000;
/** While somebody watches, D1 is asked this often whether an event was lost on the way here. */
const RECONCILE_MS = 15_000;
/** A lease is looked at this long after it ran out. */
const LEASE_SLACK_MS = 250;
/** After a failed alarm, the next one comes after this long. */
const ALARM_AGAIN_MS = 30_000;

/**
 * Fans a job's events out to everybody who watches it. It decides nothing: what arrives here has been committed to D1.
 * It may be evicted at any moment: it has no timers, holds no requests, and what is only in memory can be lost.
 */
export class JobObject extends DurableObject<Env> implements JobRpc {
	private readonly log: EventLog;
	private readonly feed: Feed;
	private readonly watchers: Watchers;
	private group: GroupCommit | null = null;
	private readonly ticks = new Map<string, ProgressTick>();
	private readonly reports = new Map<string, { epoch: number; seq: number }>();
	private readonly renewals = new Renewals();
	private readonly queue: QueueNews;
	private readonly project: ProjectTicks;
	private readonly account: AccountTicks;

	constructor(context: DurableObjectState, env: Env) {
		super(context, env);
		this.log = new EventLog(context.storage.sql);
		this.watchers = new Watchers(context, env, () => this.log.job() ?? "");
		this.queue = new QueueNews(env, this.log, this.watchers);
		this.project = new ProjectTicks(env, this.log);
		this.account = new AccountTicks(env);
		this.feed = new Feed(
			this.log,
			{ fetch: async (after) => this.fetchEvents(after), page: EVENTS_PAGE },
			(event) => this.broadcastEvent(event),
		);
		context.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
	}

	/**
	 * Takes events that were committed to D1. Known numbers are dropped; where a number is missing, what lies
	 * between is fetched from D1 first. `events` is JSON: RPC types cannot carry the union.
	 */
	async publish(identity: JobIdentity, events: string): Promise<void> {
		this.log.identify(identity);
		await this.follow(await this.feed.take(JSON.parse(events) as DurableEvent[]));
	}

	/**
	 * Changes the job, together with whatever else is asked of it at the same moment. `asked` is an `AskedChange`; it
	 * and the answer are JSON, for the same reason as with `publish`.
	 */
	async change(identity: JobIdentity, asked: string): Promise<string> {
		this.log.identify(identity);
		const { change, known } = JSON.parse(asked) as AskedChange;
		return JSON.stringify(answerOf(change, await this.writer(identity.job).change(change, known)));
	}

	/** Asks for a look at the job at a time (milliseconds). */
	async lookAfterAt(identity: JobIdentity, at: number): Promise<void> {
		this.log.identify(identity);
		await this.armAlarm(at + LEASE_SLACK_MS);
	}

	/** The job was deleted: nothing of it stays here, and nobody watches it any more. */
	async erase(): Promise<void> {
		this.watchers.closeAll(CLOSE.done, "the job was deleted");
		await this.ctx.storage.deleteAlarm();
		await this.ctx.storage.deleteAll();
		this.log.forget();
		this.group = null;
		for (const memory of [this.ticks, this.reports, this.renewals]) memory.clear();
	}

	/** A worker's batch of ticks. The reply says what the worker should know; it renews nothing in D1. */
	async report(
		identity: JobIdentity & { account: string },
		taskId: string,
		epoch: number,
		report: Report,
	): Promise<ReportResult> {
		this.log.identify(identity);
		let task = this.log.running(taskId);
		if (!task || task.epoch < epoch) {
			await this.catchUp();
			task = this.log.running(taskId);
		}
		if (!task || task.epoch !== epoch) return { ok: false, code: "lease_lost" };
		const last = this.reports.get(taskId);
		if (!last || last.epoch !== epoch || report.seq > last.seq) {
			this.reports.set(taskId, { epoch, seq: report.seq });
			const ticks = report.events.map((event) => this.tick(identity.job, task, event));
			this.ctx.waitUntil(this.account.tell(identity.account, latest(ticks)));
			this.ctx.waitUntil(this.project.tell(identity.job, this.ticks.get(taskId)));
		}
		const renew_due = this.renewals.isDue(taskId, Date.now(), renewEveryMs(this.env));
		const watched = this.watchers.count > 0 || this.account.wantsPreviews;
		return { ok: true, cancel: task.canceling, watched, renew_due };
	}

	/** Somebody who watches the account wants to see this job's previews. */
	async lookedAt(identity: JobIdentity): Promise<void> {
		this.log.identify(identity);
		this.account.wantsPreviews = true;
		await this.tellWatched();
	}

	/** These keys are over: what they opened is closed at once. */
	async dismiss(keys: string[]): Promise<void> {
		this.watchers.endKeys(keys);
	}

	/** A lease was renewed in D1: the next reports need not do it again. */
	async renewed(taskId: string): Promise<void> {
		this.renewals.renewed(taskId, Date.now());
	}

	/** The latest tick of each running task, as JSON. */
	async progress(): Promise<string> {
		return JSON.stringify([...this.ticks.values()]);
	}

	/**
	 * Takes the socket of a watcher; the stateless Worker has checked who it is. `x-after` is the last event
	 * number the watcher has seen. Replay and attachment happen without a pause between, so nothing is lost
	 * or sent twice. Who is refused, or has been told all by the answer, gets no socket (`live/join.ts`).
	 */
	override async fetch(request: Request): Promise<Response> {
		const jobId = request.headers.get("x-job-id");
		const pool = request.headers.get("x-pool-id");
		const watcher = readWatcher(request.headers);
		if (!jobId || !pool || !watcher || request.headers.get("upgrade") !== "websocket") {
			return new Response(null, { status: 426 });
		}
		this.log.identify({ job: jobId, pool });
		const ticket = request.headers.get("x-ticket");
		await this.catchUp();
		if (this.log.head() === 0) {
			await this.erase();
			return refuse(CLOSE.notFound, "there is no such job");
		}
		const queue = await this.queue.first(jobId);
		const first = this.watchers.count === 0;
		const status = this.log.status();
		if (ticket && !this.log.useTicket(ticket, Date.now())) return this.letGo(watcher, REFUSED.ticketUsed);
		if (this.watchers.count >= MAX_SOCKETS) return this.letGo(watcher, REFUSED.tooMany);
		const after = Number(request.headers.get("x-after") ?? 0);
		const hello = (head: number) =>
			JSON.stringify({ type: "hello", job: jobId, head, status, progress: [...this.ticks.values()], queue });
		if (isTerminal(status)) {
			const frames: string[] = [];
			this.feed.subscribe(after, (head, replay) => void frames.push(hello(head), ...replay));
			return this.letGo(watcher, frames);
		}
		const pair = new WebSocketPair();
		this.ctx.acceptWebSocket(pair[1]);
		this.feed.subscribe(after, (head, replay) => {
			const previews = request.headers.get("x-previews") === "1";
			pair[1].serializeAttachment({ previews, ...watcher } satisfies Watching);
			for (const frame of [hello(head), ...replay]) deliver(pair[1], frame);
		});
		this.watchers.tellCount();
		await this.armAlarm(this.nextLook(Date.now()));
		if (first) this.ctx.waitUntil(this.tellWatched());
		const headers = { "sec-websocket-protocol": EVENTS_PROTOCOL };
		return new Response(null, { status: 101, webSocket: pair[0], headers });
	}

	/** Says no, or all there is. The socket that was counted for it is none. */
	private letGo({ account }: Watcher, what: { code: number; reason: string } | string[]): Response {
		this.watchers.tellCount(account);
		return Array.isArray(what) ? tellAll(what) : refuse(what.code, what.reason);
	}

	override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
		// `ping` is answered without waking the object.
		if (message !== "ping") socket.close(1008, "this socket only listens");
	}

	override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
		this.watchers.answerClose(socket, code);
	}

	/**
	 * Looks after what may have gone wrong: leases that ran out, events that never arrived, and finally the
	 * retention of the log. At-least-once, and it may come late; everything here can be done twice.
	 */
	override async alarm(): Promise<void> {
		const jobId = this.log.job();
		if (!jobId) return;
		if (isTerminal(this.log.status())) {
			const ended = this.log.endedAt();
			if (ended !== null && Date.now() >= ended + RETENTION_MS) {
				await this.ctx.storage.deleteAll();
				this.log.forget();
			} else await this.ctx.storage.setAlarm((ended ?? Date.now()) + RETENTION_MS);
			return;
		}
		try {
			await this.lookAfter(jobId);
		} catch (error) {
			// The platform tries an alarm again for two minutes only; D1 may be away for longer.
			log.error("alarm failed", { job: jobId, error: errorName(error) });
			await putOff(database(this.env.DB), jobId, Date.now(), error);
			await this.ctx.storage.setAlarm(Date.now() + ALARM_AGAIN_MS);
		}
	}

	private async lookAfter(jobId: string): Promise<void> {
		await this.watchers.letEndedGo();
		const pool = this.log.pool();
		if (!pool) return;
		const identity = { job: jobId, pool };
		const sweep = await sweepJob(
			this.env,
			identity,
			(change) => this.writer(jobId).change(change),
			Date.now(),
		);
		if (sweep.claimable > 0) await poolObject(this.env, pool).ring(pool, sweep.claimable);
		await this.catchUp();
		await this.queue.tell(jobId);
		// Every job begins with an event: one without was deleted.
		if (this.log.head() === 0) return this.erase();
		if (isTerminal(this.log.status())) return;
		const checks = [
			...(sweep.next_due_at === null ? [] : [sweep.next_due_at + LEASE_SLACK_MS]),
			...(sweep.next_retry_at === null ? [] : [sweep.next_retry_at]),
			...(this.watchers.count > 0 ? [this.nextLook(Date.now())] : []),
		];
		// Something else may have asked for an earlier look meanwhile.
		if (checks.length > 0) await this.armAlarm(Math.max(Date.now() + 100, Math.min(...checks)));
	}

	private writer(jobId: string): GroupCommit {
		const spread = (changed: Changed) => this.ctx.waitUntil(this.spread(changed));
		this.group ??= new GroupCommit(database(this.env.DB), jobId, spread, stagePlanner(this.env));
		return this.group;
	}

	/** Tells watchers and workers of a change that is committed. What is lost here is found again later. */
	private async spread(changed: Changed): Promise<void> {
		this.project.note(changed.decision.state.job);
		const told = await Promise.allSettled([
			this.feed.take(changed.events).then((added) => this.follow(added)),
			tellOthers(this.env, changed),
		]);
		for (const one of told)
			if (one.status === "rejected") log.warn("a change was not told", { error: errorName(one.reason) });
		// What could not be planned with the change is planned in a moment.
		if (changed.decision.state.stages.some(isUnplanned)) await this.armAlarm(Date.now() + LEASE_SLACK_MS);
		await wakeAfter(this.env, changed, Date.now());
	}

	/** When to look after the watchers again: whose token runs out is not kept until the next round. */
	private nextLook(now: number): number {
		return Math.min(now + RECONCILE_MS, this.watchers.firstEnd);
	}

	/** Fetches from D1 what is missing here. */
	private async catchUp(): Promise<void> {
		await this.follow(await this.feed.catchUp());
	}

	private async fetchEvents(after: number): Promise<DurableEvent[]> {
		const jobId = this.log.job();
		return jobId === null ? [] : eventsAfter(database(this.env.DB), jobId, after);
	}

	private broadcastEvent(event: DurableEvent): void {
		if (event.type === "task" && !heldBy(event)) this.forget(event.task);
		this.watchers.tell(event, Date.now());
	}

	/** What new events mean for the object itself: when to look again, and when to let the watchers go. */
	private async follow(added: DurableEvent[]): Promise<void> {
		this.renewals.follow(added);
		if (added.some((event) => event.type === "job" && isTerminal(event.status))) {
			const { account } = this.watchers;
			this.watchers.closeAll(CLOSE.done, "the job has ended");
			this.watchers.tellCount(account);
			await this.ctx.storage.setAlarm(Date.now() + RETENTION_MS);
		} else if (added.some((event) => event.type === "task" && event.status === "running")) {
			await this.armAlarm(Date.now() + leaseMs(this.env) + LEASE_SLACK_MS);
			// A claim does not know whether somebody watches already.
			if (this.watchers.count > 0) this.ctx.waitUntil(this.tellWatched());
		}
		const jobId = this.log.job();
		const moved = added.filter((event) => event.type === "task");
		if (jobId !== null && moved.length > 0) this.ctx.waitUntil(this.queue.tell(jobId));
		for (const { retry_at } of moved) if (retry_at) await this.armAlarm(Date.parse(retry_at));
	}

	private forget(taskId: string): void {
		this.ticks.delete(taskId);
		this.reports.delete(taskId);
		this.renewals.forget(taskId);
	}

	private tick(jobId: string, task: RunningTask, event: Report["events"][number]) {
		const tick = tickOf(jobId, task, event);
		if (tick.type === "progress") this.ticks.set(task.task, tick);
		this.watchers.tell(tick, Date.now());
		return tick;
	}

	private async armAlarm(at: number): Promise<void> {
		const armed = await this.ctx.storage.getAlarm();
		if (armed === null || armed > at) await this.ctx.storage.setAlarm(at);
	}

	private tellWatched(): Promise<void> {
		return tellWatched(this.env, this.log.pool(), this.log.allRunning());
	}
}
