import { joinAccount } from "../../accounts/live/listen.ts";
import type { Watcher } from "../../auth/watcher.ts";
import { type AccountFrame, accountFrameSchema } from "../../contract/jobs/account-events.ts";
import type { DurableEvent } from "../../contract/jobs/events.ts";
import { CLOSE } from "../../contract/sockets.ts";
import { isTerminal } from "../../contract/status.ts";
import { type Database, database } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { framesOf } from "../../jobs/live/listen.ts";
import { errorName, log } from "../../log.ts";
import type { Message } from "./entries.ts";
import { outputsOf } from "./entries.ts";
import { FEATURES } from "./features.ts";
import {
	endMessages,
	lastMessage,
	nothingTold,
	previewMessage,
	progressMessages,
	started,
	statusMessage,
	type Told,
} from "./messages.ts";
import { countOpen, filesOf, ownRows, queuerOf } from "./rows.ts";

/** Jobs of which a socket remembers whose they are. */
const MOST_KNOWN = 2000;
/** Jobs that are looked at at the same time: so many the feed of an account takes. */
const MOST_WATCHED = 20;
/** What is to be done is counted at most this often, in milliseconds; between, what begins and ends is counted along. */
const COUNT_MS = 1000;
/** A client says little: longer messages are not read. */
const LONGEST_MESSAGE = 10_000;

/** Who talks: an account, and what its client is called. */
export interface Talk {
	by: Watcher;
	client: string;
}

/**
 * Tells a client over its socket of what it has queued, in ComfyUI's words, and everybody of the account how much there
 * is to be done. The stateless Worker holds it, and listens to the feed of the account; it ends with either of them.
 */
export async function converse(env: Env, socket: WebSocket, talk: Talk): Promise<void> {
	const gone = new AbortController();
	socket.addEventListener("close", () => gone.abort());
	socket.addEventListener("error", () => gone.abort());
	try {
		await new Conversation(env, socket, talk).hold(gone.signal);
	} catch (error) {
		log.error("a socket of a ComfyUI client ended", { error: errorName(error) });
	}
	// Where its client went it is closed already; a key that ended leaves it open.
	if (!gone.signal.aborted) socket.close(CLOSE.unauthorized, "the feed of the account has ended");
}

class Conversation {
	private readonly env: Env;
	private readonly db: Database;
	private readonly socket: WebSocket;
	private readonly talk: Talk;
	/** Who queued what. */
	private readonly queuers = new Map<string, Awaited<ReturnType<typeof queuerOf>>>();
	/** The client's own jobs that have not ended, and what was told of them. */
	private readonly own = new Map<string, Told>();
	private remaining = 0;
	private countedAt = 0;
	private withMetadata = false;
	private watch: (jobs: string[]) => void = () => {};

	constructor(env: Env, socket: WebSocket, talk: Talk) {
		this.env = env;
		this.db = database(env.DB);
		this.socket = socket;
		this.talk = talk;
		socket.addEventListener("message", ({ data }) => this.hear(data));
	}

	async hold(signal: AbortSignal): Promise<void> {
		const joined = await joinAccount(this.env, { after: 0, previews: false, by: this.talk.by });
		if (joined.as === "socket") this.watch = (jobs) => joined.socket.send(JSON.stringify({ watch: jobs }));
		await this.count(Date.now());
		this.say(statusMessage(this.remaining, this.talk.client));
		const parse = (text: string) => accountFrameSchema.parse(JSON.parse(text));
		for await (const frame of framesOf(joined, parse, signal)) await this.tell(frame, Date.now());
	}

	/** The first thing a client may say is what it can read; nothing else is listened to. */
	private hear(data: unknown): void {
		if (typeof data !== "string" || data.length > LONGEST_MESSAGE) return;
		const flags = readFlags(data);
		if (flags === null) return;
		this.withMetadata = flags.supports_preview_metadata === true;
		this.say(["feature_flags", FEATURES]);
	}

