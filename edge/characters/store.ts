import { and, asc, desc, eq, gte, inArray, lt, type SQL, sql } from "drizzle-orm";
import { type Auditor, noteDone } from "../audit/note.ts";
import { MAX_CHARACTERS } from "../contract/characters/characters.ts";
import { firstIdAt } from "../contract/ids.ts";
import type { Database } from "../db/client.ts";
import { cutPage, type Page } from "../db/page.ts";
import { assets, characterReferences, characters, deletions } from "../db/schema.ts";
import { type IdempotencyKey, rememberKey } from "../idempotency/once.ts";

export type CharacterRow = typeof characters.$inferSelect;

const own = (account: string, id: string) => and(eq(characters.account_id, account), eq(characters.id, id));

/** The character of that id, where the account has it. */
export function characterQuery(db: Database, account: string, id: string) {
	return db.select().from(characters).where(own(account, id));
}

export async function findCharacter(db: Database, account: string, id: string): Promise<CharacterRow | null> {
	const [row] = await characterQuery(db, account, id);
	return row ?? null;
}

/** The set of references that counts, with its pictures. */
export function referencesQuery(db: Database, account: string, id: string) {
	return db
		.select({
			// In a batch, columns are told apart by their names.
			label: sql<string>`${characterReferences.label}`.as("reference_label"),
			stage: characterReferences.stage,
			asset: assets,
		})
		.from(characters)
		.innerJoin(
			characterReferences,
			and(
				eq(characterReferences.character_id, characters.id),
				eq(characterReferences.version, characters.references_version),
			),
		)
		.innerJoin(assets, eq(assets.id, characterReferences.asset_id))
		.where(own(account, id))
		.orderBy(asc(characterReferences.position));
}

/** Times are milliseconds since 1970. */
interface CharacterFilter {
	limit: number;
	cursor?: string | undefined;
	created_after?: number | undefined;
	created_before?: number | undefined;
}

/** Characters of an account, newest first. */
export async function listCharacters(
	db: Database,
	account: string,
	{ limit, cursor, created_after, created_before }: CharacterFilter,
): Promise<Page<CharacterRow>> {
	const rows = await db
		.select()
		.from(characters)
		.where(
			and(
				eq(characters.account_id, account),
				cursor === undefined ? undefined : lt(characters.id, cursor),
				created_before === undefined ? undefined : lt(characters.id, firstIdAt("character", created_before)),
				created_after === undefined ? undefined : gte(characters.id, firstIdAt("character", created_after)),
			),
		)
		.orderBy(desc(characters.id))
		.limit(limit + 1);
	return cutPage(rows, limit);
}

/** True where the picture is one, and the account's; also where there is none. */
function pictureThere(account: string, asset: string | null): SQL {
	if (asset === null) return sql`1`;
	return sql`EXISTS (SELECT 1 FROM assets WHERE id = ${asset} AND account_id = ${account} AND kind = 'image')`;
}

/**
 * Stores a new character. Throws what D1 throws: conflict `character` where the account has as many as it may, or its
 * picture is gone by now.
 */
export async function insertCharacter(
	db: Database,
	row: CharacterRow,
	key: IdempotencyKey | null,
): Promise<void> {
	const { id, ...rest } = row;
	const room = sql`(SELECT count(*) FROM characters WHERE account_id = ${row.account_id}) < ${MAX_CHARACTERS}`;
	const fits = sql`${room} AND ${pictureThere(row.account_id, row.base_asset_id)}`;
	await db.batch([
		db.insert(characters).values({ ...rest, id: sql`CASE WHEN ${fits} THEN ${id} END` }),
		...rememberKey(db, row.account_id, key, id, row.created_at),
	]);
}

type Changeable = "name" | "settings" | "base_asset_id" | "style_lora" | "metadata";
type Change = { updated_at: number } & { [Field in Changeable]?: CharacterRow[Field] | undefined };

