import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { holds } from "../lifecycle/aggregate.ts";
import { askJob, identityOf } from "../live/ask.ts";
import { buildJob } from "../testing/build.ts";
import { changeOf, RealStore } from "../testing/real-store.ts";
import { wrapD1 } from "../testing/wrapped-d1.ts";
import { changeJob } from "./change.ts";
import { GroupCommit } from "./group-commit.ts";
import type { JobChange } from "./job-change.ts";

const store = new RealStore(env.DB);
const db = store.db;
const LEASE_MS = 30_000;
let made = 0;

/** A job with so many tasks in one stage, of an account that may run so many. */
async function wideJob(tasks: number, limit = 1000) {
	const id = `job_wide_${++made}`;
	const account = `acc_wide_${made}`;
	await store.addAccounts(new Map([[account, limit]]));
	const job = buildJob({
		id,
		account,
		stages: [{ key: "main", tasks, expected: ["image"] }],
		now: Date.now(),
	});
	await store.submit(job, Date.now());
	return job;
}

const claimsOf = (job: ReturnType<typeof buildJob>): JobChange[] =>
	job.tasks.map(({ id }, i) => ({
		command: { type: "claim", task: id, worker: `wkr_${id}`, claim_id: `claim_${i}`, lease_ms: LEASE_MS },
	}));

const completionsOf = (job: ReturnType<typeof buildJob>, epoch = 1): JobChange[] =>
	job.tasks.map(({ id }) =>
		changeOf(job, {
			type: "complete",
			task: id,
			epoch,
			outputs: [{ name: "image", asset: `ast_${id}` }],
			gpu_ms: 5,
		}),
	);

/** All tasks of the job claimed, in one transaction. */
async function held(tasks: number) {
	const job = await wideJob(tasks);
	const group = new GroupCommit(db, job.job.id, () => {});
	const results = await Promise.all(claimsOf(job).map((change) => group.change(change)));
	expect(results.every((result) => result.ok)).toBe(true);
	return job;
}

