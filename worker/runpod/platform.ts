import * as z from "zod";
import type { Logger } from "../process/log.ts";
import { HttpError, type HttpPool, type HttpReply } from "../process/request.ts";
import type { PlatformEnv } from "./platform-env.ts";
import { besideTake, expand, withParams } from "./urls.ts";

/** RunPod holds a poll open for a while; after this long without a byte it is asked again. Milliseconds. */
const POLL_MS = 90_000;
const SAY_MS = 30_000;
/** How long nothing is asked after an answer; milliseconds. Of 429, and of the 400 that a parked worker is given. */
const CROWDED_MS = 5_000;
const PARKED_MS = 1_000;
/** A result that RunPod does not want, now or later: too large, or its request is gone. */
const FINAL_REFUSALS: readonly number[] = [400, 404, 413];
const MAX_REASON = 256;

/** A request that RunPod handed out, as it came. */
export interface PlatformRequest {
	id: string;
	input: unknown;
}
const requestSchema = z.object({ id: z.string().min(1), input: z.unknown() });
const batchSchema = z.union([requestSchema.transform((one) => [one]), z.array(requestSchema)]);
const stopsSchema = z.object({ jobsToStop: z.array(z.string()).default([]) });

/** What a poll brought, and how long to wait before the next; milliseconds. */
export interface Polled<T> {
	found: T[];
	pauseMs: number;
}

/**
 * RunPod, as a worker of an endpoint sees it. It is documented nowhere: shapes, headers and meanings of answers are
 * those of runpod-python 1.12.0 on the wire. Every call may throw {@link HttpError} where there was no answer, and
 * {@link PlatformRefusal} where it was none that is understood.
 */
export class Platform {
	private readonly env: PlatformEnv;
	private readonly pool: HttpPool;
	private readonly agent: string;
	private readonly stopUrl: string | null;
	private readonly batchUrl: string | null;

	/** @param version of this program, told with every sign of life */
	constructor(env: PlatformEnv, pool: HttpPool, version: string) {
		this.env = env;
		this.pool = pool;
		this.agent = `darkroom-worker/${version}`;
		this.stopUrl = besideTake(env.takeUrl, "job-stop");
		this.batchUrl = besideTake(env.takeUrl, "job-take-batch");
	}

	get pingMs(): number {
		return this.env.pingMs;
	}

	/** Asks for requests, up to `slots` of them, and waits a while for the first. */
	async take(busy: boolean, slots: number, signal: AbortSignal): Promise<Polled<PlatformRequest>> {
		const several = slots > 1 && this.batchUrl !== null;
		const params = { job_in_progress: busy ? "1" : "0", ...(several ? { batch_size: String(slots) } : {}) };
		const template = several && this.batchUrl !== null ? this.batchUrl : this.env.takeUrl;
		const reply = await this.poll(template, params, signal);
		if (reply.status === 200 && reply.body.length > 0)
			return { found: parsed(batchSchema, reply), pauseMs: 0 };
		return { found: [], pauseMs: pauseAfter(reply) };
	}

	/** Which of the requests that this worker holds are to be stopped. Null where RunPod offers no such channel. */
	async stops(signal: AbortSignal): Promise<Polled<string> | null> {
		if (this.stopUrl === null) return null;
		const reply = await this.poll(this.stopUrl, {}, signal);
		const found = reply.status === 200 ? parsed(stopsSchema, reply).jobsToStop : [];
		return { found, pauseMs: found.length > 0 ? 0 : Math.max(PARKED_MS, pauseAfter(reply)) };
	}

	/** A sign of life, with the requests in hand. A worker whose signs stay away is ended by RunPod. */
	async ping(held: readonly string[]): Promise<void> {
		await this.live(held.length > 0 ? { job_id: held.join(",") } : {}, 2 * this.env.pingMs);
	}

