import { and, asc, eq, gt, lt, sql } from "drizzle-orm";
import type { ProjectEvent } from "../contract/projects/project-events.ts";
import type { Database } from "../db/client.ts";
import { projectEvents } from "../db/schema.ts";

/** Events that are read at once. */
export const EVENTS_PAGE = 1000;
/** Events of a feed are kept for so long, in milliseconds. */
const EVENTS_KEPT_MS = 7 * 24 * 60 * 60 * 1000;
/** Events that go in one run of cron, or in one step of a deletion. */
const DELETED_AT_ONCE = 2000;

/** The events of a project after number `after`, in order. */
export async function projectEventsAfter(
	db: Database,
	project: string,
	after: number,
): Promise<ProjectEvent[]> {
	const rows = await db
		.select({ seq: projectEvents.seq, body: projectEvents.body })
		.from(projectEvents)
		.where(and(eq(projectEvents.project_id, project), gt(projectEvents.seq, after)))
		.orderBy(asc(projectEvents.seq))
		.limit(EVENTS_PAGE);
	return rows.map(({ seq, body }) => ({ ...(JSON.parse(body) as ProjectEvent), seq }));
}

/** Deletes some of the events that are older than they are kept. */
export async function pruneEvents(db: Database, now: number): Promise<void> {
	const old = db
		.select({ at: projectEvents.at })
		.from(projectEvents)
		.where(lt(projectEvents.at, now - EVENTS_KEPT_MS))
		.orderBy(asc(projectEvents.at))
		.limit(DELETED_AT_ONCE);
	await db.delete(projectEvents).where(sql`${projectEvents.at} IN (${old})`);
}

/** Deletes some of what a deleted project's feed had; true when nothing is left. */
export async function eraseEvents(db: Database, project: string): Promise<boolean> {
	const some = sql`(SELECT seq FROM project_events WHERE project_id = ${project} LIMIT ${DELETED_AT_ONCE})`;
	const gone = await db
		.delete(projectEvents)
		.where(and(eq(projectEvents.project_id, project), sql`${projectEvents.seq} IN ${some}`))
		.returning({ seq: projectEvents.seq });
	return gone.length < DELETED_AT_ONCE;
}
