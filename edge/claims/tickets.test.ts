import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { capacityStore, forgetClosed } from "../capacity/store.ts";
import { tendPool } from "../capacity/tend.ts";
import { endpointRow, FakePool } from "../capacity/testing/world.ts";
import type { World } from "../capacity/world.ts";
import { newId } from "../contract/ids.ts";
import type { ClaimedTask } from "../contract/workers/workers.ts";
import { database } from "../db/client.ts";
import { endpoints, tasks, tickets, workers } from "../db/schema.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { call, jsonOf } from "../testing/http.ts";
import { getJob, submit } from "../testing/jobs.ts";
import { countingRows } from "../testing/rows-read.ts";
import { claim, fail, finish, makeWorker, type TestWorker } from "../testing/workers.ts";
import { affordableTasks } from "./over-budget.ts";

const db = database(env.DB);
let account: TestAccount;
let worker: TestWorker;
/** A RunPod that is none; its tickets and tasks lie in D1. */
let fake: FakePool;
let world: World;
let endpoint: string;

beforeEach(async () => {
	account = await makeAccount();
	worker = await makeWorker();
	endpoint = await addEndpoint();
	fake = new FakePool();
	world = {
		store: capacityStore(db),
		runpod: fake.runpod,
		lists: fake.lists,
		next: (pool, count) => affordableTasks(env, pool, count, Date.now()),
		now: Date.now,
		random: () => 0.5,
		tell: fake.tell,
	};
});

async function addEndpoint(more: Partial<typeof endpoints.$inferSelect> = {}): Promise<string> {
	const id = newId("endpoint");
	await db
		.insert(endpoints)
		.values(endpointRow({ id, pool_id: worker.poolId, runpod_id: `rp-${id}`, ...more }));
	return id;
}

const tend = () => tendPool(world, worker.poolId);
const rows = () => db.select().from(tickets).where(eq(tickets.pool_id, worker.poolId)).orderBy(tickets.id);

function claimWith(
	ticket: string,
	request = "r1",
	by = worker,
	claim_id = crypto.randomUUID(),
): Promise<Response> {
	return call("POST", `/v1/workers/${by.id}/claim`, {
		as: by.token,
		json: { claim_id, ticket: { id: ticket, request } },
	});
}

async function taskOf(ticket: string, request = "r1"): Promise<ClaimedTask> {
	return jsonOf<ClaimedTask>(await claimWith(ticket, request), 200);
}

test("S0-C02 one ticket for each task up to the cap; a claim with one uses it, in the same transaction, for the task that it was issued for", async () => {
	for (let i = 0; i < 6; i++) await submit(account, worker);
	await tend();
	const issued = await rows();
	expect(issued.map(({ status, request_id }) => [status, request_id]).sort()).toEqual(
		[1, 2, 3, 4].map((n) => ["issued", `r${n}`]),
	);
	const third = issued[2];
	const task = await taskOf(third?.id ?? "", "r3");
	expect(task.task_id).toBe(third?.hint_task);
	const used = (await rows())[2];
	expect(used).toMatchObject({ status: "used", used_task: task.task_id, used_epoch: 1, request_id: "r3" });
	await tend();
	expect(await rows()).toHaveLength(4);
	await finish(task, await png());
	await tend();
	const after = await rows();
	expect(after).toHaveLength(5);
	expect(after[2]).toMatchObject({ status: "closed", outcome: "done" });
	const [row] = await db.select().from(endpoints).where(eq(endpoints.id, endpoint));
	expect(row?.spent_micro_usd).toBe(after[2]?.cost_micro_usd);
	expect(row?.spent_micro_usd).toBeGreaterThan(0);
});

test("a ticket that was delivered twice, is used, is not known, or is another pool's brings nothing, and nothing changes", async () => {
	await submit(account, worker);
	await submit(account, worker);
	await tend();
	const [ticket] = await rows();
	const id = ticket?.id ?? "";
	const other = await makeWorker();
	const before = await db.select().from(tickets).where(eq(tickets.id, id));
	expect((await claimWith(id, "r1", other)).status).toBe(204);
	const [foreign] = await db.select().from(tickets).where(eq(tickets.id, id));
	expect(foreign).toEqual({ ...before[0], problem: expect.stringContaining("wrong WORKER_TOKEN") });
	expect((await claimWith("tkt_00000000000000000000000000")).status).toBe(204);
	expect((await claimWith("nonsense ' --")).status).toBe(204);

	const both = await Promise.all([claimWith(id, "r1"), claimWith(id, "r9")]);
	expect(both.map(({ status }) => status).sort()).toEqual([200, 204]);
	expect((await claimWith(id, "r9")).status).toBe(204);
	const [used] = await rows();
	expect(used).toMatchObject({ status: "used", used_epoch: 1 });
});

