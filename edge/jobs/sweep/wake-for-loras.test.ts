import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { runs } from "../../../workflows/testing/runs.ts";
import { database } from "../../db/client.ts";
import { countingRows } from "../../testing/rows-read.ts";
import { buildJob } from "../testing/build.ts";
import { RealStore } from "../testing/real-store.ts";
import { wakeForLoras } from "./wake-for-loras.ts";

const db = database(env.DB);
const store = new RealStore(env.DB);
const MANY = runs(5_000, 600);
const NOW = Date.now();
const count = async (where: string) =>
	(await db.all<{ count: number }>(sql.raw(`SELECT count(*) AS count FROM stages WHERE ${where}`)))[0]?.count;

/** A job that waits for the LoRA, and as many like it. */
async function makeWaiting(account: string, many: number): Promise<void> {
	await store.addAccounts(new Map([[account, 20]]));
	await db.run(sql`UPDATE accounts SET max_jobs = 100000 WHERE id = ${account}`);
	const job = buildJob({
		id: `job_${account}`,
		account,
		now: NOW,
		stages: [{ key: "main", tasks: 1, lora: true }],
	});
	await store.submit(job, NOW);
	const opening = { lora: "ana@1" };
	await store.change(job, { type: "open", stage: "main", take: 1, opening }, { now: NOW, random: 0 });
	const copy = (table: string, id: string, columns: string) =>
		db.run(
			sql.raw(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ${many - 1})
				INSERT INTO ${table} (${id}, ${columns}) SELECT m.${id} || printf('%05d', i), ${columns}
				FROM n, ${table} AS m WHERE m.${id} = '${job.job.id}'`),
		);
	if (many === 1) return;
	await copy(
		"jobs",
		"id",
		"account_id, pool_id, status, version, workflow, request, parameters, metadata, priority, created_at, deadline_at",
	);
	await copy("stages", "job_id", "key, position, status, needs, lora, lora_account");
	await copy("events", "job_id", "seq, body");
}

test(`${MANY} jobs that wait for one LoRA are let go on in a few transactions, and those of others are not read`, async () => {
	await makeWaiting("acc_many", MANY);
	await makeWaiting("acc_beside", 1);
	expect(await count("lora = 'ana@1'")).toBe(MANY + 1);
	await db.run(
		sql`INSERT INTO lora_versions VALUES ('acc_many', 'ana', 1, 'ast_ana', 'hash', 1, 'sd15', NULL, 0)`,
	);
	await db.run(
		sql`UPDATE awaited_loras SET due = 1, training = 'job_training' WHERE account_id = 'acc_many'`,
	);
	const { db: counted, read } = countingRows(env.DB);
	const told: string[] = [];
	// Their own objects would plan them: that is theirs, and not counted here.
	const object = { lookAfterAt: async () => void told.push("look"), publish: async () => {} };
	const JOBS = { idFromName: (name: string) => name, get: () => object };
	const watched = new Proxy(env, {
		get: (own, name) => (name === "DB" ? counted : name === "JOBS" ? JOBS : Reflect.get(own, name)),
	});
	for (let run = 0; run < Math.ceil(MANY / 2_000); run++) await wakeForLoras(watched, null, NOW);
	expect(await count("lora = 'ana@1'")).toBe(1);
	expect(await count("lora IS NULL AND status <> 'waiting' AND job_id LIKE 'job_acc_many%'")).toBe(MANY);
	expect(await db.all(sql`SELECT account_id FROM awaited_loras`)).toEqual([{ account_id: "acc_beside" }]);
	const each = read() / MANY;
	console.log(`${MANY} jobs were let go on, ${each.toFixed(1)} rows read for each`);
	expect(each).toBeLessThan(60);
	expect(told.length).toBeGreaterThan(0);
});

test("looking at a LoRA for which nothing happened, or of which somebody hears twice, changes nothing", async () => {
	await makeWaiting("acc_still", 1);
	await wakeForLoras(env, "acc_still", NOW);
	await wakeForLoras(env, "acc_still", NOW);
	expect((await store.load("job_acc_still"))?.stages).toMatchObject([{ status: "waiting", lora: "ana@1" }]);
	expect(await db.all(sql`SELECT due FROM awaited_loras WHERE account_id = 'acc_still'`)).toEqual([
		{ due: 0 },
	]);
});
