import { and, desc, eq, isNotNull } from "drizzle-orm";
import type { Check, CheckId } from "../../workflows/quality/checks/check.ts";
import { type Comparison, comparisonSchema } from "../contract/jobs/comparison-request.ts";
import type { JobResource } from "../contract/jobs/jobs.ts";
import { isTerminal, type JobStatus, type StageStatus } from "../contract/status.ts";
import type { ComparisonResource } from "../contract/training/comparisons.ts";
import type { Database } from "../db/client.ts";
import { assets, comparisons } from "../db/schema.ts";
import { cellsOf } from "./cells.ts";
import { type ComparedCell, columnsOf, recommend, reportOf } from "./compare.ts";

/** A comparison of checkpoints as it is stored. */
export type StoredComparison = Pick<typeof comparisons.$inferSelect, "job_id" | "stage" | "asked">;

/** The newest comparison of checkpoints of a training, or the one of that job; null where there is none. */
export async function findComparison(
	db: Database,
	account: string,
	training: string,
	job: string | undefined,
): Promise<StoredComparison | null> {
	const [row] = await db
		.select()
		.from(comparisons)
		.where(
			and(
				eq(comparisons.training_id, training),
				eq(comparisons.account_id, account),
				job === undefined ? undefined : eq(comparisons.job_id, job),
			),
		)
		.orderBy(desc(comparisons.job_id))
		.limit(1);
	return row ?? null;
}

/** What workers found of the pictures that a job made, by asset. */
export async function measuredOf(db: Database, account: string, job: string): Promise<Measured> {
	const rows = await db
		.select({ id: assets.id, quality: assets.quality, phash: assets.phash })
		.from(assets)
		.where(and(eq(assets.job_id, job), eq(assets.account_id, account), isNotNull(assets.quality)));
	return new Map(rows.map(({ id, quality, phash }) => [id, { checks: quality?.checks ?? [], phash }]));
}

type Measured = ReadonlyMap<string, { checks: readonly Check[]; phash: string | null }>;

/** The pictures of a comparison with what was measured of them. `pictureAt`: the asset by its place. Pure. */
function cellsWith(
	asked: Pick<Comparison, "prompts" | "seeds" | "steps">,
	pictureAt: (index: number) => string | undefined,
	measured: Measured,
): ComparedCell[] {
	return cellsOf(asked).map((cell, index): ComparedCell => {
		const asset = pictureAt(index) ?? null;
		const { checks, phash } = measured.get(asset ?? "") ?? { checks: [], phash: null };
		const figureOf = (check: CheckId) => {
			const found = checks.find(({ id, status }) => id === check && status !== "skipped")?.value;
			return typeof found === "number" ? found : null;
		};
		const match = checks.find(({ id }) => id === "face_match");
		return {
			...{ ...cell, asset, phash },
			sharpness: figureOf("image_sharpness"),
			likeness: figureOf("face_match"),
			// Only where there was somebody to compare with a limit is told.
			faceless: match?.status === "skipped" && match.limit !== null,
			failed: checks.filter(({ status }) => status === "fail").map(({ id }) => id),
		};
	});
}

/**
 * The step of the checkpoint that the figures of a comparison speak for; null: for none. `pictures`: assets by their
 * place. Pure.
 */
export function recommendedStep(
	asked: Pick<Comparison, "prompts" | "seeds" | "steps">,
	pictures: ReadonlyMap<number, string>,
	measured: Measured,
): number | null {
	const cells = cellsWith(asked, (index) => pictures.get(index), measured);
	return recommend(columnsOf(cells, new Map()), asked.prompts.length * asked.seeds.length);
}

/** A job, or the stage of one, that compares checkpoints as a table of them. `weights`: assets by step, of what is still there. Pure. */
export function toComparison(
	job: JobResource,
	training: string,
	{ stage: key, asked: stored }: StoredComparison,
	weights: ReadonlyMap<number, string>,
	measured: Measured,
): ComparisonResource {
	const asked = stored ?? comparisonSchema.parse(job.parameters);
	const stages = job.stages.filter((stage) => key === null || stage.key === key);
	// Of a place that was made again the last picture counts.
	const tasks = new Map(stages.flatMap((stage) => stage.tasks).map((task) => [task.index, task]));
	const pictureAt = (index: number) => tasks.get(index)?.outputs.find(({ kind }) => kind === "image")?.id;
	const cells = cellsWith(asked, pictureAt, measured);
	const columns = columnsOf(cells, weights);
	const recommended = recommend(columns, asked.prompts.length * asked.seeds.length);
	const [own] = key === null ? [] : stages;
	const status = own === undefined ? job.status : statusOf(own.status);
	return {
		id: job.id,
		training,
		stage: key,
		status,
		workflow: asked.workflow ?? "",
		prompts: asked.prompts,
		seeds: asked.seeds,
		columns,
		cells: cells.map(({ phash: _, ...cell }) => cell),
		recommended,
		report: reportOf(asked, columns, recommended),
		created_at: job.created_at,
		finished_at: own !== undefined && isTerminal(status) ? own.since : job.finished_at,
	};
}

/** A stage as if it were a job: what waits for a person is compared. Pure. */
function statusOf(status: StageStatus): JobStatus {
	if (status === "awaiting_approval" || status === "skipped") return "succeeded";
	if (status === "judging") return "running";
	return status === "waiting" || status === "ready" ? "queued" : status;
}
