import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import type { AccountResource } from "../../../contract/accounts/accounts.ts";
import { type JobResource, jobSchema } from "../../../contract/jobs/jobs.ts";
import { database } from "../../../db/client.ts";
import { changeJob } from "../../../jobs/store/change.ts";
import { wakeForBudget } from "../../../jobs/sweep/wake-for-budget.ts";
import { poolObject } from "../../../objects.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { BASE_IMAGE, getJob, submit } from "../../../testing/jobs.ts";
import { claim, finish, makeWorker, mustClaim, type TestWorker } from "../../../testing/workers.ts";

const ONE = { ...BASE_IMAGE, parameters: { ...BASE_IMAGE.parameters, variations: 1 } };
const TWO_STAGES = { pipeline: "two-stages", parameters: { prompt: "a harbour" } };

async function twoStages(account: TestAccount): Promise<void> {
	const stage = (key: string, needs: string[] = []) => ({
		key,
		title: key,
		needs,
		run: { workflow: "z-image-turbo-base-image@1" },
		with: { prompt: { parameter: "prompt" }, variations: { value: 1 } },
	});
	const document = {
		id: "two-stages",
		title: "Two stages",
		purpose: "A picture after a picture.",
		category: "image",
		parameters: [
			{ type: "text", name: "prompt", description: "What it shows.", required: true, max_length: 100 },
		],
		stages: [stage("first"), stage("second", ["first"])],
		budget: { of: "character", micro_usd: 2_000_000 },
		example: { prompt: "a harbour" },
	};
	await jsonOf(await call("POST", "/v1/pipelines", { as: account.key, json: { document } }), 201);
}

async function own(account: TestAccount, budget_micro_usd: number | null): Promise<AccountResource> {
	const json = { budget_micro_usd };
	return jsonOf<AccountResource>(await call("PATCH", "/v1/account", { as: account.key, json }), 200);
}

async function budgetOf(
	account: TestAccount,
	job: string,
	budget_micro_usd: number | null,
): Promise<JobResource> {
	const json = { budget_micro_usd };
	return jobSchema.parse(
		await jsonOf(await call("PATCH", `/v1/jobs/${job}`, { as: account.key, json }), 200),
	);
}

async function estimateOf(account: TestAccount, worker: TestWorker): Promise<number> {
	const { id, cost } = await submit(account, worker, ONE);
	await call("POST", `/v1/jobs/${id}/cancel`, { as: account.key });
	return cost.estimate_micro_usd ?? 0;
}

test("S0-D30 API6 twelve submissions at once with a budget for three make three jobs, and the others are told why", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const each = await estimateOf(account, worker);
	const limits = await own(account, 3 * each + 1);
	expect(limits.budget).toMatchObject({
		own_limit_micro_usd: 3 * each + 1,
		limit_micro_usd: null,
		reserved_micro_usd: 0,
	});
	const answers = await Promise.all(
		Array.from({ length: 12 }, () =>
			call("POST", "/v1/jobs", { as: account.key, json: { ...ONE, pool: worker.pool } }),
		),
	);
	expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
	for (const answer of answers.filter(({ status }) => status !== 201))
		await problemOf(answer, "budget_exceeded");
	const after = await jsonOf<AccountResource>(await call("GET", "/v1/account", { as: account.key }), 200);
	expect(after.budget.reserved_micro_usd).toBe(3 * each);
});

/** What somebody sets the budget of a job, of its character or of its account to. */
const SET = {
	job: (account: TestAccount, job: JobResource, to: number | null) => budgetOf(account, job.id, to),
	character: async (account: TestAccount, { character }: JobResource, to: number | null) =>
		jsonOf(
			await call("PATCH", `/v1/characters/${character}`, {
				as: account.key,
				json: { budget_micro_usd: to },
			}),
			200,
		),
	account: (account: TestAccount, _: JobResource, to: number | null) => own(account, to),
};
const DAY_MS = 24 * 3_600_000;
const timeLeft = ({ deadline_at }: JobResource) => Date.parse(deadline_at) - Date.now();

