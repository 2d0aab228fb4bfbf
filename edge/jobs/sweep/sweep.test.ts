import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { database } from "../../db/client.ts";
import { idempotencyKeys } from "../../db/schema.ts";
import { passTime } from "../../testing/presence.ts";
import { changeJob } from "../store/change.ts";
import { LiveJob, upTo } from "../testing/live-job.ts";
import { countUnswept, overdueJobs, sweepAll, sweepJob } from "./sweep.ts";

beforeEach(async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	// The clock goes back between tests: what an earlier one left is over, and its signs of life too.
	await env.DB.batch([
		env.DB.prepare("UPDATE tasks SET status = 'canceled', worker_id = NULL"),
		env.DB.prepare("UPDATE jobs SET finished_at = 0"),
		env.DB.prepare("UPDATE pools SET heard_at = 0, back_since = 0"),
	]);
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
		await passTime(start + 30_000 + 6 - Date.now(), vi.setSystemTime);
		expect(await sweepAll(env, Date.now())).toBe(7);
		const states = await Promise.all(jobs.map((job) => job.state()));
		expect(states.map(({ tasks }) => tasks[0]?.status)).toEqual([
			...upTo(7).map(() => "queued"),
			...upTo(6).map(() => "running"),
		]);
		await passTime(start + 40_000 - Date.now(), vi.setSystemTime);
		expect(await sweepAll(env, Date.now())).toBe(6);
		expect(await sweepAll(env, Date.now())).toBe(0);
	});

	test("tells the watchers, and several at once do the same as one", async () => {
		const job = await LiveJob.make();
		await job.publish(await job.claim());
		const watcher = await job.watch();
		await passTime(31_000, vi.setSystemTime);
		const changed = await Promise.all([
			sweepAll(env, Date.now()),
			sweepAll(env, Date.now()),
			sweepAll(env, Date.now()),
		]);
		expect(changed.reduce((a, b) => a + b, 0)).toBe(1);
		expect(await watcher.until(7)).toEqual(upTo(7));
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

	test("after an edge that was away for longer than a lease, whoever holds a task may renew before anybody is swept", async () => {
		const [lives, dead] = [await LiveJob.make(), await LiveJob.make()];
		await lives.claim();
		await dead.claim();
		// Nobody polls, renews or sweeps for 43 seconds: then cron is the first to come.
		const back = Date.now() + 43_000;
		vi.setSystemTime(back);
		expect(await sweepAll(env, Date.now())).toBe(0);
		const asked = () => runInDurableObject(dead.stub, (_, state) => state.storage.getAlarm());
		await lives.store.renew(lives.task("main.0"), 1, back + 30_000);
		// One look on the way, so that there is a sign of life, and one when silence counts.
		for (const look of [10_250, 15_250]) {
			expect(await asked()).toBe(back + look);
			expect((await dead.state()).tasks[0]).toMatchObject({ status: "running", epoch: 1 });
			vi.setSystemTime(back + look);
			await runDurableObjectAlarm(dead.stub);
		}
		expect((await dead.state()).tasks[0]).toMatchObject({ status: "queued", epoch: 1 });
		expect((await lives.state()).tasks[0]).toMatchObject({ status: "running", epoch: 1 });
	});

	test("a job that cannot be swept leaves the window, is told of, and keeps nobody from being swept", async () => {
		const [broken, sound] = [await LiveJob.make(), await LiveJob.make()];
		await broken.claim();
		vi.setSystemTime(Date.now() + 1);
		await sound.claim();
		await env.DB.exec(
			`CREATE TRIGGER broken BEFORE INSERT ON events WHEN NEW.job_id = '${broken.id}' BEGIN SELECT RAISE(ABORT, 'a bug'); END`,
		);
		const errors = vi.spyOn(console, "error").mockImplementation(() => {});
		await passTime(31_000, vi.setSystemTime);
		const seen = async () =>
			(await overdueJobs(database(env.DB), Date.now(), 1, "pool_default")).map(({ job }) => job);
		expect(await seen()).toEqual([broken.id]);
		expect(await sweepAll(env, Date.now())).toBe(1);
		expect((await sound.state()).tasks[0]?.status).toBe("queued");
		expect(errors.mock.calls.flat().join()).toContain(broken.id);
		expect(await countUnswept(database(env.DB))).toBe(1);
		// A window of one is free for others at once, and the job comes back to it later and later.
		expect(await seen()).toEqual([]);
		for (const wait of [30_000, 60_000, 120_000]) {
			await passTime(wait - 1, vi.setSystemTime);
			expect(await seen()).toEqual([]);
			await passTime(1, vi.setSystemTime);
			expect(await seen()).toEqual([broken.id]);
			expect(await sweepAll(env, Date.now())).toBe(0);
		}
		await env.DB.exec("DROP TRIGGER broken");
		errors.mockRestore();
		await passTime(240_000, vi.setSystemTime);
		expect(await sweepAll(env, Date.now())).toBe(1);
		expect((await broken.state()).tasks[0]?.status).toBe("queued");
	});

	test("a job that was written since is not put off any more: its next lease that runs out is seen at once (P4)", async () => {
		const job = await LiveJob.make();
		await job.claim();
		await env.DB.exec(
			`CREATE TRIGGER broken BEFORE INSERT ON events WHEN NEW.job_id = '${job.id}' BEGIN SELECT RAISE(ABORT, 'away'); END`,
		);
		const errors = vi.spyOn(console, "error").mockImplementation(() => {});
		await passTime(31_000, vi.setSystemTime);
		for (const wait of [30_000, 60_000, 120_000]) {
			await sweepAll(env, Date.now());
			await passTime(wait, vi.setSystemTime);
		}
		await sweepAll(env, Date.now());
		await env.DB.exec("DROP TRIGGER broken");
		errors.mockRestore();
		expect(await countUnswept(database(env.DB))).toBe(1);
		await job.fail();
		expect(await countUnswept(database(env.DB))).toBe(0);
		await job.claim();
		await passTime(31_000, vi.setSystemTime);
		expect(await sweepAll(env, Date.now())).toBe(1);
		expect((await job.state()).tasks[0]).toMatchObject({ status: "queued", epoch: 2 });
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

describe("leases of any length with nobody polling", () => {
	const cases = [500, 1000, 1500, 2000, 3000, 6000, 30_000].flatMap((lease) =>
		[0, 400].flatMap((late) => [true, false].map((away) => ({ lease, late, away }))),
	);

	test.each(cases)(
		"$lease ms, looks $late ms late, edge away before: $away",
		async ({ lease, late, away }) => {
			const job = await LiveJob.make();
			const start = Date.now();
			await job.change({
				type: "claim",
				task: job.task("main.0"),
				worker: "wkr_1",
				claim_id: `claim ${lease}`,
				lease_ms: lease,
			});
			await env.DB.prepare("UPDATE pools SET heard_at = ?, back_since = 0")
				.bind(away ? 0 : start)
				.run();
			const short = { ...env, LEASE_MS: String(lease) };
			const times: number[] = [];
			// The object's alarm is the only one that looks, a little after the time that it was told.
			for (let at = start + lease; times.length < 6; ) {
				vi.setSystemTime(at + 250 + late);
				times.push(Date.now() - start);
				const { changed, next_due_at } = await sweepJob(
					short,
					{ job: job.id, pool: "pool_default" },
					(change) => changeJob(database(env.DB), job.id, change),
					Date.now(),
				);
				if (changed) break;
				expect(next_due_at).toBeGreaterThan(Date.now());
				at = next_due_at ?? Number.NaN;
			}
			expect((await job.state()).tasks[0]?.status, `looked after ${times} ms`).toBe("queued");
			// Its worker had half a lease in which to be heard, where nobody could hear it before.
			if (away) expect(times.at(-1) ?? 0).toBeGreaterThanOrEqual((times[0] ?? 0) + lease / 2);
		},
	);
});
