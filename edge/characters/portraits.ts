import { asc, eq, sql } from "drizzle-orm";
import { toAsset } from "../assets/resource.ts";
import type { Asset } from "../contract/assets/assets.ts";
import { type Database, listOf } from "../db/client.ts";
import { assets, characterReferences, characters } from "../db/schema.ts";
import type { CharacterRow } from "./store.ts";

/**
 * The picture that each of these characters is known by: the first of its references, or else its base picture. Of each
 * character its row, its references and as many pictures are read.
 */
export async function portraitsOf(
	db: Database,
	account: string,
	rows: readonly Pick<CharacterRow, "id" | "base_asset_id">[],
): Promise<ReadonlyMap<string, Asset>> {
	if (rows.length === 0) return new Map();
	const ids = listOf(rows.map(({ id }) => id));
	const bases = listOf(rows.flatMap(({ base_asset_id }) => base_asset_id ?? []));
	const [references, pictures] = await db.batch([
		db
			.select({
				character: sql<string>`${characterReferences.character_id}`.as("of_character"),
				asset: assets,
			})
			.from(characters)
			.innerJoin(
				characterReferences,
				sql`${characterReferences.character_id} = ${characters.id}
					AND ${characterReferences.version} = ${characters.references_version}`,
			)
			.innerJoin(assets, eq(assets.id, characterReferences.asset_id))
			.where(sql`${characters.account_id} = ${account} AND ${characters.id} IN ${ids}`)
			.orderBy(asc(characterReferences.position)),
		db.select().from(assets).where(sql`${assets.account_id} = ${account} AND ${assets.id} IN ${bases}`),
	]);
	const base = new Map(pictures.map((picture) => [picture.id, picture]));
	const first = new Map(references.toReversed().map(({ character, asset }) => [character, asset]));
	return new Map(
		rows.flatMap(({ id, base_asset_id }) => {
			const picture = first.get(id) ?? base.get(base_asset_id ?? "");
			return picture === undefined ? [] : [[id, toAsset(picture)]];
		}),
	);
}

/** The same, of one character. */
export async function portraitOf(
	db: Database,
	{ account_id, id, base_asset_id }: CharacterRow,
): Promise<Asset | null> {
	return (await portraitsOf(db, account_id, [{ id, base_asset_id }])).get(id) ?? null;
}
