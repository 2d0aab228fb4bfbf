import { and, eq, inArray } from "drizzle-orm";
import { pointer } from "../../workflows/graph/problems.ts";
import type { ProblemItem } from "../contract/problem.ts";
import type { ShotChange } from "../contract/projects/projects.ts";
import { type Database, listOf } from "../db/client.ts";
import { assets, characters } from "../db/schema.ts";
import { ApiError } from "../problem.ts";

type Named = Pick<ShotChange, "references" | "character">;

/**
 * Everything that shots name must be the account's: pictures, and characters. Throws ApiError with a pointer to each
 * place where it is not; `at` is where in the request the shots stand. One round trip, however many they are.
 */
export async function checkShots(
	db: Database,
	account: string,
	given: readonly { at: readonly (string | number)[]; shot: Named }[],
): Promise<void> {
	const pictures = [...new Set(given.flatMap(({ shot }) => shot.references ?? []))];
	const named = [...new Set(given.flatMap(({ shot }) => shot.character ?? []))];
	if (pictures.length === 0 && named.length === 0) return;
	const [assetRows, characterRows] = await db.batch([
		db
			.select({ id: assets.id, kind: assets.kind })
			.from(assets)
			.where(and(eq(assets.account_id, account), inArray(assets.id, listOf(pictures)))),
		db
			.select({ id: characters.id })
			.from(characters)
			.where(and(eq(characters.account_id, account), inArray(characters.id, listOf(named)))),
	]);
	const kinds = new Map(assetRows.map(({ id, kind }) => [id, kind]));
	const known = new Set(characterRows.map(({ id }) => id));
	const problems = given.flatMap(({ at, shot }): ProblemItem[] => [
		...(shot.references ?? []).flatMap((id, i): ProblemItem[] => {
			const place = pointer(...at, "references", i);
			const kind = kinds.get(id);
			if (kind === undefined)
				return [
					{ pointer: place, code: "missing_asset", message: `there is no asset ${id}, or it is not yours` },
				];
			return kind === "image"
				? []
				: [{ pointer: place, code: "invalid_parameter", message: `${id} is ${kind}; a picture is needed` }];
		}),
		...(shot.character && !known.has(shot.character)
			? [
					{
						pointer: pointer(...at, "character"),
						code: "unknown_character",
						message: `there is no character ${shot.character}, or it is not yours`,
					},
				]
			: []),
	]);
	const [first] = problems;
	if (!first) return;
	const missing = problems.some(({ code }) => code === "missing_asset");
	throw new ApiError(
		missing ? "missing_asset" : "invalid_request",
		`${first.pointer}: ${first.message}`,
		problems,
	);
}
