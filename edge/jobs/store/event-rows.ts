import { type SQL, sql } from "drizzle-orm";
import type { DurableEvent } from "../../contract/jobs/events.ts";

/** Characters of JSON in one row: D1 takes two million bytes. */
const ROW_CHARS = 400_000;

export interface EventRow {
	/** Number of the first event in it. */
	seq: number;
	/** A JSON list of events without a gap. */
	body: string;
}

/** The events of one decision as they are written: in one row, for each is billed; what is too long in several. Pure. */
export function eventRows(events: readonly DurableEvent[]): EventRow[] {
	const rows: { seq: number; bodies: string[]; chars: number }[] = [];
	for (const event of events) {
		const body = JSON.stringify(event);
		const last = rows.at(-1);
		if (last && last.chars + body.length <= ROW_CHARS) {
			last.bodies.push(body);
			last.chars += body.length;
		} else rows.push({ seq: event.seq, bodies: [body], chars: body.length });
	}
	return rows.map(({ seq, bodies }) => ({ seq, body: `[${bodies.join()}]` }));
}

/** The events of rows. Pure. */
export function eventsIn(rows: readonly { body: string }[]): DurableEvent[] {
	return rows.flatMap(({ body }) => JSON.parse(body) as DurableEvent[]);
}

/** Number of the row of a job in which the event after number `after` stands, if it is there. Both are SQL. */
export function rowAfter(job: SQL, after: SQL): SQL {
	return sql`coalesce((SELECT max(seq) FROM events AS before WHERE before.job_id = ${job} AND before.seq <= ${after} + 1), 0)`;
}
