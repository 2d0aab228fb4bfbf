import { sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { readLoraReference } from "../../../workflows/definition/lora-reference.ts";
import { isTerminal } from "../../contract/status.ts";
import type { Database } from "../../db/client.ts";
import { awaitedLoras } from "../../db/schema.ts";
import type { Deciding } from "./deciding.ts";

/** A LoRA that a stage has just begun to wait for. */
interface Wanted {
	job: string;
	version: number;
	reference: string;
	name: string;
	number: number;
}

/** The LoRAs that stages wait for after a decision, and did not before. Pure. */
function newlyAwaited({ before, decision: { state } }: Deciding): Wanted[] {
	const { id, version } = state.job;
	const waited = new Set(before.stages.map(({ lora }) => lora));
	const now = new Set(state.stages.flatMap(({ lora }) => (lora === null || waited.has(lora) ? [] : [lora])));
	return [...now].flatMap((reference) => {
		const read = readLoraReference(reference);
		return read ? [{ job: id, version, reference, name: read.name, number: read.version }] : [];
	});
}

/**
 * The statements that note which LoRAs are waited for, and that a job which trained one has ended: whoever waits for it
 * is looked at then. What nobody trains any more at the moment of writing is looked at, too: it may have come since it
 * was asked for.
 */
export function loraStatements(db: Database, changes: readonly Deciding[]): BatchItem<"sqlite">[] {
	const wanted = changes.flatMap(newlyAwaited);
	const ended = changes.flatMap(({ before, decision: { state } }) =>
		isTerminal(state.job.status) && !isTerminal(before.job.status)
			? [{ job: state.job.id, version: state.job.version }]
			: [],
	);
	const decided = sql`CROSS JOIN jobs ON jobs.id = given.value ->> 'job' AND jobs.version = given.value ->> 'version'`;
	const noted = db
		.insert(awaitedLoras)
		.select(
			sql`SELECT DISTINCT jobs.account_id, given.value ->> 'reference', loras.awaits,
				NOT EXISTS (SELECT 1 FROM jobs AS maker WHERE maker.id = loras.awaits AND maker.finished_at IS NULL)
				FROM json_each(${JSON.stringify(wanted)}) AS given ${decided}
				LEFT JOIN loras ON loras.account_id = jobs.account_id AND loras.name = given.value ->> 'name'
					AND loras.latest + 1 = given.value ->> 'number'
				WHERE true`,
		)
		.onConflictDoUpdate({
			target: [awaitedLoras.account_id, awaitedLoras.reference],
			set: { training: sql`coalesce(excluded.training, training)`, due: sql`due + excluded.due` },
		});
	const over = db
		.update(awaitedLoras)
		.set({ due: sql`${awaitedLoras.due} + 1` })
		.where(
			sql`${awaitedLoras.training} IN (SELECT jobs.id FROM json_each(${JSON.stringify(ended)}) AS given ${decided})`,
		);
	return [...(wanted.length > 0 ? [noted] : []), ...(ended.length > 0 ? [over] : [])];
}
