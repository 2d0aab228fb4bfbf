import { and, desc, eq, isNotNull } from "drizzle-orm";
import type { Check, CheckId } from "../../workflows/quality/checks/check.ts";
import { comparisonSchema } from "../contract/comparison-request.ts";
import type { ComparisonResource } from "../contract/comparisons.ts";
import type { JobResource } from "../contract/jobs.ts";
import type { Database } from "../db/client.ts";
import { assets, comparisons } from "../db/schema.ts";
import { cellsOf } from "../jobs/planning/plan-comparison.ts";
import { type ComparedCell, columnsOf, recommend, reportOf } from "./compare.ts";

/** The newest job that compares checkpoints of a training, or the one of that id; null where there is none. */
export async function findComparison(
	db: Database,
	account: string,
	training: string,
	job: string | undefined,
): Promise<string | null> {
	const [row] = await db
		.select({ id: comparisons.job_id })
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
	return row?.id ?? null;
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

/** A job that compares checkpoints as a table of them. `weights`: assets by step, of what is still there. Pure. */
export function toComparison(
	job: JobResource,
	weights: ReadonlyMap<number, string>,
	measured: Measured,
): ComparisonResource {
	const asked = comparisonSchema.parse(job.parameters);
	// Of a place that was made again the last picture counts.
	const tasks = new Map(job.stages.flatMap((stage) => stage.tasks).map((task) => [task.index, task]));
	const cells = cellsOf(asked).map((cell, index): ComparedCell => {
		const picture = tasks.get(index)?.outputs.find(({ kind }) => kind === "image");
		const { checks, phash } = measured.get(picture?.id ?? "") ?? { checks: [], phash: null };
		const figureOf = (check: CheckId) => {
			const found = checks.find(({ id, status }) => id === check && status !== "skipped")?.value;
			return typeof found === "number" ? found : null;
		};
		const match = checks.find(({ id }) => id === "face_match");
		return {
			...cell,
			asset: picture?.id ?? null,
			sharpness: figureOf("image_sharpness"),
			likeness: figureOf("face_match"),
			// Only where there was somebody to compare with a limit is told.
			faceless: match?.status === "skipped" && match.limit !== null,
			phash,
			failed: checks.filter(({ status }) => status === "fail").map(({ id }) => id),
		};
	});
	const columns = columnsOf(cells, weights);
	const recommended = recommend(columns, asked.prompts.length * asked.seeds.length);
	return {
		id: job.id,
		training: asked.training,
		status: job.status,
		workflow: asked.workflow ?? "",
		prompts: asked.prompts,
		seeds: asked.seeds,
		columns,
		cells: cells.map(({ phash: _, ...cell }) => cell),
		recommended,
		report: reportOf(asked, columns, recommended),
		created_at: job.created_at,
		finished_at: job.finished_at,
	};
}