	private async tell(frame: AccountFrame, now: number): Promise<void> {
		switch (frame.type) {
			case "hello":
				for (const { job, node } of frame.progress)
					if (await this.isOwn(job)) {
						const told = this.toldOf(job);
						Object.assign(told, { started: true, node });
						this.say(["executing", { node }]);
					}
				break;
			case "event":
				await this.tellEvent(frame.event, now);
				break;
			case "progress":
				if (await this.isOwn(frame.job))
					for (const message of progressMessages(this.toldOf(frame.job), frame, now)) this.say(message);
				break;
			case "preview": {
				if (!this.own.has(frame.job) || !this.wantsPreviews(frame.job)) break;
				const message = previewMessage(frame, Uint8Array.fromBase64(frame.data), this.withMetadata);
				if (message !== null) this.socket.send(message);
				break;
			}
			case "watching":
				break;
		}
	}

	private async tellEvent(event: DurableEvent, now: number): Promise<void> {
		const { job } = event;
		const client = await this.clientOf(job);
		if (client === null) return;
		const isOwn = client === this.talk.client;
		const ended = event.type === "job" && isTerminal(event.status);
		if (isOwn && !ended) {
			const told = this.toldOf(job);
			if (event.type === "task" && event.status === "running")
				for (const message of started(told, job, now)) this.say(message);
		}
		if (event.type !== "job") return;
		if (ended && isOwn) await this.tellEnd(job);
		if (!ended && event.status !== "queued") return;
		await this.recount(now, ended ? -1 : event.seq === 1 ? 1 : 0);
		this.say(statusMessage(this.remaining));
		if (ended && isOwn) this.say(lastMessage(job));
	}

	private async tellEnd(id: string): Promise<void> {
		const [[row], files] = await Promise.all([
			ownRows(this.db, this.talk.by.account, [id]),
			filesOf(this.db, [id]),
		]);
		const told = this.own.get(id) ?? nothingTold();
		this.own.delete(id);
		if (!row) return;
		for (const message of endMessages(told, row, outputsOf(files.get(id) ?? []))) this.say(message);
	}

	/** What was told of a job of the client's own. One that is new is looked at: workers say little where nobody looks. */
	private toldOf(job: string): Told {
		const known = this.own.get(job);
		if (known !== undefined) return known;
		const told = nothingTold();
		this.own.set(job, told);
		this.watch([...this.own.keys()].slice(-MOST_WATCHED));
		return told;
	}

	private async isOwn(job: string): Promise<boolean> {
		return (await this.clientOf(job)) === this.talk.client;
	}

	private async clientOf(job: string): Promise<string | null> {
		const known = this.queuers.get(job);
		if (known !== undefined) return known.client;
		const queuer = await queuerOf(this.db, this.talk.by.account, job);
		const [oldest] = this.queuers.keys();
		if (this.queuers.size >= MOST_KNOWN && oldest !== undefined) this.queuers.delete(oldest);
		this.queuers.set(job, queuer);
		return queuer.client;
	}

	/** Clients that say nothing of previews take them for pictures. */
	private wantsPreviews(job: string): boolean {
		return this.withMetadata || this.queuers.get(job)?.previews === true;
	}

	private async recount(now: number, change: number): Promise<void> {
		this.remaining = Math.max(0, this.remaining + change);
		if (now >= this.countedAt + COUNT_MS) await this.count(now);
	}

	private async count(now: number): Promise<void> {
		this.countedAt = now;
		this.remaining = await countOpen(this.db, this.talk.by.account);
	}

	private say([type, data]: Message): void {
		this.socket.send(JSON.stringify({ type, data }));
	}
}

/** What a client says that it can do; null where it says something else. Pure. */
function readFlags(text: string): Record<string, unknown> | null {
	try {
		const said = JSON.parse(text) as { type?: unknown; data?: unknown } | null;
		if (said?.type !== "feature_flags" || typeof said.data !== "object") return null;
		return (said.data ?? {}) as Record<string, unknown>;
	} catch {
		return null;
	}
}
