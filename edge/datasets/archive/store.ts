import { getTableColumns, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { MOST_PICTURES, MOST_REGULARISATION } from "../../../workflows/datasets/presets.ts";
import { sniffMedia } from "../../../workflows/media/media.ts";
import { hasTooManyPixels } from "../../../workflows/media/picture-size.ts";
import { safeFilename } from "../../assets/filename.ts";
import { uploadRow } from "../../assets/upload-row.ts";
import { hex } from "../../auth/secret.ts";
import { newId } from "../../contract/ids.ts";
import { type DatasetRole, MAX_KEPT_CAPTION } from "../../contract/training/dataset-items.ts";
import { type Database, database, isConflict } from "../../db/client.ts";
import { assets } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { earlier, type IdempotencyKey, once, rememberKey } from "../../idempotency/once.ts";
import { ApiError, notFound } from "../../problem.ts";
import { uploadKey } from "../../storage/keys.ts";
import { storageFull, storageRefusal, usageOf, wouldPass } from "../../storage/limit.ts";
import { deleteObjects } from "../../storage/objects.ts";
import { addedNow, readAdded } from "../added.ts";
import { addItems } from "../items.ts";
import { type Entry, entriesOf, refused } from "./entries.ts";
import { type Paired, pair, roleOf, stemOf } from "./pair.ts";

/** Bytes of pictures that are held at once before they are stored. */
const HELD_BYTES = 8_000_000;

type AssetRow = typeof assets.$inferInsert;

/** What was added. */
interface FromArchive {
	/** Number of the first item. */
	first: number;
	added: number;
	/** Paths of texts that no picture goes with: they were left out. */
	loose_captions: string[];
}

/** An archive that is on its way. */
interface SentArchive {
	body: ReadableStream<Uint8Array>;
	/** The key of its request, once its SHA-256 is known; null: it has none. Throws ApiError where the key is none. */
	keyOf(sha256: string): Promise<IdempotencyKey | null>;
}

/**
 * Adds the pictures of an archive to a dataset, with the texts beside them as captions: all of them or none, once per
 * key. They are stored while it comes, and taken back where anything of it is refused. Throws ApiError.
 */
export async function addArchive(
	env: Env,
	account: string,
	name: string,
	{ body, keyOf }: SentArchive,
	now: number,
): Promise<{ made: FromArchive; replayed: boolean }> {
	const db = database(env.DB);
	// What is remembered is not stored a second time; whether it is the same archive its last byte tells.
	const before = await earlier(db, account, await keyOf(""));
	const found: Found = { rows: [], store: before.earlier === undefined };
	const takeBack = () =>
		found.store
			? deleteObjects(
					env.BUCKET,
					found.rows.map(({ row }) => row.r2_key),
				)
			: Promise.resolve();
	const { items, loose_captions, sha256 } = await readAll(env, account, body, now, found).catch(
		async (error) => {
			await takeBack();
			throw error;
		},
	);
	const key = await keyOf(sha256);
	const { made, replayed } = await once(key, {
		look: () => (found.store ? earlier(db, account, key) : Promise.resolve(before)),
		again: async (resource) => {
			await takeBack();
			return { ...readAdded(resource), loose_captions };
		},
		make: async () => {
			const rows = found.rows.map(({ row }) => row);
			const statements = {
				before: assetRows(db, account, name, rows),
				after: rememberKey(db, account, key, addedNow(account, name, items.length), now),
			};
			const first = await addItems(env.DB, account, name, items, now, statements);
			if (first === null) throw notFound("dataset");
			return { first, added: items.length, loose_captions };
		},
	}).catch(async (error) => {
		// Of anything else it is not known whether the rows are there: then the objects stay for the sweep to look at.
		const known = error instanceof ApiError || isConflict(error, "storage", "owner");
		if (known) await takeBack();
		if (isConflict(error, "storage")) throw await storageFull(db, account, bytesOf(found.rows));
		if (isConflict(error, "owner")) throw new ApiError("unauthorized", "the account of this key was deleted");
		throw error;
	});
	return { made, replayed };
}

/** What the archive has so far. */
interface Found {
	rows: StoredRow[];
	/** Its pictures are stored; else they are only looked at. */
	store: boolean;
}

/** A picture of the archive that is stored, and the record it is to have. */
interface StoredRow {
	path: string;
	row: AssetRow;
}

async function readAll(
	env: Env,
	account: string,
	body: ReadableStream<Uint8Array>,
	now: number,
	found: Found,
): Promise<Paired & { sha256: string }> {
	const digest = new crypto.DigestStream("SHA-256");
	const captions = await storePictures(env, account, hashed(body, digest), now, found);
	if (found.rows.length === 0) throw refused("", "it has no pictures (.png, .jpg, .jpeg, .webp)");
	const paired = pair(
		found.rows.map(({ path, row }) => ({ path, asset: row.id })),
		captions,
	);
	return { ...paired, sha256: hex(await digest.digest) };
}

/** The same bytes, which are hashed as they pass. */
async function* hashed(body: ReadableStream<Uint8Array>, digest: WritableStream<Uint8Array>) {
	const writer = digest.getWriter();
	for await (const chunk of body) {
		await writer.write(chunk);
		yield chunk;
	}
	await writer.close();
}

/** Statements that write the records, where the dataset is there. */
function assetRows(
	db: Database,
	account: string,
	name: string,
	rows: readonly AssetRow[],
): BatchItem<"sqlite">[] {
	const columns = Object.values(getTableColumns(assets)).map((column) => sql`new.value ->> ${column.name}`);
	return [
		db.insert(assets).select(
			sql`SELECT ${sql.join(columns, sql`, `)} FROM json_each(${JSON.stringify(rows)}) AS new
				WHERE EXISTS (SELECT 1 FROM datasets WHERE account_id = ${account} AND name = ${name})`,
		),
	];
}

const bytesOf = (stored: readonly StoredRow[]) => stored.reduce((sum, { row }) => sum + row.size, 0);

/** Stores the pictures as they come, and notes each in `found`; answers with the texts by their paths without ending. */
async function storePictures(
	env: Env,
	account: string,
	body: AsyncIterable<Uint8Array>,
	now: number,
	found: Found,
): Promise<Map<string, string>> {
	const usage = await usageOf(database(env.DB), account);
	const captions = new Map<string, string>();
	const counts = { picture: 0, regularisation: 0 };
	const held = new Held(env.BUCKET, found);
	let bytes = 0;
	for await (const entry of entriesOf(body)) {
		if (entry.kind === "caption") {
			captions.set(stemOf(entry.path), captionIn(entry));
			continue;
		}
		const role = roleOf(entry.path);
		counts[role] += 1;
		if (counts[role] > MOST[role])
			throw refused("", `it has more than ${MOST[role]} pictures of a kind; a dataset has no more`);
		bytes += entry.bytes.length;
		if (found.store && wouldPass(usage, bytes)) throw storageRefusal(usage, bytes);
		await held.add(entry, await toRow(account, entry, now));
	}
	await held.flush();
	return captions;
}

const MOST: Readonly<Record<DatasetRole, number>> = {
	picture: MOST_PICTURES,
	regularisation: MOST_REGULARISATION,
};

/** Pictures that are about to be stored: several at once, since each takes its time, and not many bytes of them. */
class Held {
	private readonly bucket: R2Bucket;
	private readonly found: Found;
	private waiting: { bytes: Uint8Array<ArrayBuffer>; row: AssetRow }[] = [];
	private bytes = 0;

	constructor(bucket: R2Bucket, found: Found) {
		this.bucket = bucket;
		this.found = found;
	}

	async add({ path, bytes }: Entry, row: AssetRow): Promise<void> {
		this.found.rows.push({ path, row });
		if (!this.found.store) return;
		this.waiting.push({ bytes, row });
		this.bytes += bytes.length;
		if (this.bytes >= HELD_BYTES) await this.flush();
	}

	async flush(): Promise<void> {
		const waiting = this.waiting.splice(0);
		this.bytes = 0;
		await Promise.all(
			waiting.map(({ bytes, row }) =>
				this.bucket.put(row.r2_key, bytes, {
					sha256: row.sha256,
					httpMetadata: { contentType: row.content_type },
				}),
			),
		);
	}
}

function captionIn({ path, bytes }: Entry): string {
	const caption = new TextDecoder().decode(bytes).replace(/\r?\n$/, "");
	if (caption.length > MAX_KEPT_CAPTION)
		throw refused(path, `the text has ${caption.length} characters; at most ${MAX_KEPT_CAPTION} are kept`);
	return caption;
}

async function toRow(account: string, { path, bytes }: Entry, now: number): Promise<AssetRow> {
	const media = sniffMedia(bytes);
	if (media?.kind !== "image")
		throw refused(path, "it is no PNG, JPEG or WebP picture that can be read to its end");
	if (hasTooManyPixels(media))
		throw refused(path, `a picture of ${media.width} x ${media.height} pixels is too large; make it smaller`);
	const id = newId("asset", now);
	const file = {
		id,
		account_id: account,
		filename: safeFilename(path),
		size: bytes.length,
		sha256: hex(await crypto.subtle.digest("SHA-256", bytes)),
		r2_key: uploadKey(account, id),
		created_at: now,
	};
	// Ordinary lists leave it out, and it goes with the dataset.
	return uploadRow(file, media, true);
}