test.each(["job", "character", "account"] as const)(
	"P10 over the budget of the %s in the middle of a pipeline a job waits and says why, its deadline with it; raised, it goes on at once",
	async (whose) => {
		const account = await makeAccount();
		const worker = await makeWorker();
		await twoStages(account);
		const { id: character } = await jsonOf<{ id: string }>(
			await call("POST", "/v1/characters", { as: account.key, json: { name: "Mira" } }),
			201,
		);
		const job = await submit(account, worker, { ...TWO_STAGES, character });
		expect(job.cost.estimate_micro_usd).toBeGreaterThan(0);
		const first = await mustClaim(worker);
		await SET[whose](account, job, 1);
		await finish(first, await png());
		const waiting = await getJob(account, job.id);
		expect(waiting).toMatchObject({ status: "queued", queue_reason: "over_budget" });
		expect(waiting.queue).toMatchObject({ stage: "second", tasks: 0 });
		expect(waiting.queue?.message).toContain(`budget of the ${whose}`);
		expect(waiting.stages.map(({ status }) => status)).toEqual(["succeeded", "ready"]);
		expect(timeLeft(waiting)).toBeGreaterThan(29 * DAY_MS);
		// Looking at it again changes nothing, and is no failure; nor does a budget that is still too small.
		const swept = await changeJob(database(env.DB), job.id, { command: { type: "sweep", leases_from: 0 } });
		expect(swept.ok).toBe(false);
		await wakeForBudget(env, { account: account.id }, Date.now());
		expect((await getJob(account, job.id)).version).toBe(waiting.version);
		expect(await claim(worker)).toBeNull();
		await SET[whose](account, job, null);
		// No sweep is needed for it: the next event comes by itself.
		const path = `/v1/jobs/${job.id}?since_version=${waiting.version}&wait=60`;
		const raised = jobSchema.parse(await jsonOf(await call("GET", path, { as: account.key }), 200));
		expect(raised.stages.map(({ status }) => status)).toEqual(["succeeded", "queued"]);
		expect(timeLeft(raised)).toBeLessThan(DAY_MS);
		await finish(await mustClaim(worker), await png());
		expect((await getJob(account, job.id)).status).toBe("succeeded");
	},
);

test("what an attempt did not cost is there for the next stage at once", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	await twoStages(account);
	const job = await submit(account, worker, TWO_STAGES);
	const first = await mustClaim(worker);
	// Enough for either stage, and not for what both are reckoned with.
	await budgetOf(account, job.id, job.cost.reserved_micro_usd + 1);
	await finish(first, await png());
	expect((await getJob(account, job.id)).stages.map(({ status }) => status)).toEqual(["succeeded", "queued"]);
});

test("a retry may cost what the job may cost by now, or what it is given", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker, { ...ONE, budget_micro_usd: 1_000_000 });
	await budgetOf(account, job.id, 7_000_000);
	await jsonOf(await call("POST", `/v1/jobs/${job.id}/cancel`, { as: account.key }), 200);
	const retried = async (query: string) =>
		jobSchema.parse(
			await jsonOf(await call("POST", `/v1/jobs/${job.id}/retry${query}`, { as: account.key }), 201),
		).cost.budget_micro_usd;
	expect(await retried("")).toBe(7_000_000);
	expect(await retried("?budget_micro_usd=9000000")).toBe(9_000_000);
	await budgetOf(account, job.id, null);
	expect(await retried("")).toBeNull();
	const poor = await call("POST", `/v1/jobs/${job.id}/retry?budget_micro_usd=1`, { as: account.key });
	await problemOf(poor, "budget_exceeded");
	const odd = await call("POST", `/v1/jobs/${job.id}/retry?budget_micro_usd=much`, { as: account.key });
	await problemOf(odd, "invalid_request");
});

