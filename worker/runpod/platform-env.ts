import * as z from "zod";

/**
 * Where a worker finds itself. `serverless`: RunPod hands it requests of an endpoint. `pod`: a rented machine that
 * is paid for until it stops. `local`: neither.
 */
export type Mode = "serverless" | "pod" | "local";

/** RunPod injects the address for taking requests only into workers of an endpoint, and the id into pods as well. */
export function modeOf(env: Record<string, string | undefined>): Mode {
	if (env.RUNPOD_WEBHOOK_GET_JOB) return "serverless";
	return env.RUNPOD_POD_ID ? "pod" : "local";
}

const template = z
	.string()
	.refine((text) => URL.canParse(text), "is no address")
	.optional();

/**
 * What RunPod puts into the environment of a serverless worker. The addresses are templates and opaque: names in
 * them are filled in, and nothing else is assumed of them but `/job-take/` (see `urls.ts`).
 * Source: runpod-python 1.12.0, rp_job.py, rp_http.py, rp_ping.py.
 */
const envSchema = z.object({
	RUNPOD_WEBHOOK_GET_JOB: z.string().refine((text) => URL.canParse(text), "is no address"),
	RUNPOD_WEBHOOK_POST_OUTPUT: z.string().refine((text) => URL.canParse(text), "is no address"),
	RUNPOD_WEBHOOK_POST_STREAM: template,
	RUNPOD_WEBHOOK_JOB_STREAM: template,
	RUNPOD_WEBHOOK_PING: template,
	RUNPOD_PING_INTERVAL: z.coerce.number().int().positive().default(10_000),
	RUNPOD_AI_API_KEY: z.string().min(1),
	RUNPOD_POD_ID: z.string().min(1),
	RUNPOD_GPU_TYPE_ID: z.string().default(""),
	RUNPOD_ENDPOINT_ID: z.string().default(""),
});

/** RunPod as a serverless worker sees it. */
export interface PlatformEnv {
	takeUrl: string;
	outputUrl: string;
	streamUrl: string | null;
	pingUrl: string | null;
	/** Between two signs of life; milliseconds. */
	pingMs: number;
	/** Sent as it is, without a scheme. */
	key: string;
	worker: string;
	gpu: string;
	endpoint: string;
}

/** Says which variables RunPod should have set, and did not. */
export class PlatformError extends Error {
	constructor(message: string) {
		super(message);
		this.name = "PlatformError";
	}
}

/** Reads what RunPod injected. Throws {@link PlatformError}; values are not in its message, for one is a key. */
export function readPlatform(env: Record<string, string | undefined>): PlatformEnv {
	const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
	const parsed = envSchema.safeParse(given);
	if (!parsed.success) {
		const wrong = parsed.error.issues.map(({ path }) => {
			const name = path.join(".");
			return given[name] === undefined ? `${name} is missing` : `${name} cannot be used`;
		});
		throw new PlatformError(
			`RUNPOD_WEBHOOK_GET_JOB says that this is a serverless worker of RunPod, but ${wrong.join(", ")}. RunPod sets these itself; unset all of them to run the worker elsewhere.`,
		);
	}
	const { RUNPOD_WEBHOOK_POST_STREAM: posted, RUNPOD_WEBHOOK_JOB_STREAM: streamed, ...rest } = parsed.data;
	return {
		takeUrl: rest.RUNPOD_WEBHOOK_GET_JOB,
		outputUrl: rest.RUNPOD_WEBHOOK_POST_OUTPUT,
		streamUrl: posted ?? streamed ?? null,
		pingUrl: rest.RUNPOD_WEBHOOK_PING ?? null,
		pingMs: rest.RUNPOD_PING_INTERVAL,
		key: rest.RUNPOD_AI_API_KEY,
		worker: rest.RUNPOD_POD_ID,
		gpu: rest.RUNPOD_GPU_TYPE_ID,
		endpoint: rest.RUNPOD_ENDPOINT_ID,
	};
}
