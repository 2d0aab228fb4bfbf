import { DurableObject } from "cloudflare:workers";
import { readWatcher, type Watcher } from "../../auth/watcher.ts";
import { firstIdAt } from "../../contract/ids.ts";
import { type AccountFrame, accountRequestSchema } from "../../contract/jobs/account-events.ts";
import type { DurableEvent, PreviewTick, ProgressTick } from "../../contract/jobs/events.ts";
import { CLOSE, EVENTS_PROTOCOL } from "../../contract/sockets.ts";
import { database } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { REFUSED, refuse } from "../../jobs/live/join.ts";
import { deliver, Watchers, type Watching } from "../../jobs/live/watchers.ts";
import { errorName, log } from "../../log.ts";
import { jobObject } from "../../objects.ts";
import type { AccountRpc, Attention } from "../../rpc/account.ts";
import { AccountLog } from "./account-log.ts";
import { eventsOfJobs, jobVersions } from "./changed-jobs.ts";
import { ownJobs } from "./own-jobs.ts";

/** Watchers of one account at the same time. */
const MAX_SOCKETS = 1000;
/** While somebody watches, D1 is asked this often whether an event was lost on the way here. */
const RECONCILE_MS = 15_000;
/** The first time sooner: for so long after nobody watched, some may not know that somebody does (`account-news.ts`). */
const FIRST_LOOK_MS = 2500;
/** After the last watcher went, events are taken for so long still: whoever comes back misses none. */
const LINGER_MS = 5 * 60_000;
/** A job that ended so long before the last look is looked at once more: clocks differ, and commits take a while. */
const SLACK_MS = 60_000;
/** Running tasks whose latest tick is remembered. */
const MAX_TICKS = 500;

/**
 * Fans what the jobs of an account do out to everybody who watches the account. It decides nothing and what it keeps is
 * a copy, bounded, of what D1 has: `account-log.ts`. It may be evicted at any moment, so it has no timers and holds no
 * requests. While nobody watches it does nothing at all.
 */
export class AccountObject extends DurableObject<Env> implements AccountRpc {
	private readonly log: AccountLog;
	private readonly watchers: Watchers;
	/** The latest tick of each task that ComfyUI works on. */
	private readonly ticks = new Map<string, ProgressTick>();
	private looking: Promise<void> | null = null;

	constructor(context: DurableObjectState, env: Env) {
		super(context, env);
		this.log = new AccountLog(context.storage.sql);
		this.watchers = new Watchers(context, env, () => this.log.fact("account") ?? "");
		context.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
	}

	/** Takes events of one job that were committed to D1; JSON, since RPC types cannot carry the union. Answers whether anybody wants to know. */
	async publish(_account: string, events: string): Promise<boolean> {
		const since = this.log.since();
		if (since === null) return false;
		const told = JSON.parse(events) as DurableEvent[];
		const [first] = told;
		if (!first) return true;
		const known = this.log.versionOf(first.job) ?? this.versionBefore(first.job, since);
		const isBehind = known !== null && first.seq > known + 1;
		this.tellEvents(
			isBehind ? await eventsOfJobs(database(this.env.DB), [{ id: first.job, version: known }]) : told,
		);
		return true;
	}

	/** What a worker reports of one task: progress and previews, as JSON. Answers who looks. */
	async tick(ticks: string): Promise<Attention> {
		if (this.watchers.count === 0) return { watched: false, previews: false };
		let job = "";
		for (const tick of JSON.parse(ticks) as (ProgressTick | PreviewTick)[]) {
			job = tick.job;
			if (tick.type === "progress") this.remember(tick);
			this.tell(tick);
		}
		return { watched: true, previews: this.watchers.wantsPreviews(job) };
	}

	/** These keys are over: what they opened is closed at once. */
	async dismiss(keys: string[]): Promise<void> {
		this.watchers.endKeys(keys);
	}

	/** The account is gone: nothing of it stays here. */
	async erase(): Promise<void> {
		this.watchers.closeAll(CLOSE.unauthorized, "the account was deleted");
		this.ticks.clear();
		await this.forget();
	}

	/**
	 * Takes the socket of a watcher; the stateless Worker has checked who it is. `x-after` is the last number the watcher
	 * has seen. Replay and attachment happen without a pause between, so nothing is lost or sent twice.
	 */
	override async fetch(request: Request): Promise<Response> {
		const watcher = readWatcher(request.headers);
		if (!watcher || request.headers.get("upgrade") !== "websocket")
			return new Response(null, { status: 426 });
		await this.listen(watcher.account);
		const ticket = request.headers.get("x-ticket");
		if (ticket && !this.log.useTicket(ticket, Date.now())) return this.letGo(watcher, REFUSED.ticketUsed);
		if (this.watchers.count >= MAX_SOCKETS) return this.letGo(watcher, REFUSED.tooMany);
		const pair = new WebSocketPair();
		this.ctx.acceptWebSocket(pair[1]);
		pair[1].serializeAttachment({ previews: false, ...watcher } satisfies Watching);
		const after = Number(request.headers.get("x-after") ?? 0);
		const head = this.log.head();
		const complete = after >= (this.log.since() ?? 0) && after <= head;
		const progress = [...this.ticks.values()];
		const hello: AccountFrame = { type: "hello", head, complete, progress };
		deliver(pair[1], JSON.stringify(hello));
		if (complete) for (const frame of this.log.after(after)) deliver(pair[1], frame);
		this.watchers.tellCount(watcher.account);
		await this.armAlarm(Date.now() + FIRST_LOOK_MS);
		const headers = { "sec-websocket-protocol": EVENTS_PROTOCOL };
		return new Response(null, { status: 101, webSocket: pair[0], headers });
	}

