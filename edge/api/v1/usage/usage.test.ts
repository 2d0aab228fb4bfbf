import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { type Usage, type UsageTimes, usageSchema, usageTimesSchema } from "../../../contract/usage/usage.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { BASE_IMAGE, submit } from "../../../testing/jobs.ts";
import { fail, finish, makeWorker, mustClaim } from "../../../testing/workers.ts";

const ONE = { ...BASE_IMAGE, parameters: { ...BASE_IMAGE.parameters, variations: 1 } };
const today = () => new Date().toISOString().slice(0, 10);

async function usage(account: TestAccount, query = ""): Promise<Usage> {
	return usageSchema.parse(await jsonOf(await call("GET", `/v1/usage${query}`, { as: account.key }), 200));
}

async function times(account: TestAccount, query = ""): Promise<UsageTimes> {
	return usageTimesSchema.parse(
		await jsonOf(await call("GET", `/v1/usage/times${query}`, { as: account.key }), 200),
	);
}

test("S0-D31 S0-C19 usage adds up by day, workflow, character and pool what happened, with the rates that came of it", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const json = { micro_usd_per_second: 1_000_000 };
	await jsonOf(await call("PUT", `/v1/pools/${worker.pool}/price`, { as: env.ADMIN_KEY, json }), 200);
	const held = async () => {
		const task = await mustClaim(worker);
		await env.DB.prepare("UPDATE attempts SET started_at = started_at - 60000 WHERE task_id = ?")
			.bind(task.task_id)
			.run();
		return task;
	};
	// One that is struck and recovers, one that fails by its own doing, one that is canceled.
	const struck = await submit(account, worker, ONE);
	await jsonOf(await fail(await held(), "comfyui_crashed"), 200);
	await env.DB.prepare("UPDATE tasks SET available_at = 0 WHERE job_id = ?").bind(struck.id).run();
	await finish(await held(), await png());
	await submit(account, worker, ONE);
	await jsonOf(await fail(await held(), "invalid_input"), 200);
	const { id } = await submit(account, worker, ONE);
	await call("POST", `/v1/jobs/${id}/cancel`, { as: account.key });

	const sums = {
		attempts: 3,
		attempts_succeeded: 1,
		micro_usd: 1_234_000 + 5_000,
		free_micro_usd: 5_000,
		jobs: 3,
		jobs_succeeded: 1,
		jobs_failed: 1,
		jobs_canceled: 1,
		success_rate: 0.5,
		recovery_rate: 1,
	};
	const told = await call("GET", `/v1/accounts/${account.id}/usage`, { as: env.ADMIN_KEY });
	expect(usageSchema.parse(await jsonOf(told, 200))).toEqual(await usage(account));
	const nobody = "/v1/accounts/acc_00000000000000000000000000/usage";
	await problemOf(await call("GET", nobody, { as: env.ADMIN_KEY }), "not_found");
	expect(await usage(account)).toMatchObject({
		by: "day",
		total: sums,
		data: [{ key: today(), ...sums }],
		more: 0,
	});
	const keys = { workflow: "z-image-turbo-base-image", pool: worker.pool, character: "" };
	for (const [by, key] of Object.entries(keys))
		expect(await usage(account, `?by=${by}`)).toMatchObject({ by, total: sums, data: [{ key, ...sums }] });
	expect(await usage(account, "?from=2020-01-01&to=2020-02-01")).toMatchObject({
		total: { attempts: 0, success_rate: null },
		data: [],
	});
	// Another account has its own.
	expect((await usage(await makeAccount())).total.attempts).toBe(0);
	// What is deleted was paid for all the same.
	await call("DELETE", `/v1/jobs/${struck.id}`, { as: account.key });
	expect((await usage(account)).total).toMatchObject(sums);
});

