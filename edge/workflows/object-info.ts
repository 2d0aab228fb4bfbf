import { and, desc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import { isRecord } from "../../workflows/object-info/read.ts";
import { loads } from "../../workflows/validate/python/python-json.ts";
import { hex } from "../auth/secret.ts";
import { OBJECT_INFO_LIMITS } from "../contract/workers/workers.ts";
import { type Database, database } from "../db/client.ts";
import { pools, workers } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { CAPABILITIES_KEPT_MS } from "../pools/capabilities.ts";
import { objectInfoKey } from "../storage/keys.ts";
import type { KnownServer } from "./refused-by-comfyui.ts";

/**
 * ComfyUI's answer to `GET /object_info`: the same for all workers of one image. A worker sends it once,
 * compressed; it lies in R2 under its hash.
 */

/** Kept by this isolate: few, because they are large. */
const MAX_CACHED = 2;
const byHash = new Map<string, unknown>();

export async function hasObjectInfo(bucket: R2Bucket, sha256: string): Promise<boolean> {
	return (await bucket.head(objectInfoKey(sha256))) !== null;
}

/**
 * Checks a compressed object_info against its hash and stores it. Answers with what is wrong, or null where it
 * was stored. Storing it again changes nothing.
 */
export async function storeObjectInfo(
	bucket: R2Bucket,
	sha256: string,
	packed: Uint8Array<ArrayBuffer>,
): Promise<string | null> {
	if (hex(await crypto.subtle.digest("SHA-256", packed)) !== sha256)
		return `the bytes do not have the SHA-256 ${sha256}`;
	const text = await gunzip(packed);
	if (text === null)
		return `the bytes are no gzip, or hold more than ${OBJECT_INFO_LIMITS.unpacked} bytes uncompressed`;
	const info = read(text);
	if (!isRecord(info) || Object.keys(info).length === 0)
		return "it is not what ComfyUI answers to GET /object_info: an object with an entry for each node class";
	await bucket.put(objectInfoKey(sha256), packed, {
		sha256,
		httpMetadata: { contentType: "application/gzip" },
	});
	return null;
}

async function loadObjectInfo(bucket: R2Bucket, sha256: string): Promise<unknown> {
	const known = byHash.get(sha256);
	if (known !== undefined) return known;
	const object = await bucket.get(objectInfoKey(sha256));
	if (object === null) return undefined;
	const text = await gunzip(new Uint8Array(await object.arrayBuffer()));
	const info = text === null ? undefined : read(text);
	if (info === undefined) return undefined;
	if (byHash.size >= MAX_CACHED) byHash.clear();
	byHash.set(sha256, info);
	return info;
}

/**
 * What these servers said of their nodes: those that are there now, or else the newest; two at most, because they are
 * large. What cannot be read is left out: a submission does not fail for it.
 */
export async function knownServers(
	bucket: R2Bucket,
	all: readonly { sha256: string; comfyui_version: string; serving: boolean }[],
): Promise<{ info: unknown; comfyui_version: string }[]> {
	const serving = all.filter((server) => server.serving);
	const asked = (serving.length > 0 ? serving : all).slice(0, MAX_CACHED);
	const found = await Promise.all(
		asked.map(async ({ sha256, comfyui_version }) => ({
			info: await loadObjectInfo(bucket, sha256).catch(() => undefined),
			comfyui_version,
		})),
	);
	return found.filter(({ info }) => info !== undefined);
}

/** The newest object_info that a live worker of the pool has sent; undefined where none has. */
export async function poolObjectInfo(env: Env, pool: string, now: number): Promise<unknown> {
	for (const sha256 of await hashesOf(database(env.DB), pool, now)) {
		const info = await loadObjectInfo(env.BUCKET, sha256);
		if (info !== undefined) return info;
	}
	return undefined;
}

/** The same as a server whose version nobody says, as far as it is known. */
export async function poolServers(env: Env, pool: string, now: number): Promise<KnownServer[]> {
	const info = await poolObjectInfo(env, pool, now);
	return info === undefined ? [] : [{ info, comfyui_version: "" }];
}

async function hashesOf(db: Database, pool: string, now: number): Promise<string[]> {
	const newest = sql<string>`max(${workers.id})`;
	const rows = await db
		.select({ sha256: workers.object_info_sha256, newest })
		.from(workers)
		.innerJoin(pools, eq(pools.id, workers.pool_id))
		.where(
			and(
				eq(pools.name, pool),
				isNull(workers.gone_at),
				gt(workers.last_seen_at, now - CAPABILITIES_KEPT_MS),
				isNotNull(workers.object_info_sha256),
			),
		)
		.groupBy(workers.object_info_sha256)
		.orderBy(desc(newest))
		.limit(10);
	return rows.flatMap(({ sha256 }) => sha256 ?? []);
}

/** The text, or null where it is no gzip or larger than allowed: a few kilobytes can unpack to gigabytes. */
async function gunzip(packed: Uint8Array<ArrayBuffer>): Promise<string | null> {
	const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
	try {
		const bytes = await readUpTo(stream, OBJECT_INFO_LIMITS.unpacked);
		return bytes && new TextDecoder().decode(bytes);
	} catch {
		return null;
	}
}

/** All bytes of a stream; null, and no more is read, where there are more than so many. */
export async function readUpTo(
	stream: ReadableStream<Uint8Array>,
	limit: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
	const reader = stream.getReader();
	const chunks: Uint8Array[] = [];
	let size = 0;
	for (let part = await reader.read(); !part.done; part = await reader.read()) {
		size += part.value.byteLength;
		if (size > limit) {
			await reader.cancel();
			return null;
		}
		chunks.push(part.value);
	}
	const whole = new Uint8Array(size);
	let at = 0;
	for (const chunk of chunks) {
		whole.set(chunk, at);
		at += chunk.byteLength;
	}
	return whole;
}

/** ComfyUI is a Python server: there may be NaN in what it writes. */
function read(text: string): unknown {
	try {
		return loads(text);
	} catch {
		return undefined;
	}
}
