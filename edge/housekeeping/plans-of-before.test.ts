import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { Sidecar } from "../contract/jobs/jobs.ts";
import { database } from "../db/client.ts";
import { readKey } from "../storage/keys.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { GRAPH } from "../testing/harbour.ts";
import { call, jsonOf } from "../testing/http.ts";
import { submit } from "../testing/jobs.ts";
import { finish, makeWorker, mustClaim } from "../testing/workers.ts";
import { GUARD_MS, withoutName } from "./orphans.ts";

/** Plans in rows of their own: as OPERATE.md has them copied for a Worker that looks nowhere else. */
const COPY =
	"INSERT INTO task_plans SELECT id, coalesce(plan, '{}'), ran FROM tasks WHERE plan IS NOT NULL OR ran IS NOT NULL ON CONFLICT (task_id) DO UPDATE SET ran = coalesce(excluded.ran, ran)";
/** As a task from before migration 0065 stands, which has them nowhere else. */
const EMPTY = "UPDATE tasks SET plan = NULL, ran = NULL WHERE account_id = ?1";

async function asBefore({ id }: TestAccount): Promise<void> {
	await env.DB.batch([env.DB.prepare(COPY), env.DB.prepare(EMPTY).bind(id)]);
}

async function nameless({ id }: TestAccount): Promise<string[]> {
	const { objects } = await env.BUCKET.list({ prefix: `${id}/` });
	const stored = objects.map(({ key }) => readKey(key));
	return withoutName(database(env.DB), stored, Date.now() + 2 * GUARD_MS);
}

function withText(text: string) {
	return { ...GRAPH, "2": { ...GRAPH["2"], inputs: { ...GRAPH["2"].inputs, text } } };
}

test.each([
	["in its row", "a harbour at night"],
	["in R2", "a harbour at night, ".repeat(1000)],
])("a job from before plans stood with tasks runs, is shown and goes; its plan is %s", async (_, words) => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id } = await submit(account, worker, { graph: withText(words) });
	await asBefore(account);
	const task = await mustClaim(worker);
	expect(task.graph["2"]?.inputs.text).toBe(words);
	expect(await nameless(account)).toEqual([]);
	await finish(task, await png());
	for (const again of [false, true]) {
		if (again) await asBefore(account);
		const sidecar = await call("GET", `/v1/jobs/${id}/workflow`, { as: account.key });
		expect((await jsonOf<Sidecar>(sidecar, 200)).tasks[0]?.graph).toEqual(task.graph);
		expect(await nameless(account)).toEqual([]);
	}
	expect((await call("DELETE", `/v1/jobs/${id}`, { as: account.key })).status).toBe(204);
	const { results } = await env.DB.prepare("SELECT 1 FROM task_plans WHERE task_id = ?1")
		.bind(task.task_id)
		.all();
	expect(results).toEqual([]);
	expect((await env.BUCKET.list({ prefix: `${account.id}/` })).objects).toEqual([]);
});

test("a Worker from before finds the plans of later jobs once they are copied, and nothing is doubled", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { id } = await submit(account, worker, { graph: withText("a quay") });
	for (let time = 0; time < 2; time++) await env.DB.exec(COPY);
	const { results } = await env.DB.prepare(
		"SELECT p.plan = t.plan AS same FROM task_plans p JOIN tasks t ON t.id = p.task_id WHERE t.job_id = ?1",
	)
		.bind(id)
		.all();
	expect(results).toEqual([{ same: 1 }]);
	const task = await mustClaim(worker);
	await finish(task, await png());
	const sidecar = await call("GET", `/v1/jobs/${id}/workflow`, { as: account.key });
	expect((await jsonOf<Sidecar>(sidecar, 200)).tasks[0]?.graph).toEqual(task.graph);
});
