import type { TrainingResource } from "../../../contract/trainings.ts";
import { database } from "../../../db/client.ts";
import type { Env } from "../../../env.ts";
import { readJob } from "../../../jobs/show/resource.ts";
import { toTraining } from "../../../trainings/resource.ts";
import { findTraining } from "../../../trainings/store.ts";

/** A training of an account as the API shows it; null where it is not there or not theirs. */
export async function readTraining(env: Env, account: string, id: string): Promise<TrainingResource | null> {
	const [job, training] = await Promise.all([
		readJob(env, account, id),
		findTraining(database(env.DB), account, id),
	]);
	return job && training ? toTraining(await job.show(), training) : null;
}
