import runpodSdk from "runpod-sdk";
import * as z from "zod";
import type { TimeLimit } from "../../contract/pools/capacity.ts";
import type { EndpointHealth } from "../../db/stored.ts";
import { errorOf, RunpodError } from "./error.ts";
import { type RunpodPods, runpodPods } from "./pods-api.ts";

/** Longest wait for an answer, in milliseconds. */
const ANSWER_MS = 10_000;
/** Characters of an answer that an error may repeat. */
const MAX_WORDS = 200;

/** What is asked of RunPod. Every call throws {@link RunpodError}, and nothing else. */
export interface Runpod extends RunpodPods {
	/** Sends a ticket; answers with RunPod's id of the request. Not repeated: each time makes one more request. */
	run(endpoint: string, input: object, limits: TimeLimit): Promise<string>;
	/** What became of a request; null: RunPod does not know it (any more). */
	status(endpoint: string, request: string): Promise<RemoteStatus | null>;
	/** Takes a request back, also one that runs. False: RunPod does not know it. */
	cancel(endpoint: string, request: string): Promise<boolean>;
	health(endpoint: string): Promise<EndpointHealth>;
	/** By the management API. */
	scaling(endpoint: string): Promise<Scaling>;
}

/** How many workers an endpoint may start, and how many are unhealthy. */
export interface Scaling {
	max_workers: number;
	unhealthy: number;
}

const REMOTE = ["IN_QUEUE", "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELLED", "TIMED_OUT"] as const;
export type RemoteStatus = (typeof REMOTE)[number];

const runSchema = z.object({ id: z.string().min(1).max(200) });
const statusSchema = z.object({
	// Its documentation has this word as well.
	status: z.preprocess((status) => (status === "RUNNING" ? "IN_PROGRESS" : status), z.enum(REMOTE)),
});
const count = z.int().nonnegative().catch(0);
const healthSchema = z.object({
	jobs: z.object({ inQueue: count, inProgress: count }),
	workers: z.object({ idle: count, initializing: count, ready: count, running: count, throttled: count }),
});
const endpointSchema = z.object({ workers: z.object({ max: z.int().nonnegative() }) });
const workersSchema = z.object({ workers: z.array(z.object({ status: z.string() })) });

export interface RunpodSettings {
	key: string;
	/** Where requests go. */
	url: string;
	/** Where endpoints are managed. */
	managementUrl: string;
}

/**
 * RunPod by its own package, which is kept behind this file: its errors carry the key, its answers are not checked, its
 * time-out ends with the first byte of an answer, and it repeats nothing. What only reads, or can be done twice, is
 * asked once more where RunPod was not well.
 */