	/** Says no. The socket that was counted for it is none. */
	private letGo({ account }: Watcher, { code, reason }: { code: number; reason: string }): Response {
		this.watchers.tellCount(account);
		return refuse(code, reason);
	}

	/** Somebody asks for previews. `ping` is answered without waking the object, and all else closes the socket. */
	override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
		if (message === "ping") return;
		const asked = typeof message === "string" ? readRequest(message) : null;
		const watching = socket.deserializeAttachment() as Watching | null;
		if (!asked || !watching) return socket.close(1008, 'say {"watch": ["job_…"]} or nothing');
		const own = await ownJobs(database(this.env.DB), watching.account, asked);
		const ids = own.map(({ job }) => job);
		socket.serializeAttachment({ ...watching, jobs: ids } satisfies Watching);
		const frame: AccountFrame = { type: "watching", jobs: ids };
		deliver(socket, JSON.stringify(frame));
		// Previews are sent only while somebody looks; who cannot be told now hears of it with its next tick.
		await Promise.allSettled(own.map((identity) => jobObject(this.env, identity.job).lookedAt(identity)));
	}

	override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
		this.watchers.answerClose(socket, code);
	}

	/** Looks for events that never arrived, lets those go whose key has ended, and finally forgets the copy. */
	override async alarm(): Promise<void> {
		const now = Date.now();
		const { account } = this.watchers;
		if (account === null) {
			const left = Number(this.log.fact("left") ?? now);
			if (now >= left + LINGER_MS) return this.forget();
			this.log.setFact("left", String(left));
			return this.armAlarm(left + LINGER_MS);
		}
		try {
			await this.watchers.letEndedGo();
			await this.look(account);
		} catch (error) {
			log.error("alarm failed", { error: errorName(error) });
		}
		await this.armAlarm(Math.min(now + RECONCILE_MS, this.watchers.firstEnd));
	}

	/** Begins to listen, or catches up with what may have been lost while nobody watched. */
	private async listen(account: string): Promise<void> {
		this.log.dropFact("left");
		this.log.setFact("account", account);
		if (this.log.since() !== null) return this.look(account);
		const now = Date.now();
		this.log.begin(now);
		for (const { id, version } of await jobVersions(database(this.env.DB), account, now - SLACK_MS))
			this.log.standsAt(id, version);
		this.log.setFact("looked", String(now));
	}

	/** Tells what D1 has and nobody told. Who asks while that is under way shares it. */
	private look(account: string): Promise<void> {
		this.looking ??= this.lookNow(account).finally(() => {
			this.looking = null;
		});
		return this.looking;
	}

	private async lookNow(account: string): Promise<void> {
		const since = this.log.since();
		if (since === null) return;
		const db = database(this.env.DB);
		const now = Date.now();
		const looked = Number(this.log.fact("looked") ?? now);
		const behind = (await jobVersions(db, account, looked - SLACK_MS)).flatMap(({ id, version }) => {
			const known = this.log.versionOf(id) ?? this.versionBefore(id, since);
			if (known === null) this.log.standsAt(id, version);
			return known !== null && known < version ? [{ id, version: known }] : [];
		});
		this.tellEvents(await eventsOfJobs(db, behind));
		this.log.setFact("looked", String(now));
	}

	/** Where a job stood at the beginning that has not been told of: one that is newer did not stand anywhere; null: not known. */
	private versionBefore(job: string, since: number): number | null {
		return job >= firstIdAt("job", since) ? 0 : null;
	}

	private tellEvents(events: readonly DurableEvent[]): void {
		for (const event of events) {
			const frame = this.log.take(event);
			if (!frame) continue;
			if (event.type === "task" && event.status !== "running") this.ticks.delete(event.task);
			this.tell(frame);
		}
	}

	private remember(tick: ProgressTick): void {
		const [oldest] = this.ticks.keys();
		if (this.ticks.size >= MAX_TICKS && oldest !== undefined) this.ticks.delete(oldest);
		this.ticks.set(tick.task, tick);
	}

	private tell(frame: AccountFrame): void {
		this.watchers.tell(frame, Date.now());
	}

	private async forget(): Promise<void> {
		await this.ctx.storage.deleteAlarm();
		await this.ctx.storage.deleteAll();
		this.log.forget();
	}

	private async armAlarm(at: number): Promise<void> {
		const armed = await this.ctx.storage.getAlarm();
		if (armed === null || armed > at) await this.ctx.storage.setAlarm(Math.max(at, Date.now() + 100));
	}
}

/** The jobs that a message asks for; null where it is none. */
function readRequest(message: string): string[] | null {
	try {
		const request = accountRequestSchema.safeParse(JSON.parse(message));
		return request.success ? request.data.watch : null;
	} catch {
		return null;
	}
}
