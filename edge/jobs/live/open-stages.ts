import { database } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { errorName, log } from "../../log.ts";
import type { JobIdentity } from "../../rpc/job.ts";
import { stagePlanner } from "../planning/planner.ts";
import { changeJob } from "../store/change.ts";
import { announce } from "./announce.ts";

/**
 * Opens what is ready in a job, from here. What cannot be opened now is opened by the sweep: never throws.
 */
export async function openStages(env: Env, identity: JobIdentity): Promise<void> {
	try {
		// A sweep for which nothing is due: it plans what is ready.
		const look = { command: { type: "sweep", leases_from: Number.POSITIVE_INFINITY } } as const;
		const result = await changeJob(database(env.DB), identity.job, look, { planner: stagePlanner(env) });
		if (result.ok) await announce(env, result);
	} catch (cause) {
		log.error("a job's stages could not be opened yet", { job: identity.job, error: errorName(cause) });
	}
}
