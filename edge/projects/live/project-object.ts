import { DurableObject } from "cloudflare:workers";
import { readWatcher, type Watcher } from "../../auth/watcher.ts";
import type { ProjectEvent, ProjectFrame, ShotProgress } from "../../contract/projects/project-events.ts";
import { CLOSE, EVENTS_PROTOCOL } from "../../contract/sockets.ts";
import { database } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { Feed } from "../../jobs/live/feed.ts";
import { REFUSED, refuse } from "../../jobs/live/join.ts";
import { NumberedLog } from "../../jobs/live/numbered-log.ts";
import { deliver, Watchers, type Watching } from "../../jobs/live/watchers.ts";
import { errorName, log } from "../../log.ts";
import type { ProjectRpc } from "../../rpc/project.ts";
import { EVENTS_PAGE, projectEventsAfter } from "../events.ts";
import { filePicture } from "../file-picture.ts";

/** Watchers of one project at the same time. */
const MAX_SOCKETS = 1000;
/** While somebody watches, D1 is asked this often whether an event was lost on the way here. */
const RECONCILE_MS = 15_000;
/** Events are kept here for so long after the last watcher went, in milliseconds. */
const RETENTION_MS = 60 * 60 * 1000;

/**
 * Fans the feed of a project out to everybody who watches it. It decides nothing and what it keeps is a copy: D1 has
 * the events, written with what they tell of. It may be evicted at any moment, so it has no timers and holds no
 * requests. While nobody watches it does nothing at all but file pictures, one after the other.
 */
export class ProjectObject extends DurableObject<Env> implements ProjectRpc {
	private readonly log: NumberedLog<ProjectEvent>;
	private readonly feed: Feed<ProjectEvent>;
	private readonly watchers: Watchers;
	/** The latest tick of each shot that ComfyUI works on. */
	private readonly ticks = new Map<string, ShotProgress>();
	private filing: Promise<void> = Promise.resolve();

	constructor(context: DurableObjectState, env: Env) {
		super(context, env);
		this.log = new NumberedLog(context.storage.sql);
		this.watchers = new Watchers(context, env, () => this.log.fact("project") ?? "");
		this.feed = new Feed(
			this.log,
			{ fetch: async (after) => this.fetchEvents(after), page: EVENTS_PAGE },
			(event) => this.tellEvent(event),
		);
		context.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
	}

	/** Something was written for the feed of this project, and these shots have new pictures. All of it is a hint. */
	async look(project: string, pictures: string[]): Promise<void> {
		for (const shot of pictures) this.ctx.waitUntil(this.file(shot));
		if (this.watchers.count === 0) return;
		this.identify(project);
		await this.feed.catchUp();
	}

	/** ComfyUI works on a shot. JSON, since RPC types are deep. Answers whether anybody watches. */
	async tick(tick: string): Promise<boolean> {
		if (this.watchers.count === 0) return false;
		const progress = JSON.parse(tick) as ShotProgress;
		this.ticks.set(progress.sentenceId, progress);
		this.tell(progress);
		return true;
	}

	/** These keys are over: what they opened is closed at once. */
	async dismiss(keys: string[]): Promise<void> {
		this.watchers.endKeys(keys);
	}

	/** The project was deleted: nothing of it stays here, and nobody watches it any more. */
	async erase(): Promise<void> {
		this.watchers.closeAll(CLOSE.done, "the project was deleted");
		this.ticks.clear();
		await this.forget();
	}

	/**
	 * Takes the socket of a watcher; the stateless Worker has checked who it is. `x-after` is the last event number
	 * the watcher has seen. Replay and attachment happen without a pause between, so nothing is lost or sent twice.
	 */
	override async fetch(request: Request): Promise<Response> {
		const project = request.headers.get("x-project-id");
		const watcher = readWatcher(request.headers);
		if (!project || !watcher || request.headers.get("upgrade") !== "websocket") {
			return new Response(null, { status: 426 });
		}
		this.identify(project);
		await this.feed.catchUp();
		const ticket = request.headers.get("x-ticket");
		if (ticket && !this.log.useTicket(ticket, Date.now())) return this.letGo(watcher, REFUSED.ticketUsed);
		if (this.watchers.count >= MAX_SOCKETS) return this.letGo(watcher, REFUSED.tooMany);
		const pair = new WebSocketPair();
		this.ctx.acceptWebSocket(pair[1]);
		this.feed.subscribe(Number(request.headers.get("x-after") ?? 0), (head, replay) => {
			pair[1].serializeAttachment({ previews: false, ...watcher } satisfies Watching);
			const hello: ProjectFrame = {
				type: "hello",
				projectId: project,
				head,
				progress: [...this.ticks.values()],
			};
			for (const frame of [JSON.stringify(hello), ...replay]) deliver(pair[1], frame);
		});
		this.watchers.tellCount();
		await this.armAlarm();
		const headers = { "sec-websocket-protocol": EVENTS_PROTOCOL };
		return new Response(null, { status: 101, webSocket: pair[0], headers });
	}

	/** Says no. The socket that was counted for it is none. */
	private letGo({ account }: Watcher, { code, reason }: { code: number; reason: string }): Response {
		this.watchers.tellCount(account);
		return refuse(code, reason);
	}

	override async webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
		// `ping` is answered without waking the object.
		if (message !== "ping") socket.close(1008, "this socket only listens");
	}

	override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
		this.watchers.answerClose(socket, code);
	}

	/** Looks for events that never arrived, lets those go whose key has ended, and finally forgets the copy. */
	override async alarm(): Promise<void> {
		if (this.watchers.count === 0) return this.forget();
		try {
			await this.watchers.letEndedGo();
			await this.feed.catchUp();
		} catch (error) {
			log.error("alarm failed", { error: errorName(error) });
		}
		await this.armAlarm();
	}

	/** Remembers whose feed this is; the object itself knows only a hash of it. */
	private identify(project: string): void {
		if (this.log.fact("project") === null) this.log.setFact("project", project);
	}

	private async fetchEvents(after: number): Promise<ProjectEvent[]> {
		const project = this.log.fact("project");
		return project === null ? [] : projectEventsAfter(database(this.env.DB), project, after);
	}

	private tellEvent(event: ProjectEvent): void {
		if (event.type !== "progress") this.ticks.delete(event.sentenceId);
		this.tell(event);
	}

	private tell(frame: ProjectFrame): void {
		this.watchers.tell(frame, Date.now());
	}

	/** One after the other, so that of two pictures of a shot the newer one is filed last. Never throws. */
	private file(shot: string): Promise<void> {
		this.filing = this.filing.then(() => filePicture(this.env, shot));
		return this.filing;
	}

	private async forget(): Promise<void> {
		await this.ctx.storage.deleteAlarm();
		await this.ctx.storage.deleteAll();
		this.log.forget();
	}

	private async armAlarm(): Promise<void> {
		const now = Date.now();
		const next =
			this.watchers.count === 0 ? now + RETENTION_MS : Math.min(now + RECONCILE_MS, this.watchers.firstEnd);
		const armed = await this.ctx.storage.getAlarm();
		if (armed === null || armed > next) await this.ctx.storage.setAlarm(Math.max(next, now + 100));
	}
}