test("what is in the queue is claimed by nobody once a budget is used up, does not stand before others, and comes back", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const poor = await submit(account, worker, ONE);
	await budgetOf(account, poor.id, 0);
	const rich = await submit(account, worker, ONE);
	expect((await mustClaim(worker)).job_id).toBe(rich.id);
	expect(await claim(worker)).toBeNull();
	const waiting = await getJob(account, poor.id);
	expect(waiting).toMatchObject({ queue_reason: "over_budget" });
	expect(timeLeft(waiting)).toBeGreaterThan(29 * DAY_MS);
	// The worker sleeps until its doorbell rings.
	const bell = await poolObject(env, worker.poolId).fetch("https://pool/socket", {
		headers: { upgrade: "websocket", "x-worker-id": worker.id, "x-token-id": "any" },
	});
	const rung = new Promise((resolve) => bell.webSocket?.addEventListener("message", resolve));
	bell.webSocket?.accept();
	expect(timeLeft(await budgetOf(account, poor.id, 1_000_000))).toBeLessThan(DAY_MS);
	await rung;
	bell.webSocket?.close();
	expect((await mustClaim(worker)).job_id).toBe(poor.id);
});

test("the operator's limit and the account's own: the lower one counts, and only the account's month", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const path = `/v1/accounts/${account.id}`;
	await jsonOf(await call("PATCH", path, { as: env.ADMIN_KEY, json: { budget_micro_usd: 0 } }), 200);
	const json = { ...ONE, pool: worker.pool };
	await problemOf(await call("POST", "/v1/jobs", { as: account.key, json }), "budget_exceeded");
	await own(account, 1_000_000_000);
	await problemOf(await call("POST", "/v1/jobs", { as: account.key, json }), "budget_exceeded");
	await jsonOf(await call("PATCH", path, { as: env.ADMIN_KEY, json: { budget_micro_usd: null } }), 200);
	// What was spent in another month does not count.
	await env.DB.prepare(
		"UPDATE accounts SET spent_micro_usd = 2000000000, spent_month = '2020-01' WHERE id = ?",
	)
		.bind(account.id)
		.run();
	await jsonOf(await call("POST", "/v1/jobs", { as: account.key, json }), 201);
});

test("S0-D30 S0-B05 a job's own budget must hold its tasks; making a character has two dollars unless somebody says otherwise", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const json = { ...ONE, pool: worker.pool, budget_micro_usd: 1 };
	const refused = await problemOf(
		await call("POST", "/v1/jobs", { as: account.key, json }),
		"budget_exceeded",
	);
	expect(refused.errors).toEqual([expect.objectContaining({ pointer: "/budget_micro_usd" })]);
	const { id: character } = await jsonOf<{ id: string }>(
		await call("POST", "/v1/characters", { as: account.key, json: { name: "Mara" } }),
		201,
	);
	// A pool without workers: whatever is asked of it waits for some.
	const pool = "pool-of-nobody";
	await jsonOf(
		await call("POST", "/v1/worker-tokens", { as: env.ADMIN_KEY, json: { name: "x", pool } }),
		201,
	);
	const created = await submit(account, pool, {
		pipeline: "character-creation",
		parameters: { prompt: "A woman of 25" },
		character,
	});
	expect(created.cost.budget_micro_usd).toBeNull();
	const shown = async () =>
		(
			await jsonOf<{ budget: object }>(
				await call("GET", `/v1/characters/${character}`, { as: account.key }),
				200,
			)
		).budget;
	expect(await shown()).toEqual({
		limit_micro_usd: 2_000_000,
		spent_micro_usd: 0,
		reserved_micro_usd: created.cost.reserved_micro_usd,
	});
	const change = { budget_micro_usd: 5_000_000 };
	await jsonOf(await call("PATCH", `/v1/characters/${character}`, { as: account.key, json: change }), 200);
	expect(await shown()).toMatchObject({ limit_micro_usd: 5_000_000 });
	const alone = await submit(account, pool, {
		pipeline: "character-creation",
		parameters: { prompt: "A man" },
	});
	expect(alone.cost.budget_micro_usd).toBe(2_000_000);
});
