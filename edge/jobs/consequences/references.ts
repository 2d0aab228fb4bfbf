import { sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { isReference } from "../../characters/labels.ts";
import type { Database } from "../../db/client.ts";
import { characterReferences, characters, deletions } from "../../db/schema.ts";
import { currentTasks } from "../lifecycle/aggregate.ts";
import type { Deciding } from "./deciding.ts";

/** How long pictures of a replaced set stay, in milliseconds: a job that was given them may be on its way. */
const STAY_MS = 60_000;

/** A picture of a new set of references: one that was chosen, or one that these tasks made. */
export interface NewReference {
	position: number;
	stage: string;
	label: string;
	chosen: string[];
	tasks: string[];
}

/** The set of references that a job leaves which has just succeeded; none where it leaves no such set. Pure. */
export function newReferences({ decision: { changes, state } }: Deciding): NewReference[] {
	if (!changes.some((change) => change.type === "job" && change.status === "succeeded")) return [];
	return state.stages
		.filter(({ label, status }) => isReference(label) && status === "succeeded")
		.map(({ key, label, chosen }, position) => ({
			position,
			stage: key,
			label: label ?? "",
			chosen: chosen ?? [],
			tasks: chosen === null ? currentTasks(state, key).map((task) => task.id) : [],
		}));
}

/**
 * The statements by which a new set of references takes the place of the one before: whole, or not at all. Only the
 * job that the character waits for may do so. What the earlier set had goes later, once no unfinished job needs it.
 */
export function referenceStatements(
	db: Database,
	changes: readonly Deciding[],
	now: number,
): BatchItem<"sqlite">[] {
	return changes.flatMap((change) => {
		const wanted = newReferences(change);
		if (wanted.length === 0) return [];
		const { id, version } = change.decision.state.job;
		const chosen = sql`SELECT assets.id FROM json_each(want.value, '$.chosen') AS one
			JOIN assets ON assets.id = one.value AND assets.account_id = c.account_id
			WHERE assets.kind = 'image' ORDER BY one.key LIMIT 1`;
		const made = sql`SELECT assets.id FROM assets WHERE assets.job_id = ${id}
			AND assets.task_id IN (SELECT value FROM json_each(want.value, '$.tasks'))
			AND assets.kind = 'image' ORDER BY assets.position LIMIT 1`;
		const of = sql`${characters.dataset_job_id} = ${id} AND ${characters.id} = (SELECT character_id FROM jobs WHERE id = ${id})`;
		const isNew = sql`version = (SELECT references_version FROM characters WHERE id = character_id) + 1`;
		const arrived = sql`SELECT asset_id FROM character_references WHERE character_id = ${characters.id}
			AND version = ${characters.references_version} + 1`;
		const replaced = sql`character_id = (SELECT id FROM ${characters} WHERE ${of} AND EXISTS (${arrived}))
			AND NOT (${isNew})`;
		return [
			db.insert(characterReferences).select(sql`WITH found AS (
				SELECT c.id AS character_id, c.references_version + 1 AS version, want.value ->> 'position' AS position,
					want.value ->> 'stage' AS stage, want.value ->> 'label' AS label,
					coalesce((${chosen}), (${made})) AS asset_id
				FROM json_each(${JSON.stringify(wanted)}) AS want
				CROSS JOIN jobs ON jobs.id = ${id} AND jobs.version = ${version}
				JOIN characters AS c ON c.id = jobs.character_id AND c.account_id = jobs.account_id
					AND c.dataset_job_id = jobs.id)
				SELECT * FROM found WHERE (SELECT count(asset_id) FROM found) = ${wanted.length}`),
			db
				.insert(deletions)
				.select(
					sql`SELECT 'asset', old.asset_id, ${characters.account_id}, ${now}, 0, ${now + STAY_MS}
						FROM ${characters} JOIN character_references AS old ON old.character_id = ${characters.id}
						WHERE ${of} AND EXISTS (${arrived}) AND old.asset_id NOT IN (${arrived})`,
				)
				.onConflictDoNothing(),
			db.delete(characterReferences).where(replaced),
			db
				.update(characters)
				.set({ references_version: sql`${characters.references_version} + 1`, updated_at: now })
				.where(sql`${of} AND EXISTS (${arrived})`),
		];
	});
}
