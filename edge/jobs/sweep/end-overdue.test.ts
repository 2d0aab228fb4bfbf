import { env } from "cloudflare:workers";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { runs } from "../../../workflows/testing/runs.ts";
import { database } from "../../db/client.ts";
import { accounts, events, jobs, pools, stages, tasks, webhookEndpoints } from "../../db/schema.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import { lifecycle } from "../lifecycle/lifecycle.ts";
import { DECISION_MS } from "../lifecycle/settle.ts";
import { changeJob } from "../store/change.ts";
import { commitMany } from "../store/commit-many.ts";
import { toEvents } from "../store/record.ts";
import { buildJob, type JobShape } from "../testing/build.ts";
import { RealStore } from "../testing/real-store.ts";
import { endAllOverdue, endOverdue } from "./end-overdue.ts";
import { sweepAll, sweepJob } from "./sweep.ts";

const db = database(env.DB);
const store = new RealStore(env.DB);
const HOUR = 3_600_000;
/** More than a sweep reads at a time. */
const MANY = runs(10_000, 1_000);
/** When the jobs of these tests were submitted: their deadlines have passed long ago. */
const THEN = Date.now() - 100 * HOUR;

async function makePool(name: string): Promise<void> {
	await db.insert(pools).values({ id: name, name, created_at: 0 });
	await store.addAccounts(new Map([[`acc_${name}`, 20]]));
	await db.run(sql`UPDATE accounts SET max_jobs = 100000 WHERE id = ${`acc_${name}`}`);
}

async function submit(pool: string, shape: JobShape): Promise<JobAggregate> {
	const job = buildJob({ now: THEN, account: `acc_${pool}`, ...shape });
	const placed = { ...job, job: { ...job.job, pool_id: pool } };
	await store.submit(placed, THEN);
	return placed;
}

const SHAPES: Record<string, Omit<JobShape, "id">> = {
	one: {},
	wide: { stages: [{ key: "main", tasks: 60 }] },
	long: {
		stages: [
			{ key: "a", tasks: 2 },
			{ key: "b", tasks: 3, needs: ["a"] },
			{ key: "c", tasks: 1, needs: ["b"], gate: { approve: true } },
		],
	},
	apart: {
		stages: [
			{ key: "z", tasks: 1 },
			{ key: "a", tasks: 2, gate: { approve: true } },
		],
	},
};

/** Every row of a pool's jobs, with the pool's name taken out so that two pools can be compared. */
async function rowsOf(pool: string) {
	const own = sql`(SELECT id FROM jobs WHERE pool_id = ${pool})`;
	const [jobRows, stageRows, taskRows, eventRows, accountRows] = await db.batch([
		db.select().from(jobs).where(sql`pool_id = ${pool}`).orderBy(jobs.id),
		db.select().from(stages).where(sql`job_id IN ${own}`).orderBy(stages.job_id, stages.key),
		db.select().from(tasks).where(sql`job_id IN ${own}`).orderBy(tasks.id),
		db.select().from(events).where(sql`job_id IN ${own}`).orderBy(events.job_id, events.seq),
		db
			.select()
			.from(accounts)
			.where(sql`id = ${`acc_${pool}`}`),
	]);
	const text = JSON.stringify({ jobRows, stageRows, taskRows, eventRows, accountRows }, null, 1);
	// The moment at which it was swept.
	return text.replaceAll(pool, "POOL").replace(/20\d\d-\d\d-\d\dT[\d:.]+Z|"(finished_at|since)": \d+/g, "AT");
}

