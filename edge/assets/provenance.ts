import { and, desc, eq, inArray, isNotNull, sql } from "drizzle-orm";
import { probesWithin } from "../../workflows/quality/look-up/bands.ts";
import { bitsApart } from "../../workflows/quality/pixels/hashes.ts";
import type { Provenance, ProvenanceFound } from "../contract/jobs/provenance.ts";
import { type Database, listOf } from "../db/client.ts";
import { assets, jobs, tasks } from "../db/schema.ts";

/** Pictures with a part of the hash in common that are compared, at most: what one look-up reads is bounded by it. */
const MOST_COMPARED = 2_000;
/** Files with the same bytes that are told. */
const MOST_EXACT = 10;

/** What is asked: at least one of them. */
export interface Sought {
	sha256?: string | undefined;
	phash?: string | undefined;
	/** Bits of 64. */
	distance: number;
	limit: number;
}

/** Which outputs of an account's jobs a file is, or looks like. Reads a bounded number of rows, whatever the account has. */
export async function lookUp(db: Database, account: string, sought: Sought): Promise<ProvenanceFound> {
	const [exact, alike] = await Promise.all([
		sought.sha256 === undefined ? [] : withBytes(db, account, sought.sha256),
		sought.phash === undefined
			? { near: [], complete: true }
			: lookAlikes(db, account, sought.phash, sought.distance),
	]);
	const nearest = alike.near.slice(0, sought.limit);
	const records = await recordsOf(db, account, [...exact, ...nearest.map(({ id }) => id)]);
	return {
		made: exact.length > 0 || nearest.length > 0,
		exact: exact.flatMap((id) => records.get(id) ?? []),
		near: nearest.flatMap(({ id, distance }) => {
			const record = records.get(id);
			return record === undefined ? [] : [{ ...record, distance }];
		}),
		complete: alike.complete,
	};
}

/** Where one file of an account comes from; null: it is not there. */
export async function provenanceOf(db: Database, account: string, id: string): Promise<Provenance | null> {
	return (await recordsOf(db, account, [id])).get(id) ?? null;
}

async function withBytes(db: Database, account: string, sha256: string): Promise<string[]> {
	const rows = await db
		.select({ id: assets.id })
		.from(assets)
		.where(and(eq(assets.account_id, account), eq(assets.sha256, sha256), isNotNull(assets.job_id)))
		.orderBy(desc(assets.id))
		.limit(MOST_EXACT);
	return rows.map(({ id }) => id);
}

/** Pictures that look alike, the nearest first, of those the newest; each shares a part of its hash with the one sought. */
async function lookAlikes(db: Database, account: string, phash: string, distance: number) {
	const probes = JSON.stringify(probesWithin(phash, distance).map(({ band, value }) => [band, value]));
	const rows = await db.all<{ id: string; phash: string }>(sql`
		SELECT assets.id AS id, assets.phash AS phash FROM json_each(${probes}) AS probe
		CROSS JOIN picture_bands AS part ON part.account_id = ${account}
			AND part.band = probe.value ->> 0 AND part.value = probe.value ->> 1
		CROSS JOIN assets ON assets.id = part.asset_id
		LIMIT ${MOST_COMPARED + 1}`);
	const found = new Map(rows.slice(0, MOST_COMPARED).map((row) => [row.id, bitsApart(row.phash, phash)]));
	const near = [...found]
		.map(([id, apart]) => ({ id, distance: apart }))
		.filter((one) => one.distance <= distance)
		.sort((a, b) => a.distance - b.distance || (a.id < b.id ? 1 : -1));
	return { near, complete: rows.length <= MOST_COMPARED };
}

async function recordsOf(
	db: Database,
	account: string,
	ids: readonly string[],
): Promise<ReadonlyMap<string, Provenance>> {
	if (ids.length === 0) return new Map();
	const rows = await db
		.select({
			asset: assets,
			workflow: jobs.workflow,
			pipeline: jobs.pipeline,
			job: sql<string | null>`${jobs.id}`.as("maker"),
			take: sql<number | null>`${tasks.take}`.as("take_of"),
		})
		.from(assets)
		.leftJoin(jobs, and(eq(jobs.id, assets.job_id), eq(jobs.account_id, account)))
		.leftJoin(tasks, eq(tasks.id, assets.task_id))
		.where(and(eq(assets.account_id, account), inArray(assets.id, listOf([...new Set(ids)]))));
	return new Map(
		rows.map(({ asset, job, workflow, pipeline, take }): [string, Provenance] => [
			asset.id,
			{
				asset: asset.id,
				kind: asset.kind,
				content_type: asset.content_type,
				filename: asset.filename,
				size: asset.size,
				sha256: asset.sha256,
				phash: asset.phash,
				ai_generated: asset.job_id !== null,
				made_by: job === null ? null : { job, workflow: pipeline === null ? workflow : null, pipeline, take },
				created_at: new Date(asset.created_at).toISOString(),
			},
		]),
	);
}
