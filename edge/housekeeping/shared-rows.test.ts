import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { makeAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { GRAPH } from "../testing/harbour.ts";
import { call } from "../testing/http.ts";
import { submit } from "../testing/jobs.ts";
import { CAPABILITIES, claim, finish, makeWorker, mustClaim } from "../testing/workers.ts";
import { WORKER_FORGOTTEN_MS } from "./orphans.ts";
import { sweepSharedRows } from "./shared-rows.ts";

const ids = async (query: string, ...bound: unknown[]) =>
	(
		await env.DB.prepare(query)
			.bind(...bound)
			.all<{ id: string }>()
	).results.map(({ id }) => id);
const needsOf = (job: string) => ids("SELECT DISTINCT needs_hash AS id FROM tasks WHERE job_id = ?", job);
const stored = () => ids("SELECT hash AS id FROM needs");

/** Whole walks through everything, at a moment that the test says. */
async function sweepAll(now: number): Promise<string[]> {
	const gone: string[] = [];
	do gone.push(...(await sweepSharedRows(env, now)));
	while ((await ids("SELECT name AS id FROM cursors")).length > 0);
	return gone;
}

test("needs go with the last job that names them, and not before", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const [one, two] = [
		await submit(account, worker, { graph: GRAPH }),
		await submit(account, worker, { graph: GRAPH }),
	];
	const [hash = ""] = await needsOf(one.id);
	expect(await needsOf(two.id)).toEqual([hash]);
	for (const job of [one, two]) {
		expect(await sweepAll(Date.now())).not.toContain(hash);
		expect(await stored()).toContain(hash);
		await call("POST", `/v1/jobs/${job.id}/cancel`, { as: account.key });
		expect((await call("DELETE", `/v1/jobs/${job.id}`, { as: account.key })).status).toBe(204);
	}
	expect(await sweepAll(Date.now())).toContain(hash);
	expect(await stored()).not.toContain(hash);
	// Whoever needs the same again writes it again, and a worker finds it.
	const job = await submit(account, worker, { graph: GRAPH });
	expect(await stored()).toContain(hash);
	expect((await claim(worker))?.job_id).toBe(job.id);
});

test("one step looks at a bounded number of rows, and the next goes on where it ended", async () => {
	await sweepAll(Date.now());
	const before = (await stored()).length;
	await env.DB.prepare(
		`WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 249)
		INSERT INTO needs SELECT printf('%032x', i * 7919), '{"nodes":[],"models":[]}' FROM n`,
	).run();
	let left = before + 250;
	let steps = 0;
	while (left > before) {
		const gone = await sweepSharedRows(env, Date.now());
		expect(gone.length).toBeLessThanOrEqual(100);
		left -= gone.length;
		expect((await stored()).length).toBe(left);
		expect(++steps).toBeLessThan(6);
	}
	expect(steps).toBeGreaterThan(2);
});

test("needs stay while a worker holds their task, and go once it is over, though its job stays", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const [hash = ""] = await needsOf(job.id);
	const task = await mustClaim(worker);
	expect(task.job_id).toBe(job.id);
	await sweepAll(Date.now());
	expect(await stored()).toContain(hash);
	await finish(task, await png());
	expect(await sweepAll(Date.now())).toContain(hash);
	expect((await call("GET", `/v1/jobs/${job.id}`, { as: account.key })).status).toBe(200);
});

test("a submission beside the sweep always finds its needs", async () => {
	const account = await makeAccount({ max_jobs: 1000 });
	const worker = await makeWorker();
	for (let round = 0; round < 4; round++) {
		const [job] = await Promise.all([
			submit(account, worker, { graph: GRAPH }),
			sweepSharedRows(env, Date.now()),
			sweepSharedRows(env, Date.now()),
		]);
		for (const hash of await needsOf(job.id)) expect(await stored()).toContain(hash);
		await call("POST", `/v1/jobs/${job.id}/cancel`, { as: account.key });
		await call("DELETE", `/v1/jobs/${job.id}`, { as: account.key });
	}
});

test("a worker is forgotten a month after it is gone, and its capabilities with the last that has them", async () => {
	const capabilities = { ...CAPABILITIES, nodes: [...CAPABILITIES.nodes, "OnlyHere"] };
	const [gone, here] = [await makeWorker({ capabilities }), await makeWorker({ capabilities })];
	const [hash = ""] = await ids("SELECT capabilities_hash AS id FROM workers WHERE id = ?", gone.id);
	expect((await call("DELETE", `/v1/workers/${gone.id}`, { as: gone.token })).status).toBe(204);
	const month = Date.now() + WORKER_FORGOTTEN_MS;
	expect(await sweepAll(month - 60_000)).toEqual([]);
	const first = await sweepAll(month + 60_000);
	expect(first).toContain(gone.id);
	// The other one has not said goodbye, so it is not gone, however long ago it was seen.
	expect(first).not.toContain(here.id);
	expect(first).not.toContain(hash);
	expect((await call("DELETE", `/v1/workers/${here.id}`, { as: here.token })).status).toBe(204);
	expect(await sweepAll(month + 60_000)).toEqual([here.id, hash]);
	expect(await ids("SELECT hash AS id FROM capabilities WHERE hash = ?", hash)).toEqual([]);
});
