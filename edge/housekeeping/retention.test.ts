import { env } from "cloudflare:workers";
import { beforeAll, expect, test } from "vitest";
import type { Retention } from "../contract/accounts/accounts.ts";
import type { Asset } from "../contract/assets/assets.ts";
import type { JobResource } from "../contract/jobs/jobs.ts";
import { jobObject } from "../objects.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { getJob, submit, succeededJob, uploadAsset } from "../testing/jobs.ts";
import { finish, makeWorker, mustClaim, type TestWorker } from "../testing/workers.ts";
import { whatIsDue } from "./due.ts";
import { finishDeletions } from "./finish-deletions.ts";
import { sweepRetention } from "./retention.ts";

const DAY = 24 * 60 * 60 * 1000;

test("what is due is what is older than its days; what has none is never due", () => {
	expect(whatIsDue({}, 100 * DAY)).toEqual([]);
	expect(whatIsDue({ events: 1, jobs: 30, uploads: null }, 100 * DAY)).toEqual([
		{ kind: "jobs", before: 70 * DAY },
		{ kind: "events", before: 99 * DAY },
	]);
});

let worker: TestWorker;
beforeAll(async () => {
	worker = await makeWorker();
});

interface Kept {
	job: JobResource;
	output: Asset;
	uploaded: Asset;
}

async function made(account: TestAccount): Promise<Kept> {
	const uploaded = await uploadAsset(account, await png(3, 3));
	return { ...(await succeededJob(account, worker)), uploaded };
}

async function keep(account: TestAccount, retention: Partial<Retention>): Promise<void> {
	const json = { retention };
	await jsonOf(await call("PATCH", `/v1/accounts/${account.id}`, { as: env.ADMIN_KEY, json }), 200);
}

async function count(table: string, job: string): Promise<number> {
	const row = await env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE job_id = ?`)
		.bind(job)
		.first<{ n: number }>();
	return row?.n ?? -1;
}

const status = async (account: TestAccount, path: string) =>
	(await call("GET", path, { as: account.key })).status;

/** What its days have counted, which stays whatever goes. */
async function usageOf(account: TestAccount): Promise<{ attempts: number }> {
	const { total } = await jsonOf<{ total: { attempts: number } }>(
		await call("GET", "/v1/usage", { as: account.key }),
		200,
	);
	return total;
}

/** What of an account is there: job, output, upload, events and attempts. */
async function standing(account: TestAccount, { job, output, uploaded }: Kept) {
	return {
		job: await status(account, `/v1/jobs/${job.id}`),
		output: await status(account, `/v1/assets/${output.id}`),
		upload: await status(account, `/v1/assets/${uploaded.id}`),
		events: await count("events", job.id),
		attempts: await count("attempts", job.id),
		ledger: await count("ledger", job.id),
		spent: (await usageOf(account)).attempts,
	};
}

const ALL = { job: 200, output: 200, upload: 200, attempts: 1, ledger: 1, spent: 1 };

test.each([
	["jobs", { job: 404, output: 404, events: 0, attempts: 0 }],
	["outputs", { output: 404 }],
	["uploads", { upload: 404 }],
	["events", { events: 1 }],
	["attempts", { attempts: 0 }],
	["ledger", { ledger: 0 }],
] as const)(
	"%s go when they are as old as the account says, not a moment before, and nothing else does",
	async (kind, gone) => {
		const account = await makeAccount();
		const kept = await made(account);
		const before = await standing(account, kept);
		expect(before).toMatchObject(ALL);
		await keep(account, { [kind]: 3 });
		// The account's things came to be one after the other; all of them are younger than this.
		const last = Date.now();
		await sweepRetention(env, last + 3 * DAY - 60_000);
		expect(await standing(account, kept)).toEqual(before);
		expect(await sweepRetention(env, last + 3 * DAY)).toBeGreaterThan(0);
		expect(await standing(account, kept)).toEqual({ ...before, ...gone });
		expect(await sweepRetention(env, last + 3 * DAY)).toBe(0);
		await keep(account, { [kind]: null });
	},
);

test("an unfinished job, and what it needs, stay however old they are", async () => {
	const account = await makeAccount();
	const own = await makeWorker();
	const { job: maker, output } = await succeededJob(account, own);
	const uploaded = await uploadAsset(account, await png(4, 4));
	const parameters = { prompt: "x", seed: 1, references: [output.id, uploaded.id] };
	const open = await submit(account, own, { workflow: "storyboard-image@1", parameters });
	await keep(account, { jobs: 1, outputs: 1, uploads: 1, events: 1, attempts: 1 });
	const later = Date.now() + 5 * DAY;
	await sweepRetention(env, later);
	for (const path of [`/v1/jobs/${maker.id}`, `/v1/jobs/${open.id}`, output.url, uploaded.url])
		expect(await status(account, path), path).toBe(200);
	await finish(await mustClaim(own), await png());
	for (let step = 0; step < 3; step++) await sweepRetention(env, later);
	for (const path of [`/v1/jobs/${maker.id}`, `/v1/jobs/${open.id}`, output.url, uploaded.url])
		expect(await status(account, path), path).toBe(404);
	await finishDeletions(env, Date.now());
	expect((await env.BUCKET.list({ prefix: `${account.id}/` })).objects).toEqual([]);
	await keep(account, { jobs: null, outputs: null, uploads: null, events: null, attempts: null });
});

test("a job whose events are gone still says how it ended, and its stream ends", async () => {
	const account = await makeAccount();
	const { job } = await made(account);
	await keep(account, { events: 1 });
	await sweepRetention(env, Date.now() + 2 * DAY);
	// Its object has forgotten as well.
	await jobObject(env, job.id).erase();
	const stream = await call("GET", `/v1/jobs/${job.id}/events`, { as: account.key });
	const text = await stream.text();
	expect(text).toContain(`id: ${job.version}\nevent: job`);
	// What ended it was written together.
	expect(text.match(/^id: /gm)?.length).toBeLessThan(job.version);
	expect(text).not.toContain('"status":"running"');
	expect(await getJob(account, job.id)).toMatchObject({ status: "succeeded", version: job.version });
	await keep(account, { events: null });
	await problemOf(
		await call("GET", "/v1/jobs/job_00000000000000000000000000", { as: account.key }),
		"not_found",
	);
});
