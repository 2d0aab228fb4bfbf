import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import desk from "../claims/desk.ts?raw";
import poolObject from "../claims/pool-object.ts?raw";
import type { DurableEvent } from "../contract/jobs/events.ts";
import doorbell from "../pools/doorbell.ts?raw";
import { passTime } from "../testing/presence.ts";
import type { JobObject } from "./job-object.ts";
import jobObject from "./job-object.ts?raw";
import eventLog from "./live/event-log.ts?raw";
import feed from "./live/feed.ts?raw";
import { LiveJob, upTo } from "./testing/live-job.ts";

const HOUR = 3_600_000;

// An object's clock is the test's clock: leases end when a test says so, and not while it runs.
beforeEach(() => {
	vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
	vi.useRealTimers();
});
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);
/** An object that sleeps already has to be woken before it can be evicted. */
const evict = async (job: LiveJob) => {
	await job.stub.progress();
	await evictDurableObject(job.stub);
};
const alarmOf = (job: LiveJob) => runInDurableObject(job.stub, (_, state) => state.storage.getAlarm());

describe("events (P8)", () => {
	test("told twice, out of order, or with a gap: every watcher gets each once, in order", async () => {
		const job = await LiveJob.make([{ key: "main", tasks: 2 }]);
		const watcher = await job.watch();
		const first = await job.claim("main.0");
		const second = await job.claim("main.1");
		const third = await job.complete("main.0");
		await job.publish(third);
		await job.publish(first);
		await job.publish(second);
		await job.publish(third);
		await watcher.settled();
		expect(watcher.numbers).toEqual(upTo((await job.state()).job.version));
	});

	test("a notice that got lost is made good by the next one", async () => {
		const job = await LiveJob.make();
		const watcher = await job.watch();
		await job.claim();
		await job.publish(await job.complete());
		expect(await watcher.closed).toBe(1000);
		expect(watcher.numbers).toEqual(upTo((await job.state()).job.version));
	});

	test("where no notice follows, the alarm of a watched job finds what was lost", async () => {
		const job = await LiveJob.make();
		const watcher = await job.watch();
		await job.claim();
		await job.complete();
		expect(watcher.numbers).toEqual([1]);
		expect(await runDurableObjectAlarm(job.stub)).toBe(true);
		expect(await watcher.closed).toBe(1000);
		expect(watcher.numbers).toEqual(upTo((await job.state()).job.version));
	});

	test("a gap of any length is filled", async () => {
		const job = await LiveJob.make();
		const watcher = await job.watch();
		const { version } = (await job.state()).job;
		const missed = Array.from({ length: 2500 }, (_, i): DurableEvent => {
			const at = new Date().toISOString();
			return {
				type: "stage",
				seq: version + 1 + i,
				job: job.id,
				at,
				stage: "main",
				status: "running",
				take: 1,
				error: null,
				over_budget: false,
			};
		});
		await job.insert(missed);
		await job.publish(missed.slice(-1));
		expect(await watcher.until(version + 2500)).toEqual(upTo(version + 2500));
	});

	test.each([0, 1, 3, 4, 99])("who comes back with number %d gets what follows it", async (after) => {
		const job = await LiveJob.make();
		await job.publish(await job.claim());
		const watcher = await job.watch({ after });
		await job.publish(await job.fail());
		await watcher.until(5);
		expect(watcher.numbers).toEqual(upTo(5).filter((seq) => seq > after || seq === 5));
	});

	test("the first frame says where the job stands", async () => {
		const job = await LiveJob.make();
		await job.publish(await job.claim());
		const watcher = await job.watch({ after: 4 });
		await watcher.settled();
		expect(watcher.frames).toEqual([
			{ type: "hello", job: job.id, head: 4, status: "running", progress: [], queue: null },
		]);
	});

	test("a job that has ended is told of whole, and the socket is closed with 1000", async () => {
		const job = await LiveJob.make();
		await job.publish(await job.change({ type: "cancel" }));
		const late = await job.watch();
		expect(await late.closed).toBe(1000);
		expect(late.numbers).toEqual(upTo((await job.state()).job.version));
		expect(late.frames[0]).toMatchObject({ type: "hello", status: "canceled" });
	});

	test("an eviction between every two steps loses nothing", async () => {
		const job = await LiveJob.make([{ key: "main", tasks: 2 }]);
		const early = await job.watch();
		const steps = [
			async () => job.publish(await job.claim("main.0")),
			() => job.report("main.0", 1, 1, 10),
			async () => job.publish(await job.fail("main.0")),
			async () => job.publish(await job.claim("main.0")),
			async () => void (await job.claim("main.1")),
			() => job.report("main.1", 1, 1, 50),
			async () => job.publish(await job.complete("main.1")),
			async () => job.publish(await job.complete("main.0")),
		];
		for (const step of steps) {
			await evict(job);
			await step();
		}
		const { version } = (await job.state()).job;
		expect(await early.closed).toBe(1000);
		expect(early.numbers).toEqual(upTo(version));
		expect(early.percents).toEqual([10, 50]);
		await evict(job);
		const late = await job.watch({ after: 6 });
		expect(await late.closed).toBe(1000);
		expect(late.numbers).toEqual(upTo(version).slice(6));
	});
});