async function play(pool: string): Promise<string[]> {
	const ids: string[] = [];
	for (const [name, shape] of Object.entries(SHAPES)) {
		const fresh = await submit(pool, { id: `job_${pool}_${name}`, ...shape });
		const begun = await submit(pool, { id: `job_${pool}_${name}_begun`, ...shape });
		const back = await submit(pool, { id: `job_${pool}_${name}_back`, ...shape });
		for (const job of [begun, back]) {
			const task = job.tasks.find(({ status }) => status === "queued")?.id ?? "";
			const at = { now: THEN + 1, random: 0 };
			const worker = { worker: "wkr", claim_id: task, lease_ms: 1000 };
			await store.change(job, { type: "claim", task, ...worker }, at);
			const outputs = [{ name: "image", asset: `ast_${task}` }];
			if (job === begun)
				await store.change(job, { type: "complete", task, epoch: 1, outputs, gpu_ms: 1 }, at);
			else await store.change(job, { type: "sweep", leases_from: 0 }, { now: THEN + 2000, random: 0.5 });
		}
		ids.push(fresh.job.id, begun.job.id, back.job.id);
	}
	return ids;
}

test("many at once end as a sweep of each would have ended them, row for row", async () => {
	await makePool("together");
	await makePool("single");
	await play("together");
	const ids = await play("single");
	const ended = await endOverdue(env, "together", Date.now());
	for (const id of ids)
		await sweepJob(env, { job: id, pool: "single" }, (change) => changeJob(db, id, change), Date.now());
	expect(await rowsOf("together")).toBe(await rowsOf("single"));
	// `one_begun` had succeeded before.
	expect(ended).toBe(ids.length - 1);
	const [account] = await db.select().from(accounts).where(sql`id = 'acc_together'`);
	expect(account).toMatchObject({ unfinished_jobs: 0, running_tasks: 0 });
});

test("a job that a worker holds a task of is left to the sweep of that job", async () => {
	await makePool("held");
	const job = await submit("held", { id: "job_held", stages: [{ key: "main", tasks: 2 }] });
	const task = job.tasks[0]?.id ?? "";
	const worker = { worker: "wkr", claim_id: "c", lease_ms: 1000 * HOUR };
	await store.change(job, { type: "claim", task, ...worker }, { now: THEN, random: 0 });
	expect(await endOverdue(env, "held", Date.now())).toBe(0);
	expect((await store.load("job_held"))?.job.status).toBe("running");
	await sweepAll(env, Date.now());
	expect((await store.load("job_held"))?.job.status).toBe("expired");
});

test("webhooks of what is ended are woken at once, each once, by whoever ended it", async () => {
	await makePool("hooked");
	for (let i = 0; i < 3; i++) await submit("hooked", { id: `job_hooked_${i}` });
	await db.insert(webhookEndpoints).values({
		id: "whk_hooked",
		account_id: "acc_hooked",
		kind: "url",
		target: "https://hooks.example.com/in",
		description: "",
		events: null,
		secrets: [],
		paused_at: null,
		pause_reason: null,
		failing_since: null,
		created_at: THEN,
	});
	const woken: string[] = [];
	const WEBHOOKS = {
		idFromName: (name: string) => name,
		get: () => ({ wake: (id: string) => woken.push(id) }),
	};
	const told = new Proxy(env, {
		get: (own, name) => (name === "WEBHOOKS" ? WEBHOOKS : Reflect.get(own, name)),
	});
	expect(await endOverdue(told, "hooked", Date.now())).toBe(3);
	expect(woken).toEqual(["whk_hooked"]);
});

