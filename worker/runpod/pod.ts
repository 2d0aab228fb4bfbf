import { ConfigError } from "../process/config.ts";
import type { Logger } from "../process/log.ts";
import type { PodEnd } from "../process/pod-ends.ts";
import type { HttpPool } from "../process/request.ts";
import { modeOf } from "./platform-env.ts";

/** Where pods are managed, unless something else stands in for RunPod. */
const MANAGEMENT_URL = "https://api.runpod.io/v2";
/** RunPod is asked to end a pod this often at most, and has this long for each answer; milliseconds. */
const TRIES = 2;
const ANSWER_MS = 30_000;
const AGAIN_MS = 2_000;

/** A pod of RunPod that ends itself when nobody needs it. */
export interface Pod {
	id: string;
	/** Good for this pod alone; RunPod puts it into its environment. */
	key: string;
	action: URL;
	end: PodEnd;
	/** Without work for this long, it ends; milliseconds. */
	idleMs: number;
}

/**
 * The pod that this worker is to end when it is idle; null: there is no such wish, or this is no pod, which ends nothing.
 *
 * @throws ConfigError where RunPod did not set what is needed
 */
export function readPod(
	config: { IDLE_STOP_AFTER: number | null; IDLE_STOP_ACTION: PodEnd },
	env: Record<string, string | undefined>,
): Pod | null {
	if (config.IDLE_STOP_AFTER === null || modeOf(env) !== "pod") return null;
	const { RUNPOD_POD_ID: id = "", RUNPOD_API_KEY: key = "" } = env;
	if (key === "")
		throw new ConfigError(
			"RUNPOD_API_KEY: missing; IDLE_STOP_AFTER needs it to end this pod. RunPod sets it in pods; without it unset IDLE_STOP_AFTER",
		);
	const base = (env.RUNPOD_MANAGEMENT_URL || MANAGEMENT_URL).replace(/\/+$/, "");
	const action = URL.parse(`${base}/pods/${encodeURIComponent(id)}/action`);
	if (action === null || !/^https?:$/.test(action.protocol))
		throw new ConfigError("RUNPOD_MANAGEMENT_URL: is no address such as https://api.runpod.io/v2");
	return { id, key, action, end: config.IDLE_STOP_ACTION, idleMs: config.IDLE_STOP_AFTER * 1000 };
}

/**
 * Asks RunPod to end this pod, twice at most. Never throws: what is left to do where RunPod refuses is for people, and
 * the log tells them.
 */
export async function endPod(
	{ id, key, action, end }: Pod,
	pool: HttpPool,
	log: Logger,
	pause: (ms: number) => Promise<void>,
): Promise<void> {
	let why = "";
	for (let attempt = 1; attempt <= TRIES; attempt++) {
		if (attempt > 1) await pause(AGAIN_MS);
		try {
			const { status } = await pool.send({
				method: "POST",
				url: action,
				headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
				body: Buffer.from(JSON.stringify({ action: end })),
				idleMs: ANSWER_MS,
			});
			if (status < 300) return log.info("RunPod ends this pod", { pod: id, action: end });
			why = `it answered ${status}`;
			if (status < 500 && status !== 429) break;
		} catch (error) {
			why = error instanceof Error ? error.message : String(error);
		}
	}
	log.error("RunPod does not end this idle pod: it costs until somebody does", { pod: id, action: end, why });
}
