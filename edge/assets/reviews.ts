import { and, desc, eq } from "drizzle-orm";
import type { Review } from "../contract/assets/reviews.ts";
import type { Database } from "../db/client.ts";
import { reviews } from "../db/schema.ts";

/** Reviews of one picture that are told. */
const MOST_TOLD = 100;

type Row = typeof reviews.$inferSelect;

/** Keeps what a person says of a file, in place of what the same one said before. */
export async function keepReview(db: Database, row: Row): Promise<Review> {
	const { answers, verdict, note, at } = row;
	await db
		.insert(reviews)
		.values(row)
		.onConflictDoUpdate({ target: [reviews.asset_id, reviews.by], set: { answers, verdict, note, at } });
	return toReview(row);
}

/** Takes back what a person said of a file; one that was said nothing of stays as it is. */
export async function takeBackReview(
	db: Database,
	account: string,
	asset: string,
	by: string,
): Promise<void> {
	await db
		.delete(reviews)
		.where(and(eq(reviews.asset_id, asset), eq(reviews.account_id, account), eq(reviews.by, by)));
}

/** What people said of a file, the newest first. */
export async function reviewsOf(db: Database, account: string, asset: string): Promise<Review[]> {
	const rows = await db
		.select()
		.from(reviews)
		.where(and(eq(reviews.asset_id, asset), eq(reviews.account_id, account)))
		.orderBy(desc(reviews.at), reviews.by)
		.limit(MOST_TOLD);
	return rows.map(toReview);
}

/** With how many points hold. Pure. */
function toReview({ asset_id, by, at, answers, verdict, note }: Row): Review {
	const said = Object.values(answers).filter((answer) => answer !== undefined);
	return {
		...{ asset: asset_id, by, at: new Date(at).toISOString(), answers, verdict, note },
		points: said.filter((answer) => answer).length,
		of: said.length,
	};
}
