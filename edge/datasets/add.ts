import { and, eq, inArray } from "drizzle-orm";
import type { DatasetAddition } from "../contract/training/dataset-items.ts";
import { database, listOf } from "../db/client.ts";
import { assets } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { ApiError } from "../problem.ts";
import type { NewItem } from "./items.ts";
import { itemsOfCharacter, itemsOfJob } from "./sources.ts";

/**
 * The pictures that a request names. Throws ApiError `missing_asset` with each that is not there or no picture,
 * `not_found` for a character or a job, `invalid_request` where there are none.
 */
export async function itemsAsked(
	env: Env,
	account: string,
	{ role, items, character, job, stages }: DatasetAddition,
	trigger: string,
): Promise<NewItem[]> {
	const found = await namedItems(env, account, { items, character, job, stages }, trigger);
	if (found.length === 0)
		throw new ApiError("invalid_request", "there is no picture in what was named: nothing was added", [
			{
				pointer: character === undefined ? "/job" : "/character",
				code: "invalid_parameter",
				message: "it has no pictures; name one that has some",
			},
		]);
	return found.map((item) => ({ ...item, role, caption: role === "picture" ? item.caption : null }));
}

async function namedItems(
	env: Env,
	account: string,
	{ items, character, job, stages }: Pick<DatasetAddition, "items" | "character" | "job" | "stages">,
	trigger: string,
): Promise<NewItem[]> {
	if (character !== undefined) return itemsOfCharacter(env, account, character, trigger);
	if (job !== undefined) return itemsOfJob(env, account, job, stages, trigger);
	const asked = items ?? [];
	await mustHavePictures(
		env,
		account,
		asked.map(({ asset }) => asset),
	);
	return asked.map(({ flip_of, ...item }) => ({
		...item,
		role: "picture",
		flip_of: flip_of === null ? null : { item: flip_of },
	}));
}

async function mustHavePictures(env: Pick<Env, "DB">, account: string, ids: string[]): Promise<void> {
	const rows = await database(env.DB)
		.select({ id: assets.id, kind: assets.kind })
		.from(assets)
		.where(and(inArray(assets.id, listOf(ids)), eq(assets.account_id, account)));
	const kinds = new Map(rows.map(({ id, kind }) => [id, kind]));
	const wrong = ids.flatMap((id, at) => {
		const kind = kinds.get(id);
		if (kind === "image") return [];
		const message =
			kind === undefined
				? `there is no asset ${id} of yours; upload the picture first`
				: `the asset ${id} is no picture but ${kind}`;
		return [{ pointer: `/items/${at}/asset`, code: "missing_asset", message }];
	});
	if (wrong.length > 0) throw new ApiError("missing_asset", wrong[0]?.message ?? "", wrong);
}
