import { inArray, sql } from "drizzle-orm";
import { type Database, listOf } from "../db/client.ts";
import { jobs } from "../db/schema.ts";
import { againAt, tellFailure } from "./again.ts";
import { eraseAssets, eraseJobs } from "./erase.ts";

interface Alone {
	done: string[];
	failed: { id: string; error: unknown }[];
}

/** Does something to many at once; where that fails, to each alone, so that one does not keep the others. */
async function eachAlone(ids: string[], run: (ids: string[]) => Promise<string[]>): Promise<Alone> {
	try {
		return { done: await run(ids), failed: [] };
	} catch (error) {
		if (ids.length <= 1) return { done: [], failed: ids.map((id) => ({ id, error })) };
	}
	const all: Alone = { done: [], failed: [] };
	for (const id of ids) {
		const { done, failed } = await eachAlone([id], run);
		all.done.push(...done);
		all.failed.push(...failed);
	}
	return all;
}

/** As `eraseJobs`; a job that cannot be deleted is told of, and left alone for a while. */
export async function eraseJobsEach(
	db: Database,
	account: string,
	ids: string[],
	now: number,
): Promise<string[]> {
	const { done, failed } = await eachAlone(ids, (some) => eraseJobs(db, account, some, now));
	for (const { id, error } of failed) tellFailure("a job could not be deleted", { account, job: id }, error);
	if (failed.length > 0) {
		await db
			.update(jobs)
			.set({
				sweep_failures: sql`${jobs.sweep_failures} + 1`,
				sweep_after: againAt(now, jobs.sweep_failures),
			})
			.where(inArray(jobs.id, listOf(failed.map(({ id }) => id))));
	}
	return done;
}

/** As `eraseAssets`; an asset that cannot be deleted is told of. */
export async function eraseAssetsEach(
	db: Database,
	account: string,
	ids: string[],
	now: number,
): Promise<string[]> {
	const { done, failed } = await eachAlone(ids, (some) => eraseAssets(db, account, some, now));
	for (const { id, error } of failed)
		tellFailure("an asset could not be deleted", { account, asset: id }, error);
	return done;
}
