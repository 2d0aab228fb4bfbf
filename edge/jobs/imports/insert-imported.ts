import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { Database } from "../../db/client.ts";
import { assets, events, jobInputs, jobs, stages, tasks } from "../../db/schema.ts";
import { type HashedNeeds, insertNeeds } from "../../pools/stored-needs.ts";
import { insertRows } from "../store/insert-rows.ts";
import { lists } from "../store/lists.ts";
import type { JobRows } from "../submit/create.ts";

/** A file that becomes an output, and the node that made it. */
interface ImportedOutput {
	id: string;
	node: string | undefined;
}

/**
 * Writes a job that has ended, and makes files its outputs, in one transaction. Throws what D1 throws: conflict
 * `imported` where there is such a job, `event` where one of the files is gone or has become another job's.
 */
export async function insertImported(
	db: Database,
	account: string,
	{ row, stages: stageRows, tasks: taskRows, events: eventRows, inputs }: JobRows,
	needs: readonly HashedNeeds[],
	outputs: readonly ImportedOutput[],
): Promise<void> {
	const [task] = taskRows;
	if (task === undefined) throw new Error("an imported job has one task");
	const files = outputs.map(({ id, node }, position) => ({ id, name: node ?? null, position }));
	const whole = sql`(SELECT count(*) FROM assets WHERE job_id = ${row.id}) = ${outputs.length}
		AND (SELECT count(*) FROM job_inputs WHERE job_id = ${row.id}) = ${inputs.length}`;
	const text = { ...row, notices: JSON.stringify(row.notices), metadata: JSON.stringify(row.metadata) };
	const [first, ...rest]: BatchItem<"sqlite">[] = [
		...insertRows(db, jobs, [text]),
		...insertRows(db, stages, stageRows),
		insertNeeds(db, needs),
		...insertRows(db, tasks, taskRows),
		...lists(files).map((list) => {
			const of = (field: "name" | "position") =>
				sql`(SELECT value ->> ${sql.raw(`'${field}'`)} FROM json_each(${list}) WHERE value ->> 'id' = ${assets.id})`;
			const these = inArray(assets.id, sql`(SELECT value ->> 'id' FROM json_each(${list}))`);
			return db
				.update(assets)
				.set({ job_id: row.id, task_id: task.id, epoch: 0, name: of("name"), position: of("position") })
				.where(and(these, eq(assets.account_id, account), isNull(assets.job_id)));
		}),
		...lists(inputs).map((list) =>
			db.insert(jobInputs).select(
				sql`SELECT assets.id, ${row.id} FROM json_each(${list}) AS file CROSS JOIN assets
					ON assets.id = file.value ->> 'asset_id' AND assets.account_id = ${account}`,
			),
		),
		...lists(eventRows).map((list) =>
			db.insert(events).select(
				sql`SELECT value ->> 'job_id', CASE WHEN ${whole} THEN value ->> 'seq' END, value ->> 'body'
					FROM json_each(${list})`,
			),
		),
	];
	if (first) await db.batch([first, ...rest]);
}
