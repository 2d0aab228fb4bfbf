import { eq } from "drizzle-orm";
import type { Database } from "../../../db/client.ts";
import { pools } from "../../../db/schema.ts";
import { notFound } from "../../../problem.ts";

/** The pool of a name. Throws ApiError `not_found`. */
export async function namedPool(db: Database, name: string): Promise<{ id: string; name: string }> {
	const [row] = await db.select({ id: pools.id, name: pools.name }).from(pools).where(eq(pools.name, name));
	if (!row) throw notFound("pool");
	return row;
}
