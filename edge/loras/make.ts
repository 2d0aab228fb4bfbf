import type { BatchItem } from "drizzle-orm/batch";
import { findAsset } from "../assets/find.ts";
import { joinParts } from "../assets/parts.ts";
import { uploadRow } from "../assets/upload-row.ts";
import { newId } from "../contract/ids.ts";
import { LORA_PARTS, type LoraRequest } from "../contract/training/loras.ts";
import { type Database, database, isConflict } from "../db/client.ts";
import { assets } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { type IdempotencyKey, rememberKey } from "../idempotency/once.ts";
import { ApiError } from "../problem.ts";
import { loraPartsFolder, partKey, uploadKey } from "../storage/keys.ts";
import { storageFull, storageRefusal, usageOf, wouldPass } from "../storage/limit.ts";
import { type Bytes, type Checked, checkLora, refused } from "./read.ts";
import { addVersion, awaitJob, versionWithBytes } from "./store.ts";

/** A file that is a LoRA, and the record of it where that is new. */
interface Found {
	asset_id: string;
	sha256: string;
	size: number;
	checked: Checked;
	fresh: typeof assets.$inferInsert | null;
}

/**
 * Makes a LoRA of a file, or the next version of one. Throws ApiError with what is wrong with the file; what was
 * uploaded and is no LoRA is deleted, and nothing is written then. `awaited`: the job that trained it, where the LoRA
 * awaits that; `after`: statements that are written with the version, behind it.
 */
export async function makeLora(
	env: Env,
	account: string,
	request: LoraRequest,
	key: IdempotencyKey | null,
	awaited: string | null = null,
	after: readonly BatchItem<"sqlite">[] = [],
): Promise<void> {
	const db = database(env.DB);
	const now = Date.now();
	if (request.job !== undefined) return await awaitTraining(db, account, request, request.job, key, now);
	const { asset_id, sha256, size, checked, fresh } = await find(env, db, account, request, now);
	const { family, base_model } = checked;
	const { name, promote, licence = null, note = null } = request;
	const trigger_word = request.trigger_word ?? checked.trigger_word;
	const version = { account_id: account, name, asset_id, sha256, size, family, base_model, created_at: now };
	const [first, ...rest] = [
		...(fresh ? [db.insert(assets).values(fresh)] : []),
		...addVersion(db, version, { promote, awaited, trigger_word, licence, note }),
		...after,
		...rememberKey(db, account, key, name, now),
	];
	try {
		if (first) await db.batch([first, ...rest]);
	} catch (error) {
		if (fresh && isConflict(error, "idempotency", "storage", "owner", "lora"))
			await env.BUCKET.delete(fresh.r2_key);
		if (isConflict(error, "storage")) throw await storageFull(db, account, size);
		if (isConflict(error, "owner")) throw new ApiError("unauthorized", "the account of this key was deleted");
		if (isConflict(error, "lora"))
			throw new ApiError(
				"lora_limit",
				"the account has as many LoRAs as it may, or this one as many versions, or its file was deleted meanwhile; delete what is no longer wanted",
			);
		throw error;
	}
}

async function awaitTraining(
	db: Database,
	account: string,
	{ name, trigger_word = null, licence = null, note = null }: LoraRequest,
	job: string,
	key: IdempotencyKey | null,
	now: number,
): Promise<void> {
	try {
		await db.batch([
			...awaitJob(db, account, name, job, { trigger_word, licence, note }, now),
			...rememberKey(db, account, key, name, now),
		]);
	} catch (error) {
		if (!isConflict(error, "lora")) throw error;
		throw refused(
			"/job",
			"invalid_parameter",
			`there is no job ${job} of yours that has not ended, or ${name} awaits another, or the account has as many LoRAs as it may`,
		);
	}
}

async function find(
	env: Env,
	db: Database,
	account: string,
	{ asset, upload, family }: LoraRequest,
	now: number,
): Promise<Found> {
	const known = upload && (await versionWithBytes(db, account, upload.sha256));
	if (upload === undefined || known) {
		const { id, sha256, size, r2_key } = await findAsset(
			env,
			account,
			known ? known.asset_id : (asset ?? ""),
		);
		const checked = await checkLora(stored(env.BUCKET, r2_key, size), family, known ? "/upload" : "/asset");
		return { asset_id: id, sha256, size, checked, fresh: null };
	}
	const { sha256, parts } = upload;
	const folder = loraPartsFolder(account, sha256);
	const keys = Array.from({ length: parts }, (_, part) => partKey(folder, part));
	const size = await sizeOf(env.BUCKET, keys);
	const usage = await usageOf(db, account);
	if (wouldPass(usage, size)) throw storageRefusal(usage, size);
	const id = newId("asset", now);
	const r2_key = uploadKey(account, id);
	try {
		const checked = await checkLora(stored(env.BUCKET, keys[0] ?? "", size), family, "/upload");
		await joinParts(env.BUCKET, r2_key, { folder, parts, sha256, contentType: CONTENT_TYPE });
		const media = {
			kind: "file",
			content_type: CONTENT_TYPE,
			width: null,
			height: null,
			duration_ms: null,
		} as const;
		const filename = `${sha256.slice(0, 16)}.safetensors`;
		const fresh = uploadRow(
			{ id, account_id: account, filename, size, sha256, r2_key, created_at: now },
			media,
		);
		return { asset_id: id, sha256, size, checked, fresh };
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		const asks = error.errors.some(({ pointer }) => pointer === "/family");
		// With another word about its family the same bytes may do.
		if (!asks) await env.BUCKET.delete(keys);
		throw error.code === "output_mismatch" ? refused("/upload/sha256", "mismatch", error.message) : error;
	}
}

const CONTENT_TYPE = "application/vnd.safetensors";

/** Bytes of all parts. Throws ApiError where one is missing, or of another size than storage joins. */
async function sizeOf(bucket: R2Bucket, keys: readonly string[]): Promise<number> {
	const heads = await Promise.all(keys.map((key) => bucket.head(key)));
	const missing = heads.indexOf(null);
	if (missing >= 0)
		throw refused(
			"/upload/parts",
			"missing",
			`part ${missing} of ${keys.length} is not there; put it to /v1/lora-uploads/{sha256}`,
		);
	const odd = heads.slice(0, -1).findIndex((head) => head?.size !== LORA_PARTS.bytes);
	if (odd >= 0)
		throw refused(
			"/upload/parts",
			"invalid_parameter",
			`part ${odd} of ${keys.length} has ${heads[odd]?.size} bytes, and every part but the last has ${LORA_PARTS.bytes}; put it again`,
		);
	return heads.reduce((sum, head) => sum + (head?.size ?? 0), 0);
}

/** @param size of the whole file, of which the object may be the first part */
function stored(bucket: R2Bucket, key: string, size: number): Bytes {
	return {
		size,
		first: async (bytes) => {
			if (bytes === 0) return new Uint8Array(0);
			const object = await bucket.get(key, { range: { offset: 0, length: bytes } });
			return object === null ? new Uint8Array(0) : object.bytes();
		},
	};
}
