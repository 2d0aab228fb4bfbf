import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import { type Database, listOf } from "../db/client.ts";
import { characters } from "../db/schema.ts";

/** A character as a job about it sees it. */
export type Subject = NonNullable<Awaited<ReturnType<typeof subjectQuery>>[number]>;

/** Those of these characters that the account has, with what jobs about them are given. */
export function subjectQuery(db: Database, account: string, ...ids: readonly string[]) {
	return db
		.select({
			id: characters.id,
			settings: characters.settings,
			base_image: characters.base_asset_id,
			style_lora: characters.style_lora,
			/** Ids of its references, in their order, as a JSON list. */
			references: sql<string>`(SELECT json_group_array(asset_id) FROM (SELECT asset_id FROM character_references
				WHERE character_id = characters.id AND version = characters.references_version ORDER BY position))`,
			/** The unfinished job that makes its next references. */
			making: sql<string | null>`(SELECT jobs.id FROM jobs WHERE jobs.id = characters.dataset_job_id
				AND finished_at IS NULL)`,
		})
		.from(characters)
		.where(and(eq(characters.account_id, account), inArray(characters.id, listOf([...ids]))));
}

/** Has the character wait for this job's references, unless another one is still making them. */
export function awaitReferences(db: Database, account: string, character: string, job: string) {
	return db
		.update(characters)
		.set({ dataset_job_id: job })
		.where(
			and(
				eq(characters.account_id, account),
				eq(characters.id, character),
				sql`NOT EXISTS (SELECT 1 FROM jobs WHERE id = ${characters.dataset_job_id} AND finished_at IS NULL)`,
			),
		);
}

/** Guards a submission: these characters, each named once, are there. */
export function charactersThere(account: string, ids: readonly string[]): SQL {
	if (ids.length === 0) return sql`1`;
	return sql`(SELECT count(*) FROM characters WHERE account_id = ${account} AND id IN ${listOf([...ids])}) = ${ids.length}`;
}

/** Guards a submission: the character waits for this job's references. */
export function characterWaits(account: string, character: string, job: string): SQL {
	return sql`EXISTS (SELECT 1 FROM characters WHERE id = ${character} AND account_id = ${account} AND dataset_job_id = ${job})`;
}
