import { and, asc, eq, isNotNull, sql } from "drizzle-orm";
import type { Database } from "../../../db/client.ts";
import { assets, checkpoints, trainings } from "../../../db/schema.ts";
import { ApiError } from "../../../problem.ts";
import type { Compared } from "./plan-comparison.ts";

/** What there is to compare of a training: its checkpoints, and the weights after its last step. */
export async function comparedOf(db: Database, account: string, training: string): Promise<Compared> {
	const own = and(eq(trainings.job_id, training), eq(trainings.account_id, account));
	const weights = { asset: assets.id, sha256: assets.sha256 };
	const [[row], kept, [last]] = await db.batch([
		db.select().from(trainings).where(own),
		db
			.select({ step: checkpoints.step, ...weights })
			.from(checkpoints)
			.innerJoin(sql`json_each(${checkpoints.files}) AS part`, sql`part.value ->> 'role' = 'lora'`)
			.innerJoin(assets, and(sql`${assets.id} = part.value ->> 'asset'`, eq(assets.account_id, account)))
			.where(eq(checkpoints.job_id, training))
			.orderBy(asc(checkpoints.step)),
		db
			.select(weights)
			.from(assets)
			.where(
				and(
					eq(assets.job_id, training),
					eq(assets.account_id, account),
					eq(assets.name, "lora"),
					isNotNull(assets.task_id),
				),
			)
			.limit(1),
	]);
	if (!row) {
		const message = `there is no training ${training}, or it is not yours`;
		throw new ApiError("invalid_request", message, [
			{ pointer: "/comparison/training", code: "invalid_parameter", message },
		]);
	}
	const { output_name: name, family, base_model, steps, trigger_word: trigger } = row;
	// Weights of the last step are there twice where it was a checkpoint as well.
	const all = last ? [...kept.filter(({ step }) => step < steps), { step: steps, ...last }] : kept;
	return { name, family, base_model, trigger, checkpoints: all };
}