export function runpodOf({ key, url, managementUrl }: RunpodSettings): Runpod {
	const sdk = runpodSdk(key, { baseUrl: url.replace(/\/+$/, "") });
	const at = (id: string) => {
		const endpoint = sdk.endpoint(id);
		if (endpoint === null) throw new RunpodError("refused", "no endpoint was named");
		return endpoint;
	};
	const once = async <T>(asked: string, schema: z.ZodType<T>, ask: () => Promise<unknown>): Promise<T> => {
		const answer = await inTime(asked, ask).catch((error: unknown) => {
			throw plainError(asked, error, key);
		});
		return read(asked, schema, answer);
	};
	const twice = async <T>(asked: string, schema: z.ZodType<T>, ask: () => Promise<unknown>): Promise<T> => {
		try {
			return await once(asked, schema, ask);
		} catch (error) {
			if (error instanceof RunpodError && error.code === "unavailable") return once(asked, schema, ask);
			throw error;
		}
	};
	const known = <T>(asked: Promise<T>): Promise<T | null> =>
		asked.catch((error: unknown) => {
			if (error instanceof RunpodError && error.code === "not_found") return null;
			throw error;
		});
	const manage = async (path: string, body?: object): Promise<unknown> => {
		const response = await fetch(`${managementUrl.replace(/\/+$/, "")}/${path}`, {
			...(body && { method: "POST", body: JSON.stringify(body) }),
			headers: {
				authorization: `Bearer ${key}`,
				...(body && { "content-type": "application/json" }),
			},
			signal: AbortSignal.timeout(ANSWER_MS),
			redirect: "manual",
		});
		const text = await response.text();
		if (!response.ok)
			throw Object.assign(new Error("an answer"), { response: { ...answerOf(response), data: json(text) } });
		return text === "" ? {} : json(text);
	};
	return {
		...runpodPods({ once, twice, manage }),
		run: async (endpoint, input, { execution_ms, ttl_ms }) => {
			const policy = { executionTimeout: execution_ms, ttl: ttl_ms };
			const send = () => at(endpoint).run({ input, policy }, ANSWER_MS);
			return (await once("a request", runSchema, send)).id;
		},
		status: async (endpoint, request) => {
			const ask = () => at(endpoint).status(encodeURIComponent(request), ANSWER_MS);
			return (await known(twice("the status of a request", statusSchema, ask)))?.status ?? null;
		},
		cancel: async (endpoint, request) => {
			const ask = () => at(endpoint).cancel(encodeURIComponent(request), ANSWER_MS);
			return (await known(twice("to cancel a request", z.object({}), ask))) !== null;
		},
		health: async (endpoint) => {
			const ask = () => at(endpoint).health(ANSWER_MS);
			const { jobs, workers } = await twice("the health of an endpoint", healthSchema, ask);
			return { workers, jobs: { in_queue: jobs.inQueue, in_progress: jobs.inProgress } };
		},
		scaling: async (endpoint) => {
			const id = encodeURIComponent(endpoint);
			const { workers } = await twice("the endpoint's settings", endpointSchema, () =>
				manage(`serverless/${id}`),
			);
			const list = await twice("the endpoint's workers", workersSchema, () =>
				manage(`serverless/${id}/workers`),
			);
			const unhealthy = list.workers.filter(({ status }) => status === "UNHEALTHY").length;
			return { max_workers: workers.max, unhealthy };
		},
	};
}

/** The package's own limit does not count while an answer arrives. */
async function inTime(asked: string, ask: () => Promise<unknown>): Promise<unknown> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(lateError(asked)), ANSWER_MS + 1_000);
	});
	try {
		return await Promise.race([ask(), late]);
	} finally {
		clearTimeout(timer);
	}
}

function lateError(asked: string): RunpodError {
	return new RunpodError("timeout", `RunPod did not answer ${asked} within ${ANSWER_MS / 1000} seconds`);
}

interface Answer {
	status: number;
	headers: { get(name: string): string | null };
	data: unknown;
}

const answerSchema = z.object({
	status: z.int(),
	headers: z.custom<Answer["headers"]>((headers) => headers instanceof Headers),
	data: z.unknown(),
});

function answerOf({ status, headers }: Response): Omit<Answer, "data"> {
	return { status, headers };
}

/** An error in our own words: what the package throws holds the request, and with it the key. */
function plainError(asked: string, error: unknown, key: string): RunpodError {
	if (error instanceof RunpodError) return error;
	const response: unknown = error instanceof Error && "response" in error ? error.response : undefined;
	const answer = answerSchema.safeParse(response);
	if (!answer.success) {
		const text = error instanceof Error ? `${error.name} ${error.message}` : "";
		return /timeout|abort/i.test(text)
			? lateError(asked)
			: new RunpodError("unavailable", `RunPod could not be reached for ${asked}`);
	}
	const { status, headers, data } = answer.data;
	const words = wordsOf(data).replaceAll(key, "…").slice(0, MAX_WORDS);
	return errorOf(asked, { status, retryAfter: headers.get("retry-after"), words }, Date.now());
}

function read<T>(asked: string, schema: z.ZodType<T>, answer: unknown): T {
	const parsed = schema.safeParse(answer);
	if (parsed.success && typeof answer === "object") return parsed.data;
	const why = typeof answer === "string" ? "it is no JSON" : "members are missing or wrong";
	throw new RunpodError("unreadable", `RunPod's answer to ${asked} cannot be read: ${why}`);
}

function wordsOf(data: unknown): string {
	if (typeof data !== "object" || data === null) return "";
	const words = ["error", "detail", "title", "message"].map((name) => Reflect.get(data, name));
	return words.find((word): word is string => typeof word === "string") ?? "";
}

function json(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
