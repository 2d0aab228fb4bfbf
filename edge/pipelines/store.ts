import { and, asc, desc, eq, gt, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { PipelineDefinition, PipelineDocument } from "../../workflows/pipelines/definition/document.ts";
import { workflowsOf } from "../../workflows/pipelines/definition/runs.ts";
import { type Auditor, noteDone } from "../audit/note.ts";
import { type Database, isConflict } from "../db/client.ts";
import { deletions, pipelineNumbers, pipelines } from "../db/schema.ts";
import { type IdempotencyKey, rememberKey } from "../idempotency/once.ts";
import { loadBody, storeBodies } from "../storage/bodies.ts";
import { pipelineFolder } from "../storage/keys.ts";
import { storageFull } from "../storage/limit.ts";
import { readReference } from "../workflows/store.ts";
import { numberOf, type Refusal, refusalOf, withinLimits } from "../workflows/versions.ts";

/** How many of its own an account may have. Retired ones are not counted, but there is an end to those too. */
export const PIPELINE_LIMITS = { pipelines: 200, versions: 1000, ever: 10_000 } as const;

export type PipelineRow = typeof pipelines.$inferSelect;

export interface NewPipelineVersion {
	account: string;
	/** 1 makes a new pipeline; `next` adds to one that is there. */
	version: 1 | "next";
	document: PipelineDocument;
	/** What lists show of it. */
	listing: string;
	idempotency: IdempotencyKey | null;
}

/**
 * Stores a version, numbered in the same statement that writes it. Throws what D1 throws where a request with the
 * same idempotency key came first, and ApiError `storage_limit`.
 */
export async function insertPipeline(
	db: Database,
	bucket: R2Bucket,
	{ account, version, document, listing, idempotency }: NewPipelineVersion,
	now: number,
): Promise<{ ok: true; row: PipelineRow } | { ok: false; refusal: Refusal }> {
	const { id, title } = document;
	const folder = pipelineFolder(account, crypto.randomUUID());
	const bodies = await storeBodies(bucket, folder, [JSON.stringify(document)]);
	const limits = { ids: PIPELINE_LIMITS.pipelines, ...PIPELINE_LIMITS };
	const number = numberOf("pipeline", account, id, version);
	const insert = db
		.insert(pipelines)
		.values({
			account_id: account,
			id,
			version: sql`CASE WHEN ${withinLimits("pipeline", account, id, limits)} THEN ${number} END`,
			title,
			document: bodies.columns[0] ?? "",
			workflows: workflowsOf(document),
			body_key: bodies.key,
			body_bytes: bodies.bytes,
			created_at: now,
			listing,
			retired_at: null,
		})
		.returning();
	// The key before the version: a repeat must be known as one, whatever else would stand in its way.
	const [remember] = rememberKey(db, account, idempotency, sql<string>`${`${id}@`} || ${number}`, now);
	try {
		const [row] = remember ? (await db.batch([remember, insert]))[1] : await insert;
		if (!row) throw new Error("a pipeline was stored, but its row did not come back");
		return { ok: true, row };
	} catch (error) {
		// Where D1 has not answered, the version may be there.
		if (bodies.key !== null && isConflict(error, "idempotency", "pipeline", "pipeline_limit", "storage"))
			await bucket.delete(bodies.key);
		if (isConflict(error, "storage")) throw await storageFull(db, account, bodies.bytes);
		const refusal = refusalOf("pipeline", error);
		if (refusal === null) throw error;
		return { ok: false, refusal };
	}
}

const ofAccount = (account: string, id: string) =>
	and(eq(pipelines.account_id, account), eq(pipelines.id, id));

/**
 * The query for the account's own pipeline of that reference: without a version the newest that is not retired, or
 * the newest at all where all are.
 */
export function ownPipelineQuery(db: Database, account: string, reference: string) {
	const { id, version } = readReference(reference);
	return db
		.select()
		.from(pipelines)
		.where(and(ofAccount(account, id), version === null ? undefined : eq(pipelines.version, version)))
		.orderBy(sql`${pipelines.retired_at} IS NOT NULL`, desc(pipelines.version))
		.limit(1);
}

/** What a list needs of a row: no body, however short. */
export type ListedPipelineRow = Pick<PipelineRow, "id" | "version" | "listing" | "created_at" | "retired_at">;

/** One row for each id, in the order of ids: the version that a job without a version gets. */
export function listOwnPipelines(
	db: Database,
	account: string,
	query: { after: string | null; limit: number; retired: boolean },
): Promise<ListedPipelineRow[]> {
	const { id, version, listing, created_at, retired_at } = pipelines;
	const offered = sql`(SELECT v.version FROM pipelines v WHERE v.account_id = ${pipelines.account_id}
		AND v.id = ${pipelines.id} ORDER BY v.retired_at IS NOT NULL, v.version DESC LIMIT 1)`;
	return db
		.select({ id, version, listing, created_at, retired_at })
		.from(pipelines)
		.where(
			and(
				eq(pipelines.account_id, account),
				query.after === null ? undefined : gt(pipelines.id, query.after),
				query.retired ? undefined : isNull(pipelines.retired_at),
				eq(pipelines.version, offered),
			),
		)
		.orderBy(asc(pipelines.id))
		.limit(query.limit);
}

/** Writes what lists show of a version. */
export async function storePipelineListing(
	db: Database,
	account: string,
	{ id, version }: Pick<PipelineRow, "id" | "version">,
	listing: string,
): Promise<void> {
	await db
		.update(pipelines)
		.set({ listing })
		.where(and(ofAccount(account, id), eq(pipelines.version, version)));
}

/** Versions of an own pipeline without their documents, newest first, older than `before`. */
export function listPipelineVersions(
	db: Database,
	account: string,
	id: string,
	page: { before: number | null; limit: number },
) {
	const { version, title, created_at, retired_at } = pipelines;
	return db
		.select({ id: pipelines.id, version, title, created_at, retired_at })
		.from(pipelines)
		.where(and(ofAccount(account, id), page.before === null ? undefined : lt(version, page.before)))
		.orderBy(desc(version))
		.limit(page.limit);
}

/** Retires one version, or all. What is retired already stays as it is. */
export async function retirePipeline(
	db: Database,
	by: Auditor,
	id: string,
	version: number | null,
	now: number,
): Promise<void> {
	const target = version === null ? id : `${id}@${version}`;
	await db.batch([
		db
			.update(pipelines)
			.set({ retired_at: now })
			.where(
				and(
					ofAccount(by.account, id),
					version === null ? undefined : eq(pipelines.version, version),
					isNull(pipelines.retired_at),
				),
			),
		noteDone(db, { by, action: "pipeline.retire", target, now }),
	]);
}

/**
 * Deletes all versions of a pipeline: jobs keep what they run. False where there is no such pipeline. One
 * transaction.
 */
export async function deletePipeline(db: Database, by: Auditor, id: string, now: number): Promise<boolean> {
	const own = ofAccount(by.account, id);
	const last = db
		.select({
			account_id: pipelines.account_id,
			id: pipelines.id,
			last_version: sql<number>`max(${pipelines.version})`.as("last_version"),
		})
		.from(pipelines)
		.where(own)
		.groupBy(pipelines.account_id, pipelines.id);
	const bodies = db
		.select({
			kind: sql<"object">`'object'`.as("kind"),
			target: sql<string>`${pipelines.body_key}`.as("target"),
			account_id: pipelines.account_id,
			created_at: sql<number>`${now}`.as("created_at"),
			failures: sql<number>`0`.as("failures"),
			again_at: sql<number>`0`.as("again_at"),
		})
		.from(pipelines)
		.where(and(own, isNotNull(pipelines.body_key)));
	const [, , gone] = await db.batch([
		db
			.insert(pipelineNumbers)
			.select(last)
			.onConflictDoUpdate({
				target: [pipelineNumbers.account_id, pipelineNumbers.id],
				set: { last_version: sql`max(last_version, excluded.last_version)` },
			}),
		db.insert(deletions).select(bodies),
		db.delete(pipelines).where(own).returning({ version: pipelines.version }),
		noteDone(db, { by, action: "pipeline.delete", target: id, now }),
	]);
	return gone.length > 0;
}

/** The pipeline of a row. Throws MissingBody. */
export async function pipelineOfRow(bucket: R2Bucket, row: PipelineRow): Promise<PipelineDefinition> {
	const document = JSON.parse(await loadBody(bucket, row.document)) as PipelineDocument;
	return { ...document, version: row.version };
}
