import { and, asc, desc, eq, gt, isNotNull, isNull, lt, sql } from "drizzle-orm";
import { VERSION_NUMBER } from "../../workflows/definition/version-number.ts";
import type { WorkflowDocument } from "../../workflows/document/document.ts";
import { type Auditor, noteDone } from "../audit/note.ts";
import type { ConversionUnknown } from "../contract/workflows/workflows.ts";
import { type Database, isConflict } from "../db/client.ts";
import { deletions, workflowNumbers, workflows } from "../db/schema.ts";
import { type IdempotencyKey, rememberKey } from "../idempotency/once.ts";
import { loadBody, storeBodies } from "../storage/bodies.ts";
import { workflowFolder } from "../storage/keys.ts";
import { storageFull } from "../storage/limit.ts";
import { numberOf, type Refusal, refusalOf, withinLimits } from "./versions.ts";

/** How many of its own an account may have. Retired ones are not counted, but there is an end to those too. */
export const WORKFLOW_LIMITS = { workflows: 500, versions: 1000, ever: 10_000 } as const;

export type WorkflowRow = typeof workflows.$inferSelect;

export interface NewVersion {
	account: string;
	id: string;
	/** 1 makes a new workflow; `next` adds to one that is there. */
	version: 1 | "next";
	title: string;
	document: WorkflowDocument;
	unknowns: ConversionUnknown[];
	/** What lists show of it. */
	listing: string;
	idempotency: IdempotencyKey | null;
}

/**
 * Stores a version, numbered in the same statement that writes it, so that of many at once none is lost or
 * written over. Throws what D1 throws where a request with the same idempotency key came first, and ApiError
 * `storage_limit`.
 */
export async function insertVersion(
	db: Database,
	bucket: R2Bucket,
	{ account, id, version, title, document, unknowns, listing, idempotency }: NewVersion,
	now: number,
): Promise<{ ok: true; row: WorkflowRow } | { ok: false; refusal: Refusal }> {
	const folder = workflowFolder(account, crypto.randomUUID());
	const bodies = await storeBodies(bucket, folder, [JSON.stringify(document), JSON.stringify(unknowns)]);
	const [documentBody = "", unknownsBody = ""] = bodies.columns;
	const limits = { ids: WORKFLOW_LIMITS.workflows, ...WORKFLOW_LIMITS };
	const number = numberOf("workflow", account, id, version);
	const insert = db
		.insert(workflows)
		.values({
			account_id: account,
			id,
			version: sql`CASE WHEN ${withinLimits("workflow", account, id, limits)} THEN ${number} END`,
			title,
			document: documentBody,
			unknowns: unknownsBody,
			listing,
			body_key: bodies.key,
			body_bytes: bodies.bytes,
			created_at: now,
			retired_at: null,
		})
		.returning();
	// The key before the version: a repeat must be known as one, whatever else would stand in its way.
	const reference = sql<string>`${`${id}@`} || ${number}`;
	const [remember] = rememberKey(db, account, idempotency, reference, now);
	try {
		const [row] = remember ? (await db.batch([remember, insert]))[1] : await insert;
		if (!row) throw new Error("a workflow was stored, but its row did not come back");
		return { ok: true, row };
	} catch (error) {
		// Where D1 has not answered, the version may be there.
		if (bodies.key !== null && isConflict(error, "idempotency", "workflow", "workflow_limit", "storage"))
			await bucket.delete(bodies.key);
		if (isConflict(error, "storage")) throw await storageFull(db, account, bodies.bytes);
		const refusal = refusalOf("workflow", error);
		if (refusal === null) throw error;
		return { ok: false, refusal };
	}
}

const NUMBER = new RegExp(`^${VERSION_NUMBER}$`);

/** The name and version in `id@version`; null for both where that cannot be anybody's. */
export function readReference(reference: string): { id: string; version: number | null } {
	const [id = "", version, ...rest] = reference.split("@");
	if (rest.length > 0 || (version !== undefined && !NUMBER.test(version))) return { id: "", version: null };
	return { id, version: version === undefined ? null : Number(version) };
}

/**
 * The query for the account's own workflow of that reference: without a version the newest that is not retired,
 * or the newest at all where all are.
 */
export function ownQuery(db: Database, account: string, reference: string) {
	const { id, version } = readReference(reference);
	return db
		.select()
		.from(workflows)
		.where(
			and(
				eq(workflows.account_id, account),
				eq(workflows.id, id),
				version === null ? undefined : eq(workflows.version, version),
			),
		)
		.orderBy(sql`${workflows.retired_at} IS NOT NULL`, desc(workflows.version))
		.limit(1);
}

/** Whether the account has a workflow of that id, retired or not. */
export async function hasOwn(db: Database, account: string, id: string): Promise<boolean> {
	return (await ownQuery(db, account, id)).length > 0;
}

/** What a list needs of a row: no body, however short. */
export type ListedRow = Pick<WorkflowRow, "id" | "version" | "listing" | "created_at" | "retired_at">;