test("the same claim asked again gives the same task, though its ticket is used by now", async () => {
	await submit(account, worker);
	await tend();
	const [ticket] = await rows();
	const claim_id = crypto.randomUUID();
	const first = await jsonOf<ClaimedTask>(await claimWith(ticket?.id ?? "", "r1", worker, claim_id), 200);
	const again = await jsonOf<ClaimedTask>(await claimWith(ticket?.id ?? "", "r1", worker, claim_id), 200);
	expect(again.task_id).toBe(first.task_id);
	expect(again.epoch).toBe(first.epoch);
});

test("a ticket for nothing is over once a worker came with it, and its time is counted; a late one brings nothing", async () => {
	await submit(account, worker);
	await tend();
	await claim(worker);
	const [ticket] = await rows();
	expect((await claimWith(ticket?.id ?? "")).status).toBe(204);
	const [empty] = await rows();
	expect(empty).toMatchObject({ status: "closed", outcome: "empty", used_task: null });
	await submit(account, worker);
	expect((await claimWith(ticket?.id ?? "")).status).toBe(204);
	await tend();
	expect((await rows()).map(({ status }) => status)).toEqual(["closed", "issued"]);
});

test("P4 a worker that drains is given nothing, and its ticket is not held against the task: it has another at once, however often", async () => {
	await submit(account, worker);
	await db.update(workers).set({ draining: true }).where(eq(workers.id, worker.id));
	for (let i = 0; i < 6; i++) {
		await tend();
		const last = (await rows()).at(-1);
		expect(last).toMatchObject({ status: "issued" });
		expect((await claimWith(last?.id ?? "")).status).toBe(204);
	}
	await tend();
	const outcomes = (await rows()).map(({ outcome, hint_task }) => [outcome, hint_task]);
	const [first] = await rows();
	expect(outcomes).toEqual([
		...Array.from({ length: 6 }, () => ["draining", first?.hint_task]),
		[null, first?.hint_task],
	]);
	const other = await makeWorker({ pool: worker.pool });
	expect((await claimWith((await rows()).at(-1)?.id ?? "", "r7", other)).status).toBe(200);
});

test("an account that holds as many workers as it may gets no tickets for more", async () => {
	account = await makeAccount({ max_running: 1 });
	await submit(account, worker);
	await submit(account, worker);
	await tend();
	const [ticket, none] = await rows();
	expect(none).toBeUndefined();
	const task = await taskOf(ticket?.id ?? "");
	await tend();
	expect(await rows()).toHaveLength(1);
	await fail(task, "node_error");
	await tend();
	expect((await rows()).map(({ status }) => status)).toEqual(["closed", "issued"]);
});

test("work of another kind, or for more memory, is not given to a ticket of an endpoint that is not for it", async () => {
	await db
		.update(endpoints)
		.set({ kinds: ["small"], vram_bytes: 8 * 2 ** 30 })
		.where(eq(endpoints.id, endpoint));
	const large = await addEndpoint({ vram_bytes: 80 * 2 ** 30 });
	const { id } = await submit(account, worker);
	await tend();
	const [ticket] = await rows();
	// It asks for 24 GB.
	expect(ticket?.endpoint_id).toBe(large);
	await db
		.update(tickets)
		.set({ endpoint_id: endpoint })
		.where(eq(tickets.id, ticket?.id ?? ""));
	expect((await claimWith(ticket?.id ?? "")).status).toBe(204);
	await tend();
	const second = (await rows()).at(-1);
	expect(second?.endpoint_id).toBe(large);
	expect((await taskOf(second?.id ?? "")).job_id).toBe(id);
});

test("drivers that run at the same moment issue no more than one alone; what is long over is forgotten", async () => {
	for (let i = 0; i < 6; i++) await submit(account, worker);
	await Promise.all([tend(), tend(), tend()]);
	expect((await rows()).length).toBeLessThanOrEqual(4);
	await db.update(tickets).set({ closed_at: 1, status: "closed" }).where(eq(tickets.pool_id, worker.poolId));
	await forgetClosed(db, Date.now());
	expect(await rows()).toEqual([]);
});

test("a lost worker's task runs again with a new ticket, and RunPod is told to end the old one", async () => {
	await submit(account, worker);
	await tend();
	const [ticket] = await rows();
	const task = await taskOf(ticket?.id ?? "");
	await env.DB.prepare("UPDATE attempts SET status = 'lease_expired' WHERE task_id = ?")
		.bind(task.task_id)
		.run();
	await env.DB.prepare(
		"UPDATE tasks SET status = 'queued', epoch = 1, worker_id = NULL, claim_id = NULL WHERE id = ?",
	)
		.bind(task.task_id)
		.run();
	await tend();
	expect(fake.calls).toEqual(["run", "run", "cancel"]);
	const again = await taskOf((await rows()).at(-1)?.id ?? "", "r2");
	expect([again.task_id, again.epoch]).toEqual([task.task_id, 2]);
});