test("P7 a person who is waited for stops the job's clock in D1, and is given up after thirty days", async () => {
	await makePool("waits");
	const stages = [
		{ key: "base", tasks: 1, gate: { approve: true as const } },
		{ key: "final", tasks: 1, needs: ["base"] },
	];
	const at = (ms: number) => ({ now: THEN + ms, random: 0 });
	const ids = ["job_decided", "job_forgotten"];
	for (const id of ids) {
		const job = await submit("waits", { id, stages, deadline: HOUR });
		const task = job.tasks[0]?.id ?? "";
		await store.change(job, { type: "claim", task, worker: "wkr", claim_id: id, lease_ms: HOUR }, at(0));
		const outputs = [{ name: "image", asset: `ast_${id}` }];
		await store.change(job, { type: "complete", task, epoch: 1, outputs, gpu_ms: 1 }, at(HOUR / 4));
		expect((await store.load(id))?.job).toMatchObject({
			left_ms: (3 * HOUR) / 4,
			deadline_at: THEN + HOUR / 4 + DECISION_MS,
		});
	}
	// Long after the deadline that it was given.
	expect(await endOverdue(env, "waits", THEN + 90 * HOUR)).toBe(0);
	const decided = await store.load("job_decided");
	const approve = {
		type: "decide",
		stage: "base",
		take: 1,
		by: "somebody",
		choice: { approve: true },
	} as const;
	if (decided) await store.change(decided, approve, at(90 * HOUR));
	expect((await store.load("job_decided"))?.job).toMatchObject({
		left_ms: null,
		deadline_at: THEN + 90 * HOUR + (3 * HOUR) / 4,
	});
	expect(await endOverdue(env, "waits", THEN + HOUR / 4 + DECISION_MS - 1)).toBe(1);
	expect((await store.load("job_decided"))?.job.error?.code).toBe("deadline_exceeded");
	expect(await endOverdue(env, "waits", THEN + HOUR / 4 + DECISION_MS)).toBe(1);
	expect((await store.load("job_forgotten"))?.job).toMatchObject({
		status: "expired",
		left_ms: null,
		error: { code: "decision_overdue" },
	});
});

test("a job that changed since it was read is left out; the others are written", async () => {
	await makePool("raced");
	const now = Date.now();
	const both = [await submit("raced", { id: "job_lost" }), await submit("raced", { id: "job_won" })];
	const changes = both.map((before) => {
		const decision = lifecycle(before, { type: "sweep", leases_from: 0 }, { now, random: 0 });
		if (!decision.ok) throw new Error(decision.message);
		return { before, decision, events: toEvents(decision, before.job.version, now) };
	});
	const [lost] = both;
	if (lost) await store.change(lost, { type: "cancel" }, { now: THEN, random: 0 });
	const canceled = await store.load("job_lost");
	expect([...(await commitMany(db, changes)).jobs]).toEqual(["job_won"]);
	expect(await store.load("job_lost")).toEqual(canceled);
	expect((await store.load("job_won"))?.job.status).toBe("expired");
	const [account] = await db.select().from(accounts).where(sql`id = 'acc_raced'`);
	expect(account?.unfinished_jobs).toBe(0);
});

test("thousands of jobs whose deadline passed in the queue end in one run of the sweeper", async () => {
	await makePool("many");
	const model = await submit("many", { id: "job_model" });
	const copy = (columns: string, name: string, id: string) =>
		db.run(sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ${sql.raw(String(MANY - 1))})
			INSERT INTO ${sql.raw(name)} (${sql.raw(`${id}, ${columns}`)})
			SELECT replace(m.${sql.raw(id.split(",")[0] ?? "")}, 'job_model', 'job_' || printf('%05d', i))${
				id.includes(",") ? sql`, 'job_' || printf('%05d', i)` : sql``
			}, ${sql.raw(columns)} FROM n, ${sql.raw(name)} AS m
			WHERE m.${sql.raw(id.split(", ").at(-1) ?? "")} = ${model.job.id}`);
	await copy(
		"account_id, pool_id, status, version, workflow, request, parameters, metadata, priority, created_at, deadline_at",
		"jobs",
		"id",
	);
	await copy("key, position, status, needs", "stages", "job_id");
	await copy("seq, body", "events", "job_id");
	await copy(
		"account_id, pool_id, stage, position, status, priority, max_attempts, available_at, expected, needs_hash",
		"tasks",
		"id, job_id",
	);
	await db.run(sql`UPDATE accounts SET unfinished_jobs = ${MANY} WHERE id = 'acc_many'`);
	const began = performance.now();
	expect(await endAllOverdue(env, Date.now())).toBe(MANY);
	console.log(`${MANY} expired jobs ended in ${((performance.now() - began) / 1000).toFixed(1)} s`);
	const left = await db.all<{ count: number }>(
		sql`SELECT count(*) AS count FROM tasks WHERE pool_id = 'many' AND status <> 'expired'`,
	);
	expect(left).toEqual([{ count: 0 }]);
	const [account] = await db.select().from(accounts).where(sql`id = 'acc_many'`);
	expect(account?.unfinished_jobs).toBe(0);
});