/** One row for each id, in the order of ids: the version that a job without a version gets. */
export function listOwn(
	db: Database,
	account: string,
	query: { after: string | null; limit: number; retired: boolean },
): Promise<ListedRow[]> {
	const { id, version, listing, created_at, retired_at } = workflows;
	const offered = sql`(SELECT v.version FROM workflows v WHERE v.account_id = ${workflows.account_id}
		AND v.id = ${workflows.id} ORDER BY v.retired_at IS NOT NULL, v.version DESC LIMIT 1)`;
	return db
		.select({ id, version, listing, created_at, retired_at })
		.from(workflows)
		.where(
			and(
				eq(workflows.account_id, account),
				query.after === null ? undefined : gt(workflows.id, query.after),
				query.retired ? undefined : isNull(workflows.retired_at),
				eq(workflows.version, offered),
			),
		)
		.orderBy(asc(workflows.id))
		.limit(query.limit);
}

/** Writes what lists show of a version. */
export async function storeListing(
	db: Database,
	account: string,
	{ id, version }: Pick<WorkflowRow, "id" | "version">,
	listing: string,
): Promise<void> {
	await db
		.update(workflows)
		.set({ listing })
		.where(and(eq(workflows.account_id, account), eq(workflows.id, id), eq(workflows.version, version)));
}

/** Versions of an own workflow without their documents, newest first, older than `before`. */
export function listVersions(
	db: Database,
	account: string,
	id: string,
	page: { before: number | null; limit: number },
) {
	const { version, title, created_at, retired_at } = workflows;
	return db
		.select({ id: workflows.id, version, title, created_at, retired_at })
		.from(workflows)
		.where(
			and(
				eq(workflows.account_id, account),
				eq(workflows.id, id),
				page.before === null ? undefined : lt(version, page.before),
			),
		)
		.orderBy(desc(version))
		.limit(page.limit);
}

/** Retires one version, or all. What is retired already stays as it is. */
export async function retire(
	db: Database,
	by: Auditor,
	id: string,
	version: number | null,
	now: number,
): Promise<void> {
	const target = version === null ? id : `${id}@${version}`;
	await db.batch([
		db
			.update(workflows)
			.set({ retired_at: now })
			.where(
				and(
					eq(workflows.account_id, by.account),
					eq(workflows.id, id),
					version === null ? undefined : eq(workflows.version, version),
					isNull(workflows.retired_at),
				),
			),
		noteDone(db, { by, action: "workflow.retire", target, now }),
	]);
}

/**
 * Deletes all versions of a workflow that no unfinished job and no pipeline uses; the others are retired. Answers with those that
 * are left, or null where there is no such workflow. One transaction.
 */
export async function deleteWorkflow(
	db: Database,
	by: Auditor,
	id: string,
	now: number,
): Promise<number[] | null> {
	const { account } = by;
	const own = and(eq(workflows.account_id, account), eq(workflows.id, id));
	const last = db
		.select({
			account_id: workflows.account_id,
			id: workflows.id,
			last_version: sql<number>`max(${workflows.version})`.as("last_version"),
		})
		.from(workflows)
		.where(own)
		.groupBy(workflows.account_id, workflows.id);
	const named = sql`(SELECT one.value FROM pipelines, json_each(pipelines.workflows) AS one
		WHERE pipelines.account_id = ${account})`;
	const unused = and(
		own,
		sql`NOT EXISTS (SELECT 1 FROM jobs WHERE account_id = ${account} AND finished_at IS NULL
			AND workflow = workflows.id || '@' || workflows.version)`,
		sql`NOT EXISTS (SELECT 1 FROM job_workflows JOIN jobs ON jobs.id = job_workflows.job_id
			WHERE job_workflows.account_id = ${account} AND jobs.finished_at IS NULL
			AND job_workflows.workflow = workflows.id || '@' || workflows.version)`,
		// One that is named without its version is any of them.
		sql`workflows.id || '@' || workflows.version NOT IN ${named}`,
		sql`workflows.id NOT IN ${named}`,
	);
	const bodies = db
		.select({
			kind: sql<"object">`'object'`.as("kind"),
			target: sql<string>`${workflows.body_key}`.as("target"),
			account_id: workflows.account_id,
			created_at: sql<number>`${now}`.as("created_at"),
			failures: sql<number>`0`.as("failures"),
			again_at: sql<number>`0`.as("again_at"),
		})
		.from(workflows)
		.where(and(unused, isNotNull(workflows.body_key)));
	const [, , gone, , left] = await db.batch([
		db
			.insert(workflowNumbers)
			.select(last)
			.onConflictDoUpdate({
				target: [workflowNumbers.account_id, workflowNumbers.id],
				set: { last_version: sql`max(last_version, excluded.last_version)` },
			}),
		db.insert(deletions).select(bodies),
		db.delete(workflows).where(unused).returning({ version: workflows.version }),
		noteDone(db, { by, action: "workflow.delete", target: id, now }),
		db
			.update(workflows)
			.set({ retired_at: sql`coalesce(${workflows.retired_at}, ${now})` })
			.where(own)
			.returning({ version: workflows.version }),
	]);
	return gone.length + left.length === 0 ? null : left.map(({ version }) => version);
}

export async function documentOf(
	bucket: R2Bucket,
	row: Pick<WorkflowRow, "document">,
): Promise<WorkflowDocument> {
	return JSON.parse(await loadBody(bucket, row.document)) as WorkflowDocument;
}

export async function unknownsOf(
	bucket: R2Bucket,
	row: Pick<WorkflowRow, "unknowns">,
): Promise<ConversionUnknown[]> {
	return JSON.parse(await loadBody(bucket, row.unknowns)) as ConversionUnknown[];
}
