import { and, eq } from "drizzle-orm";
import { database } from "../db/client.ts";
import { assets } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { notFound } from "../problem.ts";

/** The record of an asset of an account. @throws ApiError `not_found` */
export async function findAsset(env: Pick<Env, "DB">, account: string, id: string) {
	const [row] = await database(env.DB)
		.select()
		.from(assets)
		.where(and(eq(assets.id, id), eq(assets.account_id, account)));
	if (!row) throw notFound("asset");
	return row;
}
