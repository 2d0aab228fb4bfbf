import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { database } from "../../db/client.ts";
import { accounts, events, jobs } from "../../db/schema.ts";
import { ApiError } from "../../problem.ts";
import { FailingWrite, wrapD1 } from "../testing/wrapped-d1.ts";
import type { Submission } from "./create.ts";
import { submitJob } from "./submit.ts";

const db = database(env.DB);

async function makeAccount(max_jobs: number): Promise<string> {
	const id = `acc_${crypto.randomUUID()}`;
	await db.insert(accounts).values({ id, name: id, max_running: 10, max_jobs, created_at: 0 });
	return id;
}

function submission(account: string, key: string | null, body_hash = "body"): Submission {
	return {
		account,
		request: {
			workflow: "storyboard-image@1",
			parameters: { prompt: "A lighthouse", seed: 7 },
			priority: 0,
			deadline_s: 3600,
			metadata: {},
		},
		retry_of: null,
		idempotency: key === null ? null : { route: "/v1/jobs", key, body_hash },
	};
}

const jobsOf = (account: string) => db.select().from(jobs).where(eq(jobs.account_id, account));
const codeOf = (error: unknown) => (error instanceof ApiError ? error.code : String(error));

describe("one key, one job (P7)", () => {
	test("however often it is sent at the same moment", async () => {
		const account = await makeAccount(100);
		const made = await Promise.all(
			Array.from({ length: 12 }, () => submitJob(env, submission(account, "k"))),
		);
		expect(new Set(made.map(({ job }) => job.id)).size).toBe(1);
		expect(made.filter(({ replayed }) => !replayed)).toHaveLength(1);
		expect(await jobsOf(account)).toHaveLength(1);
	});

	test("another body under the same key is refused, also in a race", async () => {
		const account = await makeAccount(100);
		const made = await Promise.allSettled(
			Array.from({ length: 12 }, (_, i) => submitJob(env, submission(account, "k", `body ${i % 2}`))),
		);
		const refused = made.flatMap((one) => (one.status === "rejected" ? [codeOf(one.reason)] : []));
		expect(refused).toEqual(Array.from({ length: 6 }, () => "idempotency_key_reuse"));
		expect(await jobsOf(account)).toHaveLength(1);
	});

	test.each(["before", "after"] as const)(
		"sent again because the write failed %s it was done",
		async (fault) => {
			const account = await makeAccount(100);
			const write = new FailingWrite();
			const faulty = { ...env, DB: wrapD1(env.DB, write) };
			write.next = fault;
			await expect(submitJob(faulty, submission(account, "k"))).rejects.toThrow();
			const again = await submitJob(faulty, submission(account, "k"));
			expect(again.replayed).toBe(fault === "after");
			expect((await jobsOf(account)).map(({ id }) => id)).toEqual([again.job.id]);
		},
	);
});

describe("the limit of unfinished jobs (P10)", () => {
	test("is not passed, however many are submitted at the same moment", async () => {
		const account = await makeAccount(3);
		const made = await Promise.allSettled(
			Array.from({ length: 8 }, () => submitJob(env, submission(account, null))),
		);
		const refused = made.flatMap((one) => (one.status === "rejected" ? [codeOf(one.reason)] : []));
		expect(refused).toEqual(Array.from({ length: 5 }, () => "queue_full"));
		expect(await jobsOf(account)).toHaveLength(3);
	});
});

test("P1 an accepted job is in D1 with its first event", async () => {
	const account = await makeAccount(1);
	const { job } = await submitJob(env, submission(account, null));
	const rows = await db.select().from(events).where(eq(events.job_id, job.id));
	expect(rows.map(({ seq, body }) => [seq, JSON.parse(body)])).toEqual([
		[1, [{ type: "job", seq: 1, job: job.id, at: job.created_at, status: "queued", error: null }]],
	]);
});
