import { and, eq, inArray, sql } from "drizzle-orm";
import type { Capabilities } from "../../../../workflows/object-info/capabilities.ts";
import type { StageRequest } from "../../../../workflows/pipelines/plan/plan-stage.ts";
import type { Trainer } from "../../../../workflows/training/work.ts";
import { MAX_DATASETS } from "../../../contract/training/datasets.ts";
import { type Database, listOf } from "../../../db/client.ts";
import { assets, datasets } from "../../../db/schema.ts";
import { ApiError } from "../../../problem.ts";
import type { JobAggregate, Stage } from "../../lifecycle/aggregate.ts";
import type { NewAsset } from "../../store/job-change.ts";
import type { PinnedPipeline } from "../stage/pinned.ts";
import type { MadeOutput } from "../stage/stage-facts.ts";
import { captionIn, planTrainerStage } from "./trainer-stage.ts";

/** What is known when a stage that trains opens. */
export interface TrainerSurroundings {
	pinned: PinnedPipeline;
	outputs: readonly MadeOutput[];
	/** Outputs that no table has yet. */
	made: readonly NewAsset[];
	capabilities: readonly Capabilities[];
}

/** Plans a stage that trains, with the captions of its pictures. Writes nothing. @throws ApiError */
export async function openTrainer(
	db: Database,
	{ job }: JobAggregate,
	stage: Stage,
	request: StageRequest,
	trainer: Trainer,
	{ pinned, outputs, made, capabilities }: TrainerSurroundings,
) {
	const { pictures = [], class_pictures = [], output_name } = request.parameters;
	const ids = [pictures, class_pictures].flat().filter((id) => typeof id === "string");
	const [rows, [kept]] = await db.batch([
		db
			.select({ id: assets.id, sha256: assets.sha256, size: assets.size })
			.from(assets)
			.where(and(eq(assets.account_id, job.account_id), inArray(assets.id, listOf(ids)))),
		db.select({ count: sql<number>`count(*)` }).from(datasets).where(eq(datasets.account_id, job.account_id)),
	]);
	if ((kept?.count ?? 0) >= MAX_DATASETS)
		throw new ApiError("dataset_limit", `the account has ${MAX_DATASETS} datasets, and may have no more`);
	const places = new Map(outputs.map(({ id, stage, index }) => [id, { stage, index }]));
	const own = made.map(({ id, sha256, size }) => ({ id, sha256, size }));
	return planTrainerStage({
		...{ request, trainer, random: Math.random(), wait: !stage.optional },
		pictures: new Map([...own, ...rows].map((row) => [row.id, row])),
		captionOf: (asset) => {
			const place = places.get(asset);
			return place === undefined ? null : captionIn(pinned, place.stage, place.index);
		},
		known: capabilities,
		// Each take has its own; none is called like another, whatever else the account has.
		dataset: `${String(output_name).slice(0, 40)}-${job.id.slice(-12)}-${stage.take + 1}`,
	});
}
