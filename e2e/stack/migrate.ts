import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_splitSqlQuery } from "wrangler";
import { workerOptions } from "./configuration.ts";
import { root } from "./processes.ts";

/** The table in which wrangler keeps what was applied, so that either goes on from where the other stopped. */
const APPLIED = `CREATE TABLE IF NOT EXISTS d1_migrations (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	name TEXT UNIQUE,
	applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/**
 * Brings the D1 database of a local state up to date, as `wrangler d1 migrations apply` does, which takes ten times as
 * long: it starts anew for every file. Each file is one transaction.
 */
export async function migrate(state: string): Promise<void> {
	const { d1Databases, compatibilityDate } = await workerOptions();
	const miniflare = new Miniflare(
		convertV4MiniflareOptions({
			name: "migrate",
			modules: true,
			script: "export default {};",
			d1Databases,
			compatibilityDate,
			resourcePersistencePath: path.join(state, "v3"),
			cf: false,
		} as Parameters<typeof convertV4MiniflareOptions>[0]),
	);
	try {
		const db = await miniflare.getD1Database("DB");
		await db.prepare(APPLIED).run();
		const { results } = await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
		const applied = new Set(results.map(({ name }) => name));
		const folder = path.join(root, "migrations");
		for (const name of (await readdir(folder)).filter((file) => file.endsWith(".sql")).sort()) {
			if (applied.has(name)) continue;
			const statements = unstable_splitSqlQuery(await readFile(path.join(folder, name), "utf8"));
			await db.batch([
				...statements.map((statement) => db.prepare(statement)),
				db.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
			]);
		}
	} finally {
		await miniflare.dispose();
	}
}