describe("many writers of one job at the same moment", () => {
	test("48 completions are all accepted at the first asking, and the job succeeds", async () => {
		const job = await held(48);
		const answers = await Promise.all(
			completionsOf(job).map((change) => askJob(env, identityOf(job), change)),
		);
		expect(answers.map((answer) => answer.ok)).toEqual(Array.from({ length: 48 }, () => true));
		const after = await store.load(job.job.id);
		expect(after?.job.status).toBe("succeeded");
		const { events, assets } = await store.around([job.job.id]);
		expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
		expect(assets).toHaveLength(48);
	});

	test("48 claims are all served, and never more than the account may hold (P10)", async () => {
		const job = await wideJob(60, 33);
		const answers = await Promise.all(
			claimsOf(job)
				.slice(0, 48)
				.map((change) => askJob(env, identityOf(job), change)),
		);
		expect(answers.filter((answer) => answer.ok)).toHaveLength(33);
		const refused = answers.flatMap((answer) => (answer.ok ? [] : [[answer.code, answer.guard]]));
		expect(refused).toEqual(Array.from({ length: 15 }, () => ["guard_failed", "account_limit"]));
		expect((await store.load(job.job.id))?.tasks.filter(holds)).toHaveLength(33);
	});

	test("what is asked while a transaction is under way is written in the next one, together", async () => {
		const job = await held(48);
		let batches = 0;
		const counting = new RealStore(
			wrapD1(env.DB, {
				call: (run) => {
					batches += 1;
					return run();
				},
			}),
		);
		const commits: number[] = [];
		const group = new GroupCommit(counting.db, job.job.id, ({ events }) => commits.push(events.length));
		const results = await Promise.all(completionsOf(job).map((change) => group.change(change)));
		expect(results.every((result) => result.ok)).toBe(true);
		// The first goes alone, the other 47 go together; the job is read once.
		expect(commits).toHaveLength(2);
		expect(batches).toBe(3);
	});

	test("some through the job's object and some past it: each is accepted, once", async () => {
		const job = await held(32);
		const group = new GroupCommit(db, job.job.id, () => {});
		const results = await Promise.all(
			completionsOf(job).map((change, i) =>
				i % 4 === 0
					? changeJob(db, job.job.id, change, { pause: (ms) => scheduler.wait(ms) })
					: group.change(change),
			),
		);
		expect(results.map((result) => (result.ok ? "ok" : result.code))).toEqual(
			Array.from({ length: 32 }, () => "ok"),
		);
		expect((await store.load(job.job.id))?.job.status).toBe("succeeded");
		expect((await store.around([job.job.id])).assets).toHaveLength(32);
	});

	test("one that is refused leaves the others alone", async () => {
		const job = await held(6);
		const group = new GroupCommit(db, job.job.id, () => {});
		const changes = completionsOf(job).map(
			(change, i): JobChange =>
				i % 2 === 0 ? change : { command: { ...change.command, epoch: 7 } as JobChange["command"] },
		);
		const results = await Promise.all(changes.map((change) => group.change(change)));
		expect(results.map((result) => (result.ok ? "ok" : result.code))).toEqual([
			"ok",
			"lease_lost",
			"ok",
			"lease_lost",
			"ok",
			"lease_lost",
		]);
	});

	test("nobody is refused on what the object only remembers", async () => {
		const job = await held(2);
		const group = new GroupCommit(db, job.job.id, () => {});
		const [first, second] = job.tasks;
		if (!first || !second) throw new Error("no tasks");
		const release = (task: string, epoch: number): JobChange => ({
			command: { type: "release", task, epoch, cause: "drain", gpu_ms: 0 },
		});
		await group.change(release(first.id, 1));
		// Past the object: it still believes that the second task is held by its first attempt.
		await changeJob(db, job.job.id, release(second.id, 1));
		await changeJob(db, job.job.id, {
			command: { type: "claim", task: second.id, worker: "wkr_other", claim_id: "c2", lease_ms: LEASE_MS },
		});
		expect(await group.change(release(second.id, 2))).toMatchObject({ ok: true });
	});
});

describe("every statement takes any number", () => {
	test.each([48, 49, 60, 200])("%d tasks held by silent workers are swept", async (count) => {
		const job = await held(count);
		const later = Date.now() + LEASE_MS + 1;
		const result = await changeJob(
			db,
			job.job.id,
			{ command: { type: "sweep", leases_from: 0 } },
			{ now: () => later },
		);
		expect(result).toMatchObject({ ok: true });
		const after = await store.load(job.job.id);
		expect(after?.tasks.every((task) => task.status === "queued" && task.worker_id === null)).toBe(true);
	});

	test("a job of 200 held tasks past its deadline ends, and so does one that is canceled", async () => {
		const late = await held(200);
		await changeJob(
			db,
			late.job.id,
			{ command: { type: "sweep", leases_from: 0 } },
			{ now: () => late.job.deadline_at },
		);
		expect((await store.load(late.job.id))?.job.status).toBe("expired");
		const canceled = await wideJob(200);
		await changeJob(db, canceled.job.id, { command: { type: "cancel" } });
		expect((await store.load(canceled.job.id))?.job.status).toBe("canceled");
	});

	test("a completion with a thousand outputs is one transaction", async () => {
		const job = await held(1);
		const [task] = job.tasks;
		if (!task) throw new Error("no task");
		const outputs = Array.from({ length: 1000 }, (_, i) => ({
			name: i === 0 ? "image" : `f${i}`,
			asset: `ast_${made}_${i}`,
		}));
		const change = changeOf(job, { type: "complete", task: task.id, epoch: 1, outputs, gpu_ms: 5 });
		expect(await changeJob(db, job.job.id, change)).toMatchObject({ ok: true });
		expect((await store.around([job.job.id])).assets).toHaveLength(1000);
	});
});
