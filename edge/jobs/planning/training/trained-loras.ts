import { and, desc, eq, sql } from "drizzle-orm";
import type { PipelineDefinition } from "../../../../workflows/pipelines/definition/document.ts";
import { needsOf } from "../../../../workflows/pipelines/definition/mentions.ts";
import { stageAt, trains } from "../../../../workflows/pipelines/definition/runs.ts";
import { rehearsedLora } from "../../../../workflows/pipelines/plan/rehearse.ts";
import { TRAINED } from "../../../../workflows/pipelines/trainers/trainers.ts";
import { findComparison, measuredOf, recommendedStep } from "../../../comparisons/table.ts";
import { database } from "../../../db/client.ts";
import { loras, loraVersions, trainings } from "../../../db/schema.ts";
import type { Env } from "../../../env.ts";
import { makeLora } from "../../../loras/make.ts";
import { promotionStatements } from "../../../loras/promotions.ts";
import { stopAwaiting } from "../../../loras/store.ts";
import { ApiError } from "../../../problem.ts";
import type { JobAggregate } from "../../lifecycle/aggregate.ts";
import type { NewAsset } from "../../store/job-change.ts";
import type { MadeOutput } from "../stage/stage-facts.ts";
import { comparedOf } from "./compared.ts";

/**
 * The LoRAs of the stages that a stage needs and that trained one, as `name@version`: what a person has promoted of
 * them, else the checkpoint that a comparison by a stage speaks for, else what they left at their end; that becomes a
 * version here. Throws ApiError where that is no LoRA, and
 * Error where it is about to be stored by the transaction that ends the training: then the stage is planned in a moment.
 */
export async function trainedLoras(
	env: Env,
	aggregate: JobAggregate,
	definition: PipelineDefinition,
	key: string,
	outputs: readonly MadeOutput[],
	made: readonly NewAsset[],
): Promise<Record<string, string>> {
	const { job, stages } = aggregate;
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
		// What is still to be compared is no version of anything yet.
		if (stage?.compares?.stage === need) {
			found[need] = NO_VERSION;
			continue;
		}
		const owner = stages.find(({ key }) => key === need)?.adopted_from ?? job.id;
		const compared = definition.stages.find(
			({ key, compares }) => compares?.stage === need && outputs.some((output) => output.stage === key),
		);
		const best =
			compared === undefined
				? null
				: () => recommendedWeights(env, aggregate, compared.key, owner, outputs, made);
		found[need] = await versionOf(env, job.account_id, owner, weights.id, best);
	}
	return found;
}

/** Stands where a LoRA is named that has no version: nothing is ever called so. */
const NO_VERSION = rehearsedLora({ parameters: { output_name: "checkpoints" } });

/** `recommended`: the weights that a comparison speaks for, looked up where nobody has chosen; null: there is none. */
async function versionOf(
	env: Env,
	account: string,
	job: string,
	weights: string,
	recommended: (() => Promise<{ asset: string; step: number } | null>) | null,
): Promise<string> {
	const db = database(env.DB);
	const [training] = await db
		.select()
		.from(trainings)
		.where(and(eq(trainings.job_id, job), eq(trainings.account_id, account)));
	if (!training) throw new ApiError("invalid_request", `the training of the job ${job} is gone`);
	const { output_name: name, family, trigger_word } = training;
	const promoted = () => promotedOf(env, account, name, job);
	const [row] = await db
		.select({ awaits: loras.awaits })
		.from(loras)
		.where(and(eq(loras.account_id, account), eq(loras.name, name)));
	const awaited = row?.awaits === job ? job : null;
	const before = await promoted();
	if (before !== null) {
		// A person was faster, and nothing more comes of it by itself.
		if (awaited !== null) await stopAwaiting(db, account, name, job);
		return before;
	}
	const { asset, step } = (await recommended?.()) ?? { asset: weights, step: training.steps };
	const promotion = { account, name, training: job, step, by: null, now: Date.now() };
	await makeLora(
		env,
		account,
		{ name, asset, family, promote: true, trigger_word },
		null,
		awaited,
		promotionStatements(db, promotion),
	);
	const after = await promoted();
	if (after === null) throw new Error(`${name} has no version of the job ${job}`);
	return after;
}

/**
 * The weights that the comparison by a stage speaks for; null: it speaks for none. Throws Error where one of its pictures
 * is about to be stored.
 */
async function recommendedWeights(
	env: Env,
	{ job, stages }: JobAggregate,
	stage: string,
	training: string,
	outputs: readonly MadeOutput[],
	made: readonly NewAsset[],
): Promise<{ asset: string; step: number } | null> {
	const db = database(env.DB);
	const own = outputs
		.filter((output) => output.stage === stage && output.kind === "image")
		.toSorted((a, b) => a.take - b.take);
	if (own.some(({ id }) => made.some((asset) => asset.id === id)))
		throw new Error("what its checkpoints are compared by is being stored");
	const ran = stages.find(({ key }) => key === stage)?.adopted_from ?? job.id;
	const [found, measured, { checkpoints }] = await Promise.all([
		findComparison(db, job.account_id, training, ran),
		measuredOf(db, job.account_id, ran),
		comparedOf(db, job.account_id, training),
	]);
	if (!found?.asked) return null;
	const step = recommendedStep(found.asked, new Map(own.map(({ index, id }) => [index, id])), measured);
	return checkpoints.find((one) => one.step === step) ?? null;
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
