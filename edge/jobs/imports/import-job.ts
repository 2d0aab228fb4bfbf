import { and, eq, gt, inArray, lt, type SQL, sql } from "drizzle-orm";
import { canonical } from "../../../workflows/graph/canonical.ts";
import { type ApiGraph, readGraph } from "../../../workflows/graph/graph.ts";
import { pointer } from "../../../workflows/graph/problems.ts";
import { readInputs } from "../../../workflows/plan/raw.ts";
import { hashSecret } from "../../auth/secret.ts";
import type { ImportRequest } from "../../contract/jobs/imports.ts";
import { jobRequestSchema } from "../../contract/jobs/jobs.ts";
import type { ProblemItem } from "../../contract/problem.ts";
import { type Database, database, isConflict } from "../../db/client.ts";
import { jobs, pools } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { ApiError } from "../../problem.ts";
import { noSuchPool } from "../../workflows/facts.ts";
import { storeJobBodies } from "../planning/stage/bodies.ts";
import { needsOfTasks } from "../planning/tasks.ts";
import { DEFAULT_POOL } from "../submit/apart.ts";
import { inserted } from "../submit/inserted.ts";
import { endedJob, importedTask, rowsOfImported, type Times } from "./imported-job.ts";
import { insertImported } from "./insert-imported.ts";

/** Nobody pays for what others ran. */
const FREE = {
	estimate_micro_usd: null,
	budget_micro_usd: null,
	budget_character_id: null,
	character_budget: null,
};
/** Jobs of one graph that are looked at for the same files. */
const MAX_OF_GRAPH = 100;
/** How often it is looked again because of what others do at the same moment. */
const MAX_TRIES = 3;

/**
 * Keeps what a ComfyUI made elsewhere as a job that has ended, with its graph, its files and those that it read. The
 * same graph with the same files, or with some of them, is the same job, however often it is sent. Answers with its id,
 * and whether it was there.
 *
 * @throws ApiError `invalid_graph`, `missing_asset`, `invalid_request`; nothing is written then
 */
export async function importJob(
	env: Env,
	account: string,
	request: ImportRequest,
	now: number,
): Promise<{ id: string; known: boolean }> {
	const db = database(env.DB);
	const times = timesOf(request, now);
	const read = readGraph(request.graph, ["graph"]);
	if (!read.ok) throw refusal("invalid_graph", read.problems);
	const key = await importKey(request);
	const hashes = request.outputs.map(({ sha256 }) => sha256);
	for (let tries = 1; tries <= MAX_TRIES; tries++) {
		const known = await knownJob(db, account, key, hashes);
		if (known !== null) return { id: known, known: true };
		try {
			return { id: await writeJob(env, db, account, request, read.graph, key.key, times), known: false };
		} catch (error) {
			// Somebody imports the same, or has deleted one of the files.
			if (!isConflict(error, "imported", "event")) throw error;
		}
	}
	throw new ApiError("unavailable", "others import the same at the same moment", [], { "retry-after": "1" });
}

function timesOf(request: ImportRequest, now: number): Times {
	const finished = Date.parse(request.finished_at);
	const message = "it ends in the future: look at the clock of the machine that it comes from";
	if (finished > now)
		throw refusal("invalid_request", [{ pointer: "/finished_at", code: "too_big", message }]);
	return { created: Date.parse(request.created_at ?? request.finished_at), finished };
}

/** What an import is known again by. */
interface ImportKey {
	/** The same for the same graph with the same files, in whatever order its nodes and the files are named. */
	key: string;
	/** What keys of this graph begin with. */
	graph: string;
	/** What the key was before it began with its graph. */
	former: string;
}

async function importKey({ graph, outputs }: ImportRequest): Promise<ImportKey> {
	const files = outputs.map(({ sha256 }) => sha256).sort();
	const ofGraph = await hashSecret(canonical(graph));
	return {
		graph: `${ofGraph}.`,
		key: `${ofGraph}.${await hashSecret(canonical(files))}`,
		former: await hashSecret(canonical([graph, files])),
	};
}

/**
 * The job that this is: of the same graph with the same files, else with all of these files. That one has more of them,
 * which whoever sends it has thrown away since; of very many jobs of one graph the first are looked at.
 */
