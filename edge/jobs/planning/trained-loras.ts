import { and, desc, eq, sql } from "drizzle-orm";
import type { PipelineDefinition } from "../../../workflows/pipelines/definition/document.ts";
import { needsOf } from "../../../workflows/pipelines/definition/mentions.ts";
import { stageAt, trains } from "../../../workflows/pipelines/definition/runs.ts";
import { TRAINED } from "../../../workflows/pipelines/trainers/trainers.ts";
import { database } from "../../db/client.ts";
import { loras, loraVersions, trainings } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { makeLora } from "../../loras/make.ts";
import { ApiError } from "../../problem.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import type { NewAsset } from "../store/job-change.ts";
import type { MadeOutput } from "./stage-facts.ts";

/**
 * The LoRAs of the stages that a stage needs and that trained one, as `name@version`: what a person has promoted of
 * them, else what they left at their end, which becomes a version here. Throws ApiError where that is no LoRA, and
 * Error where it is about to be stored by the transaction that ends the training: then the stage is planned in a moment.
 */
export async function trainedLoras(
	env: Env,
	{ job, stages }: JobAggregate,
	definition: PipelineDefinition,
	key: string,
	outputs: readonly MadeOutput[],
	made: readonly NewAsset[],
): Promise<Record<string, string>> {
	const found: Record<string, string> = {};
	const stage = stageAt(definition, key)?.stage;
	for (const need of stage === undefined ? [] : needsOf(stage)) {
		const before = stageAt(definition, need)?.stage;
		if (before === undefined || !trains(before)) continue;
		const [weights] = outputs
			.filter(({ stage, name }) => stage === need && name === TRAINED)
			.toSorted((a, b) => b.take - a.take);
		if (weights === undefined) continue;
		if (made.some(({ id }) => id === weights.id)) throw new Error("its LoRA is being stored");
		const owner = stages.find(({ key }) => key === need)?.adopted_from ?? job.id;
		found[need] = await versionOf(env, job.account_id, owner, weights.id);
	}
	return found;
}

async function versionOf(env: Env, account: string, job: string, weights: string): Promise<string> {
	const db = database(env.DB);
	const [training] = await db
		.select()
		.from(trainings)
		.where(and(eq(trainings.job_id, job), eq(trainings.account_id, account)));
	if (!training) throw new ApiError("invalid_request", `the training of the job ${job} is gone`);
	const { output_name: name, family, trigger_word } = training;
	const promoted = () => promotedOf(env, account, name, job);
	const before = await promoted();
	if (before !== null) return before;
	const [row] = await db
		.select({ awaits: loras.awaits })
		.from(loras)
		.where(and(eq(loras.account_id, account), eq(loras.name, name)));
	const awaited = row?.awaits === job ? job : null;
	await makeLora(env, account, { name, asset: weights, family, promote: true, trigger_word }, null, awaited);
	const after = await promoted();
	if (after === null) throw new Error(`${name} has no version of the job ${job}`);
	return after;
}

/** The version that is recommended, where the job made it; else the newest of those that it made. */
async function promotedOf(env: Env, account: string, name: string, job: string): Promise<string | null> {
	const [row] = await database(env.DB)
		.select({ version: loraVersions.version })
		.from(loraVersions)
		.innerJoin(loras, and(eq(loras.account_id, account), eq(loras.name, name)))
		.where(
			and(
				eq(loraVersions.account_id, account),
				eq(loraVersions.name, name),
				sql`${loraVersions.asset_id} IN (SELECT id FROM assets WHERE job_id = ${job})`,
			),
		)
		.orderBy(desc(sql`${loraVersions.version} = ${loras.promoted}`), desc(loraVersions.version))
		.limit(1);
	return row ? `${name}@${row.version}` : null;
}
