import { and, asc, desc, eq, gt, inArray, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { KeptLora } from "../../workflows/plan/loras.ts";
import { type Auditor, noteDone } from "../audit/note.ts";
import { MAX_LORA_VERSIONS, MAX_LORAS } from "../contract/training/loras.ts";
import { type Database, listOf } from "../db/client.ts";
import { assets, deletions, loras, loraVersions } from "../db/schema.ts";
import { markDue, markTraining } from "./waits.ts";

export type LoraRow = typeof loras.$inferSelect;
export type LoraVersionRow = typeof loraVersions.$inferSelect;
/** A LoRA with its versions, newest first. */
export interface WholeLora {
	row: LoraRow;
	versions: LoraVersionRow[];
}

const own = (account: string, name: string) => and(eq(loras.account_id, account), eq(loras.name, name));
const versionsOf = (account: string, name: string) =>
	and(eq(loraVersions.account_id, account), eq(loraVersions.name, name));

export async function findLora(db: Database, account: string, name: string): Promise<WholeLora | null> {
	const [[row], versions] = await db.batch([
		db.select().from(loras).where(own(account, name)),
		db.select().from(loraVersions).where(versionsOf(account, name)).orderBy(desc(loraVersions.version)),
	]);
	return row ? { row, versions } : null;
}

/** LoRAs of an account by name, one more than `limit` where there are more. */
export async function listLoras(
	db: Database,
	account: string,
	{ limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<WholeLora[]> {
	const rows = await db
		.select()
		.from(loras)
		.where(and(eq(loras.account_id, account), cursor === undefined ? undefined : gt(loras.name, cursor)))
		.orderBy(asc(loras.name))
		.limit(limit + 1);
	if (rows.length === 0) return [];
	const versions = await db
		.select()
		.from(loraVersions)
		.where(
			and(
				eq(loraVersions.account_id, account),
				inArray(loraVersions.name, listOf(rows.map(({ name }) => name))),
			),
		)
		.orderBy(desc(loraVersions.version));
	const byName = Map.groupBy(versions, ({ name }) => name);
	return rows.map((row) => ({ row, versions: byName.get(row.name) ?? [] }));
}

/** The version that an account has of these bytes, whatever it is called; null: none. */
export async function versionWithBytes(
	db: Database,
	account: string,
	sha256: string,
): Promise<LoraVersionRow | null> {
	const [row] = await db
		.select()
		.from(loraVersions)
		.where(and(eq(loraVersions.account_id, account), eq(loraVersions.sha256, sha256)))
		.limit(1);
	return row ?? null;
}

/** Those of these LoRAs that the account has. */
export async function keptLoras(
	db: Database,
	account: string,
	wanted: readonly { name: string; version: number }[],
): Promise<KeptLora[]> {
	if (wanted.length === 0) return [];
	return db
		.select({
			name: loraVersions.name,
			version: loraVersions.version,
			asset_id: loraVersions.asset_id,
			sha256: loraVersions.sha256,
			family: loraVersions.family,
		})
		.from(loraVersions)
		.where(
			and(
				eq(loraVersions.account_id, account),
				sql`(${loraVersions.name}, ${loraVersions.version}) IN
					(SELECT value ->> 'name', value ->> 'version' FROM json_each(${JSON.stringify(wanted)}))`,
			),
		);
}

/** The number that the latest version of each of these names got; names that there are not are left out. */
export async function latestOf(
	db: Database,
	account: string,
	names: string[],
): Promise<ReadonlyMap<string, number>> {
	const rows = await db
		.select({ name: loras.name, latest: loras.latest })
		.from(loras)
		.where(and(eq(loras.account_id, account), inArray(loras.name, listOf(names))));
	return new Map(rows.map(({ name, latest }) => [name, latest]));
}

type Texts = Pick<LoraRow, "trigger_word" | "licence" | "note">;

/** A version that is to be written; its number is the next of its LoRA. */
export type NewVersion = Omit<LoraVersionRow, "version">;

/**
 * Statements that add a version, to a new LoRA where there is none of that name. Throws what D1 throws: conflict
 * `lora` where the account or the LoRA has as many as it may, or the asset is gone, or with `awaited` where that job is
 * awaited no longer. Texts that are null change nothing.
 */
export function addVersion(
	db: Database,
	version: NewVersion,
	{ promote, awaited, trigger_word, licence, note }: Texts & { promote: boolean; awaited: string | null },
): BatchItem<"sqlite">[] {
	const { account_id, name, asset_id, created_at } = version;
	const room = sql`(EXISTS (SELECT 1 FROM loras WHERE account_id = ${account_id} AND name = ${name})
		OR (SELECT count(*) FROM loras WHERE account_id = ${account_id}) < ${MAX_LORAS})
		AND (SELECT count(*) FROM lora_versions WHERE account_id = ${account_id} AND name = ${name}) < ${MAX_LORA_VERSIONS}`;
	const there = sql`EXISTS (SELECT 1 FROM assets WHERE id = ${asset_id} AND account_id = ${account_id})`;
	const still =
		awaited === null
			? sql`1`
			: sql`EXISTS (SELECT 1 FROM loras WHERE account_id = ${account_id} AND name = ${name} AND awaits = ${awaited})`;
	return [
		db
			.insert(loras)
			.values({
				account_id,
				name: sql`CASE WHEN ${room} AND ${there} AND ${still} THEN ${name} END`,
				promoted: 1,
				latest: 1,
				trigger_word,
				licence,
				note,
				created_at,
				updated_at: created_at,
			})
			.onConflictDoUpdate({
				target: [loras.account_id, loras.name],
				set: {
					latest: sql`latest + 1`,
					promoted: promote ? sql`latest + 1` : sql`CASE promoted WHEN 0 THEN latest + 1 ELSE promoted END`,
					...(awaited === null ? {} : { awaits: null }),
					trigger_word: sql`coalesce(excluded.trigger_word, trigger_word)`,
					licence: sql`coalesce(excluded.licence, licence)`,
					note: sql`coalesce(excluded.note, note)`,
					updated_at: created_at,
				},
			}),
		db.insert(loraVersions).select(
			sql`SELECT account_id, name, latest, ${asset_id}, ${version.sha256}, ${version.size}, ${version.family},
				${version.base_model}, ${created_at} FROM loras WHERE account_id = ${account_id} AND name = ${name}`,
		),
		markDue(db, account_id, name),
	];
}

/**
 * Statements that have a LoRA await what an unfinished job of the account trains, under a new name where there is none.
 * They throw what D1 throws: conflict `lora` where the account has as many as it may, or there is no such job.
 */
export function awaitJob(
	db: Database,
	account: string,
	name: string,
	job: string,
	{ trigger_word, licence, note }: Texts,
	now: number,
): [BatchItem<"sqlite">, ...BatchItem<"sqlite">[]] {
	// What ended and was not promoted does not stand in the way of another training.
	const going = sql`EXISTS (SELECT 1 FROM jobs WHERE jobs.id = loras.awaits AND finished_at IS NULL)`;
	const room = sql`(EXISTS (SELECT 1 FROM loras WHERE account_id = ${account} AND name = ${name} AND NOT ${going})
		OR (NOT EXISTS (SELECT 1 FROM loras WHERE account_id = ${account} AND name = ${name})
			AND (SELECT count(*) FROM loras WHERE account_id = ${account}) < ${MAX_LORAS}))`;
	const trains = sql`EXISTS (SELECT 1 FROM jobs WHERE id = ${job} AND account_id = ${account} AND finished_at IS NULL)`;
	const awaits = db
		.insert(loras)
		.values({
			account_id: account,
			name: sql`CASE WHEN ${room} AND ${trains} THEN ${name} END`,
			promoted: 0,
			latest: 0,
			awaits: job,
			trigger_word,
			licence,
			note,
			created_at: now,
			updated_at: now,
		})
		.onConflictDoUpdate({ target: [loras.account_id, loras.name], set: { awaits: job, updated_at: now } });
	return [awaits, markTraining(db, account, name, job)];
}

/** The job is not awaited any more; a LoRA that has no version by then is gone. */
export async function stopAwaiting(db: Database, account: string, name: string, job: string): Promise<void> {
	const awaiting = and(own(account, name), eq(loras.awaits, job));
	await db.batch([
		db.delete(loras).where(and(awaiting, eq(loras.latest, 0))),
		db.update(loras).set({ awaits: null }).where(awaiting),
		markDue(db, account, name),
	]);
}

type Change = { updated_at: number } & {
	[Field in "promoted" | "trigger_word" | "licence" | "note"]?: LoraRow[Field] | undefined;
};

/** Changes a LoRA; false where it is gone, or has no such version to promote. */
export async function updateLora(
	db: Database,
	account: string,
	name: string,
	change: Change,
): Promise<boolean> {
	const has =
		change.promoted === undefined
			? undefined
			: sql`EXISTS (SELECT 1 FROM lora_versions WHERE account_id = ${account} AND name = ${name} AND version = ${change.promoted})`;
	const changed = await db
		.update(loras)
		.set(change)
		.where(and(own(account, name), has))
		.returning({ name: loras.name });
	return changed.length > 0;
}

/**
 * Takes a LoRA away, or with `version` that one of its versions, which must not be the promoted one. Bytes that were
 * uploaded for it go once nobody needs them. False where there is no such thing.
 */
export async function deleteLora(
	db: Database,
	by: Auditor,
	name: string,
	version: number | null,
	now: number,
): Promise<boolean> {
	const { account } = by;
	const going = and(
		versionsOf(account, name),
		version === null
			? undefined
			: sql`${loraVersions.version} = ${version} AND NOT EXISTS (SELECT 1 FROM loras WHERE loras.account_id = ${account}
				AND loras.name = ${name} AND loras.promoted = ${version})`,
	);
	const uploads = db
		.insert(deletions)
		.select(
			sql`SELECT DISTINCT 'asset', assets.id, assets.account_id, ${now}, 0, 0 FROM ${loraVersions}
				JOIN ${assets} ON assets.id = ${loraVersions.asset_id} AND assets.job_id IS NULL WHERE ${going}`,
		)
		.onConflictDoNothing();
	const gone = db.delete(loraVersions).where(going).returning({ version: loraVersions.version });
	if (version !== null) {
		const note = noteDone(db, { by, action: "lora_version.delete", target: `${name}@${version}`, now });
		return (await db.batch([uploads, gone, note]))[1].length > 0;
	}
	const whole = db.delete(loras).where(own(account, name)).returning({ name: loras.name });
	const note = noteDone(db, { by, action: "lora.delete", target: name, now });
	return (await db.batch([uploads, gone, whole, note, markDue(db, account, name)]))[2].length > 0;
}

/** Takes all LoRAs of an account away that is going itself, and with it all that they keep. */
export async function forgetLoras(db: Database, account: string): Promise<void> {
	await db.batch([
		db.delete(loraVersions).where(eq(loraVersions.account_id, account)),
		db.delete(loras).where(eq(loras.account_id, account)),
	]);
}
