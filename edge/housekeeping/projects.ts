import { and, asc, gt, isNotNull, sql } from "drizzle-orm";
import { database } from "../db/client.ts";
import { shots } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { projectObject } from "../objects.ts";
import { pruneEvents } from "../projects/events.ts";
import { moveCursor, readCursor } from "./cursor.ts";

/** Pictures that one run has copied to their shots' own keys. */
const PICTURES_AT_ONCE = 100;
/** Where the walk through the pictures is kept: one that cannot be copied stands before no other. */
const CURSOR = "pictures";

/** One run of cron: pictures that were not filed when they came, and events that are older than they are kept. */
export async function tendProjects(env: Env, now: number): Promise<void> {
	const db = database(env.DB);
	const after = await readCursor(db, CURSOR);
	const unfiled = await db
		.select({ id: shots.id, project: shots.project_id })
		.from(shots)
		.where(
			and(
				isNotNull(shots.image_asset),
				sql`${shots.image_asset} IS NOT ${shots.filed_asset}`,
				after === null ? undefined : gt(shots.id, after),
			),
		)
		.orderBy(asc(shots.id))
		.limit(PICTURES_AT_ONCE);
	for (const [project, rows] of Map.groupBy(unfiled, (row) => row.project)) {
		const object = projectObject(env, project);
		await object.look(
			project,
			rows.map(({ id }) => id),
		);
	}
	const last = unfiled.length < PICTURES_AT_ONCE ? null : (unfiled.at(-1)?.id ?? null);
	await moveCursor(db, CURSOR, last, now);
	await pruneEvents(db, now);
}