test("S0-D27 S0-D28 S0-D29 medians and 95th percentiles of times stand beside what was promised of base pictures", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	await submit(account, worker, ONE);
	await finish(await mustClaim(worker), await png());
	await env.DB.prepare("DELETE FROM job_times WHERE account_id = ?").bind(account.id).run();
	const rows = Array.from({ length: 100 }, (_, i) => ({ id: `job_t${i}`, ms: (i + 1) * 100 }));
	await env.DB.prepare(
		`INSERT INTO job_times SELECT value ->> 'id' || ?1, ?1, 'flux-base-image', ?2, iif(value ->> 'ms' > 5000, 'succeeded', 'failed'),
			value ->> 'ms', 2 * (value ->> 'ms'), 10, NULL FROM json_each(?3)`,
	)
		.bind(account.id, Date.now(), JSON.stringify(rows))
		.run();
	// Of its own, whatever it is called.
	await env.DB.prepare(
		"INSERT INTO job_times SELECT 'job_own' || ?1, ?1, 'our-base-image', ended_at, status, first_ms, all_ms, queue_ms, cold_ms FROM job_times WHERE account_id = ?1 AND status = 'succeeded' LIMIT 1",
	)
		.bind(account.id)
		.run();
	const found = await times(account);
	const own = found.data.find(({ workflow }) => workflow === "our-base-image");
	expect(own?.first_output).toMatchObject({ jobs: 1, target_p50_ms: null });
	expect(found.data.filter((one) => one !== own)).toEqual([
		{
			workflow: "flux-base-image",
			first_output: { jobs: 50, p50_ms: 7_500, p95_ms: 9_800, target_p50_ms: 10_000 },
			all_outputs: { jobs: 50, p50_ms: 15_000, p95_ms: 19_600, target_p50_ms: 30_000 },
			queue: { jobs: 100, p50_ms: 10, p95_ms: 10, target_p50_ms: null },
			cold_start: null,
		},
	]);
	expect((await times(account, "?to=2020-01-01")).data).toEqual([]);
});

test("days that are none, in the wrong order or too many are refused with what to do", async () => {
	const account = await makeAccount();
	for (const query of [
		"?from=yesterday",
		"?from=2026-13-01",
		"?by=hour",
		"?from=2026-02-01&to=2026-01-01",
		"?from=2020-01-01&to=2026-01-01",
		"?from=0000-01-01&to=2026-01-01",
	]) {
		const problem = await problemOf(
			await call("GET", `/v1/usage${query}`, { as: account.key }),
			"invalid_request",
		);
		expect(problem.errors[0]?.pointer, query).toBe(query.includes("by") ? "/by" : "/from");
	}
	// What would begin in a year that has no four digits.
	const early = await call("GET", "/v1/usage/times?to=0000-01-05", { as: account.key });
	expect((await problemOf(early, "invalid_request")).errors).toMatchObject([{ pointer: "/to" }]);
});

test("days of before, of which workflows and pools were counted apart, stand beside those of now", async () => {
	const account = await makeAccount();
	await env.DB.prepare(
		`INSERT INTO usage_days (account_id, by, day, key, attempts, charged_micro_usd, micro_usd) VALUES
			(?1, 'workflow', '2026-01-01', 'one', 2, 20, 20), (?1, 'workflow', '2026-01-01', 'two', 1, 10, 10),
			(?1, 'pool', '2026-01-01', 'away', 3, 30, 30), (?1, 'work', '2026-01-01', 'one@away', 4, 40, 40),
			(?1, 'work', '2026-01-02', 'one@another', 5, 50, 50)`,
	)
		.bind(account.id)
		.run();
	const found = async (by: string) => {
		const { total, data } = await usage(account, `?by=${by}&from=2026-01-01&to=2026-01-02`);
		expect(total).toMatchObject({ attempts: 12, micro_usd: 120 });
		return data.map(({ key, attempts }) => [key, attempts]);
	};
	expect(await found("day")).toEqual([
		["2026-01-01", 7],
		["2026-01-02", 5],
	]);
	expect(await found("workflow")).toEqual([
		["one", 11],
		["two", 1],
	]);
	expect(await found("pool")).toEqual([
		["away", 7],
		["another", 5],
	]);
});

test("a hundred thousand booked attempts are not walked through: usage reads sums of days", async () => {
	const account = await makeAccount();
	await env.DB.batch([
		env.DB.prepare(
			`INSERT INTO usage_days (account_id, by, day, key, attempts, charged_micro_usd, micro_usd)
				SELECT ?1, by.value, date('2026-01-01', '+' || days.value || ' days'), 'w', 1000, 1, 1
				FROM json_each('["workflow","pool"]') AS by, json_each(?2) AS days`,
		).bind(account.id, JSON.stringify(Array.from({ length: 100 }, (_, i) => i))),
	]);
	const plan = await env.DB.prepare(
		"EXPLAIN QUERY PLAN SELECT sum(attempts) FROM usage_days WHERE account_id = ? AND by = 'pool' AND day >= ? AND day <= ?",
	)
		.bind(account.id, "2026-01-01", "2026-04-10")
		.all<{ detail: string }>();
	expect(plan.results.map(({ detail }) => detail).join()).toMatch(/SEARCH usage_days USING PRIMARY KEY/);
	expect(await usage(account, "?from=2026-01-01&to=2026-04-10")).toMatchObject({
		total: { attempts: 100_000, micro_usd: 100 },
	});
});
