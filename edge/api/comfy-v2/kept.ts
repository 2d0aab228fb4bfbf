import { eq } from "drizzle-orm";
import { KEEP_ALL, retentionSchema } from "../../contract/accounts/accounts.ts";
import type { Database } from "../../db/client.ts";
import { accounts } from "../../db/schema.ts";
import type { Kept } from "./resources.ts";

/** For how long the account keeps things. */
export async function keptBy(db: Database, account: string): Promise<Kept> {
	const [row] = await db
		.select({ retention: accounts.retention })
		.from(accounts)
		.where(eq(accounts.id, account));
	return retentionSchema.parse({ ...KEEP_ALL, ...row?.retention });
}
