import { eq } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { cursors } from "../db/schema.ts";

/** Where work in small steps has come to; null at the beginning. */
export async function readCursor(db: Database, name: string): Promise<string | null> {
	const [row] = await db.select().from(cursors).where(eq(cursors.name, name));
	return row?.position ?? null;
}

/** Null: from the beginning again. */
export async function moveCursor(
	db: Database,
	name: string,
	position: string | null,
	now: number,
): Promise<void> {
	if (position === null) await db.delete(cursors).where(eq(cursors.name, name));
	else
		await db
			.insert(cursors)
			.values({ name, position, updated_at: now })
			.onConflictDoUpdate({ target: cursors.name, set: { position, updated_at: now } });
}
