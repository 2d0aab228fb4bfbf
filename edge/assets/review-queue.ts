import { and, desc, eq, lt, sql } from "drizzle-orm";
import {
	MOST_COUNTED,
	type REVIEW_ORDERS,
	REVIEW_REASONS,
	type ReviewQueue,
} from "../contract/assets/reviews.ts";
import type { Database } from "../db/client.ts";
import { cutPage } from "../db/page.ts";
import { assets, reviewQueue } from "../db/schema.ts";
import { toAsset } from "./resource.ts";

interface Asked {
	limit: number;
	/** As `next_cursor` of the page before said it. */
	cursor?: string | undefined;
	/** `worst`: what is most urgent first, and of that the newest; `newest`: whatever is wrong. */
	order: (typeof REVIEW_ORDERS)[number];
}

/**
 * Pictures of an account that a person is to look at and nobody has. Reads at most four rows of each that it tells, and one of
 * each that it counts, whatever the account has.
 */
export async function reviewQueuePage(
	db: Database,
	account: string,
	{ limit, cursor, order }: Asked,
): Promise<ReviewQueue> {
	const [urgency, after] = cursor?.split(".") ?? [];
	const { urgency: column, asset_id } = reviewQueue;
	const further =
		after === undefined
			? undefined
			: order === "newest"
				? lt(asset_id, after)
				: sql`(${column}, ${asset_id}) < (${Number(urgency)}, ${after})`;
	const inOrder = order === "newest" ? [desc(asset_id)] : [desc(column), desc(asset_id)];
	const page = db
		.select()
		.from(reviewQueue)
		.where(and(eq(reviewQueue.account_id, account), further))
		.orderBy(...inOrder)
		.limit(limit + 1)
		.as("page");
	const counted = db
		.select({ one: sql`1`.as("one") })
		.from(reviewQueue)
		.where(eq(reviewQueue.account_id, account))
		.limit(MOST_COUNTED)
		.as("counted");
	const [rows, [count]] = await db.batch([
		db
			.select({ asset: assets, urgency: page.urgency })
			.from(page)
			// A cross join keeps its order in SQLite: from the queue to the files.
			.crossJoin(assets)
			.where(and(eq(assets.id, page.asset_id), eq(assets.account_id, account)))
			.orderBy(...(order === "newest" ? [desc(page.asset_id)] : [desc(page.urgency), desc(page.asset_id)])),
		db.select({ waiting: sql<number>`count(*)` }).from(counted),
	]);
	const found = rows.map((row) => ({ ...row, id: `${row.urgency}.${row.asset.id}` }));
	const { data, ...rest } = cutPage(found, limit);
	return {
		...rest,
		data: data.map(({ asset, urgency }) => ({
			asset: toAsset(asset),
			reason: REVIEW_REASONS[urgency - 1] ?? "doubtful",
		})),
		waiting: count?.waiting ?? 0,
	};
}
