import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { cloudflareTest, type D1Migration, readD1Migrations } from "@cloudflare/vitest-plugin";
import * as z from "zod";
import { makeDocsAssets } from "../deploy/docs-assets.ts";
import { makeReferenceAssets } from "../deploy/reference-assets.ts";
import { makeStudioAssets } from "../deploy/studio-assets.ts";
import { bundleEdge } from "./bundle.ts";

async function prepare(): Promise<string> {
	await Promise.all([makeDocsAssets(), makeReferenceAssets(), makeStudioAssets()]);
	return bundleEdge();
}

/**
 * What all migrations leave behind, as one: every file of tests begins with an empty database, and the way there is
 * several times as long. That the migrations themselves run is shown wherever an edge is started.
 */
async function schema(): Promise<D1Migration[]> {
	const all = await readD1Migrations(path.resolve(import.meta.dirname, "../../migrations"));
	const db = new DatabaseSync(":memory:");
	for (const { queries } of all) for (const query of queries) db.exec(query);
	const named = z.array(z.object({ name: z.string(), sql: z.string() }));
	const made = named.parse(
		db.prepare("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid").all(),
	);
	const rows = made.flatMap(({ name, sql }) => (/^CREATE TABLE/i.test(sql) ? insertsOf(db, name) : []));
	return [{ name: "all", queries: [...made.map(({ sql }) => sql), ...rows] }];
}

/** What the migrations put into a table. */
function insertsOf(db: DatabaseSync, table: string): string[] {
	const columns = db.prepare("SELECT name FROM pragma_table_info(?)").all(table);
	const values = columns.map(({ name }) => `quote("${name}")`).join(" || ',' || ");
	const rows = z
		.array(z.object({ row: z.string() }))
		.parse(db.prepare(`SELECT ${values} AS row FROM "${table}"`).all());
	return rows.map(({ row }) => `INSERT INTO "${table}" VALUES (${row})`);
}

/** The bundle of this run: Vitest asks again for every workerd it starts. */
let prepared: Promise<string> | undefined;

/** Runs test files inside workerd, with the Worker of `wrangler.toml` and real D1, R2 and Durable Objects. */
export const inWorkerd = () =>
	cloudflareTest(async () => {
		prepared ??= prepare();
		return {
			main: await prepared,
			wrangler: { configPath: path.resolve(import.meta.dirname, "../../wrangler.toml") },
			miniflare: {
				bindings: {
					TEST_MIGRATIONS: await schema(),
					LOG_REQUESTS: "0",
					SIGNING_SECRET: "a-secret-for-tests-that-is-long-enough",
					ADMIN_KEY: "an-operator-key-for-tests-that-is-long-enough",
				},
			},
		};
	});
