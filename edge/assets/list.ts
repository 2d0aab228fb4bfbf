import { and, desc, eq, gte, lt, sql } from "drizzle-orm";
import type { OutputKind } from "../contract/assets.ts";
import { firstIdAt } from "../contract/ids.ts";
import type { Database } from "../db/client.ts";
import { cutPage, MAX_LOOKED_AT, type Page } from "../db/page.ts";
import { assets } from "../db/schema.ts";

/** What a list of assets is narrowed to. Times are milliseconds since 1970. */
export interface AssetFilter {
	limit: number;
	cursor?: string | undefined;
	job?: string | undefined;
	kind?: OutputKind | undefined;
	/** Those too that ordinary lists leave out. */
	hidden?: boolean;
	created_after?: number | undefined;
	created_before?: number | undefined;
}

type AssetRow = typeof assets.$inferSelect;

/** Assets of an account, newest first. Reads a bounded number of rows, whatever the account has. */
export async function listAssetRows(
	db: Database,
	account: string,
	{ limit, cursor, job, kind, hidden = false, created_after, created_before }: AssetFilter,
): Promise<Page<AssetRow>> {
	// `+` keeps SQLite to the index of the job where one is named.
	const by = and(
		job === undefined ? eq(assets.account_id, account) : sql`+${assets.account_id} = ${account}`,
		job === undefined ? undefined : eq(assets.job_id, job),
		// As it stands in the index of those that are shown.
		hidden ? undefined : sql`${assets.hidden} = 0`,
		cursor === undefined ? undefined : lt(assets.id, cursor),
		created_before === undefined ? undefined : lt(assets.id, firstIdAt("asset", created_before)),
		created_after === undefined ? undefined : gte(assets.id, firstIdAt("asset", created_after)),
	);
	if (kind === undefined) {
		const rows = await db
			.select()
			.from(assets)
			.where(by)
			.orderBy(desc(assets.id))
			.limit(limit + 1);
		return cutPage(rows, limit);
	}
	const walk = () =>
		db
			.select({ id: assets.id, kind: assets.kind })
			.from(assets)
			.where(by)
			.orderBy(desc(assets.id))
			.limit(MAX_LOOKED_AT)
			.as("looked_at");
	const [looked, counted] = [walk(), walk()];
	const [rows, [end]] = await db.batch([
		db
			.select({ row: assets })
			.from(looked)
			// A cross join keeps its order in SQLite: from the ids to their rows.
			.crossJoin(assets)
			.where(and(eq(assets.id, looked.id), eq(looked.kind, kind)))
			.orderBy(desc(looked.id))
			.limit(limit + 1),
		db.select({ count: sql<number>`count(*)`, last: sql<string | null>`min(${counted.id})` }).from(counted),
	]);
	return cutPage(
		rows.map(({ row }) => row),
		limit,
		end,
	);
}