describe("progress", () => {
	test("who comes late sees the latest of every running task", async () => {
		const job = await LiveJob.make([{ key: "main", tasks: 2 }]);
		await job.publish(await job.claim("main.0"));
		await job.publish(await job.claim("main.1"));
		await job.report("main.0", 1, 1, 10);
		await job.report("main.0", 1, 2, 70);
		await job.report("main.1", 1, 1, 20);
		const watcher = await job.watch();
		await watcher.settled();
		const [hello] = watcher.frames;
		expect(hello?.type === "hello" && hello.progress.map(({ index, percent }) => [index, percent])).toEqual([
			[0, 70],
			[1, 20],
		]);
		await job.publish(await job.complete("main.0"));
		expect(JSON.parse(await job.stub.progress())).toMatchObject([{ index: 1, percent: 20 }]);
	});

	test("a report that comes twice or late changes nothing", async () => {
		const job = await LiveJob.make();
		await job.publish(await job.claim());
		const watcher = await job.watch();
		await job.report("main.0", 1, 2, 40);
		expect(await job.report("main.0", 1, 2, 40)).toMatchObject({ ok: true });
		expect(await job.report("main.0", 1, 1, 20)).toMatchObject({ ok: true });
		await watcher.settled();
		expect(watcher.percents).toEqual([40]);
	});

	test("a report of an attempt that lost its task is refused (P2)", async () => {
		const job = await LiveJob.make();
		await job.publish(await job.claim());
		await job.publish(await job.fail());
		expect(await job.report("main.0", 1, 1, 5)).toEqual({ ok: false, code: "lease_lost" });
		await job.publish(await job.claim());
		expect(await job.report("main.0", 1, 2, 5)).toEqual({ ok: false, code: "lease_lost" });
		expect(await job.report("main.0", 2, 1, 5)).toMatchObject({ ok: true });
		expect(await job.report("main.0", 3, 1, 5)).toEqual({ ok: false, code: "lease_lost" });
		expect(await job.report("other.0", 1, 1, 5)).toEqual({ ok: false, code: "lease_lost" });
	});

	test("a report may come before the notice of its claim", async () => {
		const job = await LiveJob.make();
		await job.claim();
		expect(await job.report("main.0", 1, 1, 5)).toMatchObject({ ok: true, cancel: false });
	});

	test("says that a cancel was asked for, and whether somebody watches", async () => {
		const job = await LiveJob.make();
		await job.publish(await job.claim());
		// Its lease is as new as the claim.
		expect(await job.report("main.0", 1, 1, 5)).toMatchObject({
			cancel: false,
			watched: false,
			renew_due: false,
		});
		await job.watch();
		await job.stub.renewed(job.task("main.0"));
		await job.publish(await job.change({ type: "cancel" }));
		expect(await job.report("main.0", 1, 2, 5)).toMatchObject({
			cancel: true,
			watched: true,
			renew_due: false,
		});
	});

	test("pictures go only to those who asked for them", async () => {
		const job = await LiveJob.make();
		await job.publish(await job.claim());
		const asked = await job.watch({ previews: true });
		const other = await job.watch();
		await job.preview("main.0", 1, 1);
		await job.report("main.0", 1, 2, 30);
		await Promise.all([asked.settled(), other.settled()]);
		const kinds = (frames: typeof asked.frames) => frames.map(({ type }) => type).slice(-2);
		expect(kinds(asked.frames)).toEqual(["preview", "progress"]);
		expect(other.frames.some(({ type }) => type === "preview")).toBe(false);
	});
});