test("P10 what no budget holds brings no machines: no ticket is issued for it, and one is once the budget is raised", async () => {
	const poor = await Promise.all(Array.from({ length: 5 }, () => submit(account, worker)));
	const own = (budget_micro_usd: number | null) =>
		call("PATCH", "/v1/account", { as: account.key, json: { budget_micro_usd } });
	await jsonOf(await own(0), 200);
	const rich = await submit(await makeAccount(), worker);
	await tend();
	const tasksOf = async (job: string) =>
		(
			await env.DB.prepare("SELECT id FROM tasks WHERE job_id = ?").bind(job).all<{ id: string }>()
		).results.map(({ id }) => id);
	const hints = async () => (await rows()).map(({ hint_task }) => hint_task);
	expect((await hints()).toSorted()).toEqual((await tasksOf(rich.id)).toSorted());
	await jsonOf(await own(null), 200);
	await tend();
	const all = (await Promise.all(poor.map(({ id }) => tasksOf(id)))).flat();
	expect((await hints()).some((hint) => all.includes(hint))).toBe(true);
});

test("ten thousand tasks at three endpoints: what a look reads and sends is bounded", async () => {
	for (let i = 0; i < 2; i++) await addEndpoint({ max_workers: 500 });
	await db.update(endpoints).set({ max_workers: 500 }).where(eq(endpoints.pool_id, worker.poolId));
	const { id } = await submit(account, worker);
	await env.DB.prepare("UPDATE accounts SET max_running = 2000 WHERE id = ?").bind(account.id).run();
	const columns = (
		await env.DB.prepare("SELECT name FROM pragma_table_info('tasks')").all<{ name: string }>()
	).results
		.map(({ name }) => name)
		.filter((name) => name !== "id");
	await env.DB.prepare(
		`INSERT INTO tasks (id, ${columns.join()}) SELECT 'task_' || printf('%026d', new.value), ${columns.map((name) => `t.${name}`).join()}
			FROM json_each(?1) AS new CROSS JOIN (SELECT * FROM tasks WHERE job_id = ?2 LIMIT 1) AS t`,
	)
		.bind(JSON.stringify(Array.from({ length: 10_000 }, (_, i) => i)), id)
		.run();
	await tend();
	expect((await rows()).length).toBe(60);
	// All that they may have open.
	for (const { id: of } of await db.select().from(endpoints).where(eq(endpoints.pool_id, worker.poolId)))
		await env.DB.prepare(
			`INSERT INTO tickets (id, pool_id, endpoint_id, runpod_endpoint, micro_usd_per_second, kind, status, hint_task, issued_at, due_at)
				SELECT 'tkt_' || ?1 || value, ?2, ?1, 'rp', 1, 'small', 'issued', 'none', ?3, ?3 + 1e6 FROM json_each(?4)`,
		)
			.bind(of, worker.poolId, Date.now(), JSON.stringify(Array.from({ length: 470 }, (_, i) => i)))
			.run();
	const counting = countingRows(env.DB);
	world.store = capacityStore(database(counting.db));
	world.next = (pool, count) => affordableTasks({ ...env, DB: counting.db }, pool, count, Date.now());
	await tend();
	console.log(
		`rows read by a look at 10,000 tasks with 1,470 tickets open at three endpoints: ${counting.read()}`,
	);
	expect(counting.read()).toBeGreaterThan(1_470);
	expect(counting.read()).toBeLessThan(25_000);
});

test("P10 what no budget holds brings no machine: its job says so and its deadline waits, what stands behind it has one, and raised it goes on", async () => {
	const patch = (json: object) => call("PATCH", "/v1/account", { as: account.key, json });
	const poor = await submit(account, worker);
	await jsonOf(await patch({ budget_micro_usd: 0 }), 200);
	const rich = await makeAccount();
	const richJob = await submit(rich, worker);
	const before = await getJob(account, poor.id);
	await tend();
	const task = before.stages[0]?.tasks[0]?.id;
	expect((await rows()).map(({ hint_task }) => hint_task === task)).toEqual([false]);
	const waiting = await getJob(account, poor.id);
	expect(waiting).toMatchObject({ queue_reason: "over_budget", version: before.version + 1 });
	const left = ({ deadline_at }: typeof waiting) => Date.parse(deadline_at) - Date.now();
	expect(left(waiting)).toBeGreaterThan(left(before) + 24 * 3_600_000);
	// It is aside by now, and is asked once.
	await tend();
	await db.update(tasks).set({ reserved_until: 0 }).where(eq(tasks.job_id, poor.id));
	await tend();
	expect((await getJob(account, poor.id)).version).toBe(waiting.version);
	await jsonOf(await patch({ budget_micro_usd: null }), 200);
	await tend();
	// A ticket that is open already is good for any task: for which one the second was issued does not matter.
	const claimed: string[] = [];
	for (const { id, request_id } of await rows()) claimed.push((await taskOf(id, request_id ?? "")).job_id);
	expect(claimed.sort()).toEqual([poor.id, richJob.id].sort());
	expect(left(await getJob(account, poor.id))).toBeLessThan(24 * 3_600_000);
});
