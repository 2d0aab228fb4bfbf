import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { database } from "../db/client.ts";
import { idempotencyKeys } from "../db/schema.ts";
import { sweepAll } from "./sweep.ts";
import { LiveJob, upTo } from "./testing/live-job.ts";

beforeEach(() => {
	vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
	vi.useRealTimers();
});

describe("the sweeper that cron runs", () => {
	test("ends the leases that ran out, to the millisecond, and no other (P4)", async () => {
		const start = Date.now();
		const jobs: LiveJob[] = [];
		for (let i = 0; i < 13; i++) {
			const job = await LiveJob.make();
			vi.setSystemTime(start + i);
			await job.claim();
			jobs.push(job);
		}
		vi.setSystemTime(start + 30_000 + 6);
		expect(await sweepAll(env, Date.now())).toBe(7);
		const states = await Promise.all(jobs.map((job) => job.state()));
		expect(states.map(({ tasks }) => tasks[0]?.status)).toEqual([
			...upTo(7).map(() => "queued"),
			...upTo(6).map(() => "running"),
		]);
		vi.setSystemTime(start + 40_000);
		expect(await sweepAll(env, Date.now())).toBe(6);
		expect(await sweepAll(env, Date.now())).toBe(0);
	});

	test("tells the watchers, and several at once do the same as one", async () => {
		const job = await LiveJob.make();
		await job.publish(await job.claim());
		const watcher = await job.watch();
		vi.setSystemTime(Date.now() + 31_000);
		const changed = await Promise.all([
			sweepAll(env, Date.now()),
			sweepAll(env, Date.now()),
			sweepAll(env, Date.now()),
		]);
		expect(changed.reduce((a, b) => a + b, 0)).toBe(1);
		expect(await watcher.until(5)).toEqual(upTo(5));
		expect((await job.state()).tasks[0]).toMatchObject({ status: "queued", attempts: 1 });
	});

	test("ends jobs past their deadline, also those that nobody claimed", async () => {
		const job = await LiveJob.make();
		const watcher = await job.watch();
		vi.setSystemTime(Date.now() + 3_600_000);
		expect(await sweepAll(env, Date.now())).toBeGreaterThanOrEqual(1);
		expect(await watcher.closed).toBe(1000);
		expect((await job.state()).job).toMatchObject({
			status: "expired",
			error: { code: "deadline_exceeded" },
		});
	});

	test("forgets idempotency keys after 24 hours, and not before (P7)", async () => {
		const db = database(env.DB);
		const now = Date.now();
		const key = { account_id: "acc", route: "r", body_hash: "h", resource_id: "job" };
		await db.insert(idempotencyKeys).values({ ...key, key: "old", created_at: now - 86_400_000 });
		await db.insert(idempotencyKeys).values({ ...key, key: "new", created_at: now - 86_399_999 });
		await sweepAll(env, now);
		expect((await db.select().from(idempotencyKeys)).map((row) => row.key)).toEqual(["new"]);
	});
});
