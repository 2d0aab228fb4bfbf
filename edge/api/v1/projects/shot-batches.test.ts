import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { database } from "../../../db/client.ts";
import { deleteAccountStep, markAccount } from "../../../housekeeping/delete-account.ts";
import { withoutName } from "../../../housekeeping/orphans.ts";
import { changeJob } from "../../../jobs/store/change.ts";
import { filePicture } from "../../../projects/file-picture.ts";
import { imageKey, type Stored } from "../../../storage/keys.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { submit } from "../../../testing/jobs.ts";
import { addShots, fileOf, first, generateShots, makeProject, rowOf } from "../../../testing/projects.ts";
import { claim, finish, makeWorker, mustClaim, type TestWorker } from "../../../testing/workers.ts";
import { writesNothing } from "../../../testing/writes.ts";

let account: TestAccount;
let worker: TestWorker;

beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker();
});

/** A new project with shots; pictures are made by `worker`. */
async function storyboard(shots: readonly object[], settings: object = {}, of = account) {
	const { id } = await makeProject(of, worker.pool, settings);
	return { id, shots: await addShots(of, id, shots) };
}

describe("many pictures", () => {
	test("S1-19, S1-15 five hundred dirty shots are queued by one request, once, and take turns with other accounts", async () => {
		const [own, machine] = [await makeAccount({ max_running: 1 }), await makeWorker()];
		const { id } = await makeProject(own, machine.pool);
		const shots = await addShots(
			own,
			id,
			Array.from({ length: 500 }, () => ({})),
		);
		shots.push(...(await addShots(own, id, [{ image_prompt: null }, {}])));
		const asked = await Promise.all([generateShots(own, id), generateShots(own, id)]);
		const queued = asked.flatMap(({ data }) => data);
		const made = new Map(queued.map(({ shot, job }) => [shot, job]));
		expect(made.size).toBe(queued.length);
		expect([...made.keys()].sort()).toEqual(
			shots.flatMap(({ id: shot, image_prompt }) => (image_prompt === null ? [] : [shot])).sort(),
		);
		const counted = await env.DB.prepare(
			`SELECT count(*) AS jobs, count(DISTINCT shot_id) AS shots,
				(SELECT head FROM projects WHERE id = ?1) AS head,
				(SELECT count(*) FROM project_events WHERE project_id = ?1) AS events,
				(SELECT unfinished_jobs FROM accounts WHERE id = ?2) AS counter FROM jobs WHERE project_id = ?1`,
		)
			.bind(id, own.id)
			.first();
		expect(counted).toEqual({ jobs: 501, shots: 501, head: 501, events: 501, counter: 501 });
		// The first sentence is made first; and whoever has less at work is next.
		const task = await mustClaim(machine);
		expect(task.job_id).toBe(made.get(first(shots).id));
		const other = await makeAccount();
		const { id: theirs } = await submit(other, machine);
		expect((await mustClaim(machine)).job_id).toBe(theirs);
		// One at a time, as far as the account says so.
		expect(await claim(machine)).toBeNull();
		await finish(task, await png());
		const next = await mustClaim(machine);
		expect(next.job_id).toBe(made.get(shots[1]?.id ?? ""));
		const canceled = await jsonOf<{ canceled: number }>(
			await call("POST", `/v1/projects/${id}/cancel`, { as: own.key }),
			200,
		);
		expect(canceled).toEqual({ canceled: 500, has_more: false });
		expect(await generateShots(own, id, { shots: [first(shots).id] })).toEqual({
			data: [],
			skipped: [{ shot: first(shots).id, reason: "clean" }],
			has_more: false,
		});
	});

	test("shots with a good picture are made anew where they are named and it is said, and not otherwise", async () => {
		const { id, shots } = await storyboard([{}, {}]);
		const [made, dirty] = shots.map((shot) => shot.id);
		const path = `/v1/projects/${id}/generate`;
		await writesNothing(async () => {
			const alone = await call("POST", path, { as: account.key, json: { clean: true } });
			expect((await problemOf(alone, "invalid_request")).errors[0]?.pointer).toBe("/clean");
		});
		await generateShots(account, id, { shots: [made] });
		await finish(await mustClaim(worker), await png());
		expect(await generateShots(account, id, { shots: [made, dirty] })).toMatchObject({
			data: [{ shot: dirty }],
			skipped: [{ shot: made, reason: "clean" }],
		});
		expect(await generateShots(account, id, { shots: [made, dirty], clean: true })).toMatchObject({
			data: [{ shot: made }],
			skipped: [{ shot: dirty, reason: "busy" }],
		});
		await jsonOf(await call("POST", `/v1/projects/${id}/cancel`, { as: account.key }), 200);
	});

	test("the same key queues once; shots that are named must be the project's; more than there is room for is none", async () => {
		const own = await makeAccount({ max_jobs: 3 });
		const { id, shots } = await storyboard([{}, {}, {}, {}], {}, own);
		const path = `/v1/projects/${id}/generate`;
		await writesNothing(async () => {
			await problemOf(await call("POST", path, { as: own.key, json: {} }), "queue_full");
			const { shots: foreign } = { shots: [first(shots).id, "sht_00000000000000000000000000"] };
			const problem = await problemOf(
				await call("POST", path, { as: own.key, json: { shots: foreign } }),
				"invalid_request",
			);
			expect(problem.errors[0]).toMatchObject({ pointer: "/shots/1", code: "not_found" });
		});
		const json = { shots: shots.slice(0, 2).map((one) => one.id) };
		const headers = { "idempotency-key": "twice" };
		const asked = await Promise.all(
			[0, 1].map(async () => jsonOf(await call("POST", path, { as: own.key, json, headers }), 201)),
		);
		expect(asked[0]).toEqual(asked[1]);
		expect(await rowOf("accounts", own.id)).toMatchObject({ unfinished_jobs: 2 });
		await jsonOf(await call("POST", `/v1/projects/${id}/cancel`, { as: own.key }), 200);
	});

	test("what a decision about a picture reads hangs on it alone, however many shots there are", async () => {
		await storyboard(Array.from({ length: 500 }, () => ({})));
		const { id, shots } = await storyboard([{}, {}]);
		const { data } = await generateShots(account, id);
		let read = 0;
		const counting = new Proxy(env.DB, {
			get: (d1, name) =>
				name === "batch"
					? async (statements: D1PreparedStatement[]) => {
							const results = await d1.batch(statements);
							for (const { meta } of results) read += meta.rows_read;
							return results;
						}
					: Reflect.get(d1, name).bind(d1),
		});
		const result = await changeJob(database(counting), data[0]?.job ?? "", { command: { type: "cancel" } });
		expect(result.ok).toBe(true);
		expect(await rowOf("shots", first(shots).id)).toMatchObject({ status: "canceled" });
		console.log(`rows read by a decision about a picture: ${read}`);
		expect(read).toBeLessThan(100);
		await jsonOf(await call("POST", `/v1/projects/${id}/cancel`, { as: account.key }), 200);
	});

	test("a picture that no shot names is nobody's; one that a shot names is left alone, even before it was noted", async () => {
		const { id, shots } = await storyboard([{}]);
		const stored = (shot: string): Stored => {
			const key = imageKey(account.id, id, shot);
			return { kind: "image", key, shot };
		};
		const lost = stored("sht_00000000000000000000000000");
		const kept = stored(first(shots).id);
		expect(await withoutName(database(env.DB), [lost, kept], Date.now())).toEqual([lost.key]);
	});

	test("an account that is deleted takes its projects along: shots, feed, and pictures", async () => {
		const own = await makeAccount();
		const { id, shots } = await storyboard([{}, {}], {}, own);
		await generateShots(own, id);
		await finish(await mustClaim(worker), await png());
		await filePicture(env, first(shots).id);
		expect(await fileOf(own, first(shots))).not.toBeNull();
		await markAccount(env, own.id, Date.now(), "0".repeat(64));
		let gone = false;
		for (let step = 0; step < 10 && !gone; step++) gone = await deleteAccountStep(env, own.id, Date.now());
		expect(gone).toBe(true);
		for (const table of ["projects", "shots"])
			expect(
				await env.DB.prepare(`SELECT 1 FROM ${table} WHERE account_id = ?`).bind(own.id).first(),
			).toBeNull();
		expect(
			await env.DB.prepare("SELECT 1 FROM project_events WHERE project_id = ?").bind(id).first(),
		).toBeNull();
		expect((await env.BUCKET.list({ prefix: `${own.id}/` })).objects).toEqual([]);
	});
});