async function knownJob(
	db: Database,
	account: string,
	{ graph, key, former }: ImportKey,
	hashes: readonly string[],
): Promise<string | null> {
	const wanted = sql`(SELECT value FROM json_each(${JSON.stringify(hashes)}))`;
	const ofGraph = db
		.select({
			id: jobs.id,
			found: sql<number>`(SELECT count(DISTINCT sha256) FROM assets
				WHERE assets.job_id = jobs.id AND assets.sha256 IN ${wanted})`.as("found"),
		})
		.from(jobs)
		.where(
			and(
				eq(jobs.account_id, account),
				gt(jobs.import_key, graph),
				// A full stop comes before a slash: all keys that begin with that of the graph.
				lt(jobs.import_key, graph.replace(/\.$/, "/")),
			),
		)
		.limit(MAX_OF_GRAPH)
		.as("of_graph");
	const [[same], [more]] = await db.batch([
		db
			.select({ id: jobs.id })
			.from(jobs)
			.where(and(eq(jobs.account_id, account), inArray(jobs.import_key, [key, former])))
			.limit(1),
		db.select({ id: ofGraph.id }).from(ofGraph).where(eq(ofGraph.found, hashes.length)).limit(1),
	]);
	return (same ?? more)?.id ?? null;
}

async function writeJob(
	env: Env,
	db: Database,
	account: string,
	request: ImportRequest,
	graph: ApiGraph,
	key: string,
	times: Times,
): Promise<string> {
	const [pool, files] = await Promise.all([defaultPool(db), filesOf(db, account, request)]);
	const given = Object.entries(request.inputs).map(([place, sha256]) => [place, files.any.get(sha256)]);
	const inputs: Record<string, string> = Object.fromEntries(given);
	const placed = readInputs(inputs, graph, null);
	if (placed.problems.length > 0) throw refusal("invalid_request", placed.problems);
	const { metadata } = request;
	const asked = jobRequestSchema.parse({ graph: request.graph, inputs, metadata });
	const task = importedTask(graph, placed.inputs);
	const needs = await needsOfTasks({ workflow: "graph", parameters: {}, notices: [], tasks: [task] });
	const ended = endedJob(account, asked, task, needs, pool, times);
	const { job } = ended.aggregate;
	const bodies = await storeJobBodies(env.BUCKET, job, asked, ended.plan);
	const rows = rowsOfImported({ ...ended, bodies, pipeline: null, money: FREE }, key, times);
	const outputs = request.outputs.map(({ sha256, node }) => ({ id: files.loose.get(sha256) ?? "", node }));
	await inserted(env, db, account, [bodies], () => insertImported(db, account, rows, needs, outputs));
	return job.id;
}

async function defaultPool(db: Database): Promise<string> {
	const [row] = await db.select({ id: pools.id }).from(pools).where(eq(pools.name, DEFAULT_POOL));
	if (row === undefined) throw noSuchPool(DEFAULT_POOL);
	return row.id;
}

/**
 * The account's files with the bytes that are asked for: of outputs those that no job has made, of inputs any.
 * @throws ApiError `missing_asset` with a pointer to each that is not there
 */
async function filesOf(db: Database, account: string, { outputs, inputs }: ImportRequest) {
	const outputHashes = outputs.map(({ sha256 }) => sha256);
	const inputHashes = [...new Set(Object.values(inputs))];
	const [loose, own, made] = await db.batch([
		newestOf(db, account, outputHashes, sql`job_id IS NULL AND hidden = 0`),
		newestOf(db, account, inputHashes, sql`job_id IS NULL AND hidden = 0`),
		newestOf(db, account, inputHashes, sql`job_id IS NOT NULL`),
	]);
	const byHash = (rows: readonly { sha256: string; id: string | null }[]) =>
		new Map(rows.flatMap(({ sha256, id }) => (id === null ? [] : [[sha256, id] as const])));
	const files = { loose: byHash(loose), any: new Map([...byHash(own), ...byHash(made)]) };
	const missing = [
		...outputs.flatMap(({ sha256 }, i) =>
			files.loose.has(sha256) ? [] : [missingFile(pointer("outputs", i, "sha256"), "that no job has made ")],
		),
		...Object.entries(inputs).flatMap(([place, sha256]) =>
			files.any.has(sha256) ? [] : [missingFile(pointer("inputs", place), "")],
		),
	];
	if (missing.length > 0) throw refusal("missing_asset", missing);
	return files;
}

function missingFile(at: string, which: string): ProblemItem {
	const message = `the account has no file ${which}with these bytes: upload it by POST /v1/assets, and send this again`;
	return { pointer: at, code: "missing_asset", message };
}

/** For each hash the newest such file, which one look into an index finds. */
function newestOf(db: Database, account: string, hashes: string[], which: SQL) {
	return db
		.select({
			sha256: sql<string>`wanted.value`.as("sha256"),
			id: sql<string | null>`(SELECT max(id) FROM assets WHERE account_id = ${account}
				AND sha256 = wanted.value AND ${which})`.as("id"),
		})
		.from(sql`json_each(${JSON.stringify(hashes)}) AS wanted`);
}

function refusal(
	code: "invalid_graph" | "invalid_request" | "missing_asset",
	problems: readonly ProblemItem[],
) {
	return new ApiError(code, problems[0]?.message ?? "", [...problems]);
}