describe("alarm", () => {
	test("a lease that ran out is swept, though nobody else looks (P4)", async () => {
		const job = await LiveJob.make();
		const watcher = await job.watch();
		await job.publish(await job.claim());
		await passTime(29_000, vi.setSystemTime);
		await runDurableObjectAlarm(job.stub);
		expect((await job.state()).tasks[0]?.status).toBe("running");
		await passTime(2_000, vi.setSystemTime);
		await runDurableObjectAlarm(job.stub);
		expect((await job.state()).tasks[0]).toMatchObject({ status: "queued", attempts: 1 });
		await watcher.until(5);
		const told = watcher.frames.findLast((frame) => frame.type === "task");
		expect(told).toMatchObject({ status: "queued" });
	});

	test("is set for the end of the lease when a task is claimed, watched or not", async () => {
		const job = await LiveJob.make();
		await job.publish(await job.claim());
		expect(await alarmOf(job)).toBe(Date.now() + 30_250);
	});

	test("may come twice, or when nothing is due", async () => {
		const job = await LiveJob.make();
		await job.publish(await job.claim());
		await passTime(31_000, vi.setSystemTime);
		for (let i = 0; i < 3; i++) {
			await runInDurableObject(job.stub, (object: JobObject) => object.alarm());
		}
		const { tasks, job: row } = await job.state();
		expect(tasks[0]).toMatchObject({ status: "queued", attempts: 1, epoch: 1 });
		expect((await job.log()).map(({ seq }) => seq)).toEqual(upTo(row.version));
	});

	test("lets go of everything 24 hours after the end, and the job can still be watched", async () => {
		const job = await LiveJob.make();
		await job.publish(await job.claim());
		await job.publish(await job.complete());
		pass(23 * HOUR);
		await runDurableObjectAlarm(job.stub);
		const tables = () =>
			runInDurableObject(
				job.stub,
				(_, state) =>
					[...state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'events'")].length,
			);
		expect(await tables()).toBe(1);
		pass(HOUR);
		await runDurableObjectAlarm(job.stub);
		expect(await tables()).toBe(0);
		expect(await alarmOf(job)).toBeNull();
		await runInDurableObject(job.stub, (object: JobObject) => object.alarm());
		const late = await job.watch();
		expect(await late.closed).toBe(1000);
		expect(late.numbers).toEqual(upTo((await job.state()).job.version));
		expect(await alarmOf(job)).not.toBeNull();
	});
});

describe("sockets", () => {
	test("a ticket opens one socket; a second one is closed with 4401, even after an eviction", async () => {
		const job = await LiveJob.make();
		const watcher = await job.watch({ ticket: "t1" });
		await watcher.settled();
		expect(watcher.frames[0]?.type).toBe("hello");
		expect(await (await job.watch({ ticket: "t1" })).closed).toBe(4401);
		await evictDurableObject(job.stub);
		expect(await (await job.watch({ ticket: "t1" })).closed).toBe(4401);
		await (await job.watch({ ticket: "t2" })).settled();
	});

	test("a request that is no socket is refused", async () => {
		const job = await LiveJob.make();
		expect((await job.stub.fetch("https://job/socket")).status).toBe(426);
	});
});

test.each([
	["job-object.ts", jobObject],
	["event-log.ts", eventLog],
	["feed.ts", feed],
	["doorbell.ts", doorbell],
	["desk.ts", desk],
	["pool-object.ts", poolObject],
])("%s can hibernate: it has no timer and accepts no socket for itself", (_name, source) => {
	expect(source.length).toBeGreaterThan(100);
	expect(source).not.toMatch(/setTimeout|setInterval|scheduler\.wait|\.accept\(/);
});
