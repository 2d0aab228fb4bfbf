import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { TRAINED } from "../../workflows/pipelines/trainers/trainers.ts";
import type { TaskPlan } from "../../workflows/plan/plan.ts";
import { type Database, listOf } from "../db/client.ts";
import { assets, characterReferences, characters, comparisons, jobs, tasks } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { planOfTask } from "../jobs/store/task-plans.ts";
import { loadBody } from "../storage/bodies.ts";

type Asset = typeof assets.$inferSelect;

/** Pictures that a person is known by, at most: each is looked at once by each worker. */
const MOST_PICTURES = 6;

/**
 * The pictures of whom a job is to show, for its checks: the references of its character, or else its base picture; of a
 * comparison of checkpoints what these were trained on. Those that are gone are left out. Empty: it is about nobody.
 */
export async function picturesOfPerson(
	env: Env,
	db: Database,
	account: string,
	job: string,
): Promise<Asset[]> {
	const ofCharacter = db
		.select({ asset: assets })
		.from(jobs)
		.innerJoin(characters, and(eq(characters.id, jobs.character_id), eq(characters.account_id, account)))
		.leftJoin(
			characterReferences,
			and(
				eq(characterReferences.character_id, characters.id),
				eq(characterReferences.version, characters.references_version),
			),
		)
		.innerJoin(
			assets,
			sql`${assets.id} = coalesce(${characterReferences.asset_id}, ${characters.base_asset_id}) AND ${assets.account_id} = ${account}`,
		)
		.where(and(eq(jobs.id, job), eq(jobs.account_id, account)))
		.orderBy(characterReferences.position)
		.limit(MOST_PICTURES);
	const ofComparison = db
		.select({ plan: planOfTask })
		.from(comparisons)
		.innerJoin(tasks, eq(tasks.job_id, comparisons.training_id))
		.where(
			and(
				eq(comparisons.job_id, job),
				eq(comparisons.account_id, account),
				// Of a pipeline other stages have tasks as well.
				sql`${tasks.expected} = ${JSON.stringify([TRAINED])}`,
			),
		)
		.orderBy(desc(tasks.take))
		.limit(1);
	const [references, [trained]] = await db.batch([ofCharacter, ofComparison]);
	if (trained === undefined) return references.map(({ asset }) => asset);
	const { training } = JSON.parse(await loadBody(env.BUCKET, trained.plan)) as TaskPlan;
	const learned = (training?.work.pictures ?? []).slice(0, MOST_PICTURES).map(({ sha256 }) => sha256);
	const named = (training?.files ?? []).map(({ asset_id }) => asset_id);
	return db
		.select()
		.from(assets)
		.where(
			and(
				eq(assets.account_id, account),
				inArray(assets.id, listOf(named)),
				inArray(assets.sha256, listOf(learned)),
			),
		)
		.limit(MOST_PICTURES);
}