/** Changes a character; null where it is gone, or its new picture is. */
export async function updateCharacter(
	db: Database,
	account: string,
	id: string,
	change: Change,
): Promise<CharacterRow | null> {
	const [row] = await db
		.update(characters)
		.set(change)
		.where(and(own(account, id), pictureThere(account, change.base_asset_id ?? null)))
		.returning();
	return row ?? null;
}

/** Whether the account has such a picture. */
export async function hasPicture(db: Database, account: string, asset: string): Promise<boolean> {
	const rows = await db
		.select({ id: assets.id })
		.from(assets)
		.where(and(eq(assets.id, asset), eq(assets.account_id, account), eq(assets.kind, "image")));
	return rows.length > 0;
}

/** An unfinished job about the character; null where there is none. */
export async function unfinishedJobOf(
	db: Database,
	account: string,
	character: string,
): Promise<string | null> {
	const [row] = await db.all<{ id: string }>(sql`SELECT id ${unfinishedOf(account, character)} LIMIT 1`);
	return row?.id ?? null;
}

/** Unfinished jobs about a character. Without being told, SQLite walks through all that ever were about it. */
function unfinishedOf(account: string, character: string): SQL {
	return sql`FROM jobs INDEXED BY jobs_unfinished_workflow
		WHERE account_id = ${account} AND character_id = ${character} AND finished_at IS NULL`;
}

/** Notes that the references of these characters are let go of, and takes them away. */
function letGo(db: Database, which: SQL | undefined, now: number) {
	const its = sql`(SELECT id FROM ${characters} WHERE ${which})`;
	return [
		db
			.insert(deletions)
			.select(
				sql`SELECT 'asset', asset_id, ${characters.account_id}, ${now}, 0, 0 FROM character_references
					JOIN ${characters} ON ${characters.id} = character_id WHERE ${which}`,
			)
			.onConflictDoNothing(),
		db.delete(characterReferences).where(inArray(characterReferences.character_id, its)),
	] as const;
}

/**
 * Takes the references of a character away; their pictures go once nobody needs them. False where it has none, or a
 * job is making the next.
 */
export async function deleteReferences(db: Database, by: Auditor, id: string, now: number): Promise<boolean> {
	const free = and(
		own(by.account, id),
		sql`NOT EXISTS (SELECT 1 FROM jobs WHERE id = ${characters.dataset_job_id} AND finished_at IS NULL)`,
	);
	const has = sql`EXISTS (SELECT 1 FROM character_references WHERE character_id = ${characters.id})`;
	const [changed] = await db.batch([
		db
			.update(characters)
			.set({ references_version: sql`${characters.references_version} + 1`, updated_at: now })
			.where(and(free, has))
			.returning({ id: characters.id }),
		noteDone(db, { by, action: "character_references.delete", target: id, now }),
		...letGo(db, free, now),
	]);
	return changed.length > 0;
}

/**
 * Deletes a character about which no unfinished job is; its references go once nobody needs them. False where there
 * is such a job, or the character is gone.
 */
export async function deleteCharacter(db: Database, by: Auditor, id: string, now: number): Promise<boolean> {
	const { account } = by;
	const free = and(own(account, id), sql`NOT EXISTS (SELECT 1 ${unfinishedOf(account, id)})`);
	const [note, remove] = letGo(db, free, now);
	const remaining = db.delete(characters).where(free).returning({ id: characters.id });
	const [, , gone] = await db.batch([
		note,
		remove,
		remaining,
		noteDone(db, { by, action: "character.delete", target: id, now }),
	]);
	return gone.length > 0;
}

/** Takes all characters of an account away that is going itself, and with it all that they keep. */
export async function forgetCharacters(db: Database, account: string): Promise<void> {
	const its = sql`(SELECT id FROM characters WHERE account_id = ${account})`;
	await db.batch([
		db.delete(characterReferences).where(inArray(characterReferences.character_id, its)),
		db.delete(characters).where(eq(characters.account_id, account)),
	]);
}
