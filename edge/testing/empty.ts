import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import "./env.ts";

/** Whether D1 has tables of ours. */
async function isLeft(): Promise<boolean> {
	const tables =
		"SELECT count(*) AS count FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'";
	return ((await env.DB.prepare(tables).first<number>("count")) ?? 0) > 0;
}

// Nothing of the file before is left: in D1, in R2, in any Durable Object. What is still being written by what that file
// began comes back after a reset now and then, so it is looked at.
do await reset();
while (await isLeft());
await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);