	/** Tells that this machine cannot work, so that RunPod takes another. Whoever says so ends. Never rejects. */
	async unhealthy(check: string, reason: string, log: Logger): Promise<void> {
		const params = { status: "unhealthy", check, reason: reason.slice(0, MAX_REASON) };
		await this.live(params, SAY_MS).catch((error: unknown) =>
			log.warn("RunPod was not told that this machine cannot work", { error }),
		);
	}

	/**
	 * Says something of a request: how it stands, or how it ended; `streamed`: it ended, and parts of its result were sent
	 * before. False: RunPod does not want to hear it, ever.
	 */
	say(request: string, body: Record<string, unknown>, { streamed = false } = {}): Promise<boolean> {
		return this.post(this.env.outputUrl, request, body, streamed);
	}

	/**
	 * Sends a part of a result, up to 1 MB, to whoever reads the stream of its request. The last word is said all the same,
	 * as of one that was streamed. False: RunPod does not want to hear it, ever, or offers no such channel.
	 */
	async stream(request: string, output: unknown): Promise<boolean> {
		const { streamUrl } = this.env;
		return streamUrl !== null && (await this.post(streamUrl, request, { output }, false));
	}

	private async post(template: string, request: string, body: object, isStream: boolean): Promise<boolean> {
		const reply = await this.pool.send({
			method: "POST",
			url: withParams(expand(template, this.env, request), { isStream: String(isStream) }),
			// Text of JSON under the type of a form: so the platform expects it.
			headers: {
				...this.headers("application/x-www-form-urlencoded"),
				charset: "utf-8",
				"x-request-id": request,
			},
			body: Buffer.from(JSON.stringify(body)),
			idleMs: SAY_MS,
		});
		if (reply.status >= 200 && reply.status < 300) return true;
		if (FINAL_REFUSALS.includes(reply.status)) return false;
		throw new PlatformRefusal(reply);
	}

	private async live(params: Record<string, string>, idleMs: number): Promise<void> {
		const { pingUrl, worker } = this.env;
		if (pingUrl === null) return;
		const url = withParams(expand(pingUrl, this.env, worker), { ...params, runpod_version: this.agent });
		const reply = await this.pool.send({ method: "GET", url, headers: this.identity(), idleMs });
		if (reply.status >= 300) throw new PlatformRefusal(reply);
	}

	private async poll(
		template: string,
		params: Record<string, string>,
		signal: AbortSignal,
	): Promise<HttpReply> {
		const { worker } = this.env;
		try {
			return await this.pool.send({
				method: "GET",
				url: withParams(expand(template, this.env, worker), params),
				headers: this.headers(),
				idleMs: POLL_MS,
				signal,
			});
		} catch (error) {
			// A poll that nothing came of.
			if (error instanceof HttpError && error.kind === "timeout")
				return { status: 204, headers: {}, body: Buffer.alloc(0) };
			throw error;
		}
	}

	private headers(type = "application/json"): Record<string, string> {
		return { ...this.identity(), "content-type": type };
	}

	private identity(): Record<string, string> {
		return { authorization: this.env.key, "user-agent": this.agent };
	}
}

/** An answer of RunPod that is none. */
class PlatformRefusal extends Error {
	readonly status: number;
	constructor(reply: HttpReply) {
		super(`RunPod answered ${reply.status}: ${reply.body.subarray(0, 200).toString("utf8")}`);
		this.name = "PlatformRefusal";
		this.status = reply.status;
	}
}

function pauseAfter(reply: HttpReply): number {
	switch (reply.status) {
		case 200:
		case 204:
			return 0;
		case 400:
			return PARKED_MS;
		case 429:
			return CROWDED_MS;
		default:
			throw new PlatformRefusal(reply);
	}
}

function parsed<T>(schema: z.ZodType<T>, reply: HttpReply): T {
	try {
		return schema.parse(JSON.parse(reply.body.toString("utf8")));
	} catch {
		throw new PlatformRefusal(reply);
	}
}
