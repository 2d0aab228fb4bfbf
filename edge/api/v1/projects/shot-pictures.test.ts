import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { SHOT_SEED_LIMIT, type ShotResource } from "../../../contract/projects/projects.ts";
import type { ClaimedTask } from "../../../contract/workers/workers.ts";
import { filePicture } from "../../../projects/file-picture.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { makeCharacter } from "../../../testing/characters.ts";
import { png, sha256 } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, uploadAsset } from "../../../testing/jobs.ts";
import {
	addShots,
	changeShot,
	fileOf,
	first,
	generateShot,
	generateShots,
	getShot,
	makeProject,
	rowOf,
} from "../../../testing/projects.ts";
import {
	attemptPath,
	claim,
	finish,
	makeWorker,
	mustClaim,
	type TestWorker,
} from "../../../testing/workers.ts";
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

const fail = async (task: ClaimedTask, code = "worker_error") =>
	jsonOf(
		await call("POST", `${attemptPath(task)}/fail`, {
			as: task.grant,
			json: { failure: { code, message: "the machine failed" } },
		}),
		200,
	);
const again = (project: string, { id }: { id: string }) => getShot(account, project, id);
describe("one picture", () => {
	test("S1-04, S1-18, S1-20, S1-42, S1-47, S1-49 from a sentence to its stored picture, and the flag is cleared by it", async () => {
		const { id, shots } = await storyboard([{ image_prompt: "a lighthouse at night", seed: 0 }]);
		const shot = first(shots);
		const made = await generateShot(account, shot);
		expect(made).toMatchObject({ shot: shot.id, reused: false });
		expect(await again(id, shot)).toMatchObject({ status: "queued", job: made.job, is_image_dirty: true });
		const job = await getJob(account, made.job);
		expect(job).toMatchObject({
			workflow: "storyboard-image@1",
			parameters: { prompt: "a lighthouse at night", seed: 0, width: 1920, height: 1080 },
			metadata: { project: id, shot: shot.id },
		});
		expect(await rowOf("jobs", made.job)).toMatchObject({ project_id: id, shot_id: shot.id });
		const task = await mustClaim(worker);
		expect(await again(id, shot)).toMatchObject({ status: "generating", is_image_dirty: true });
		const picture = await png(16, 9);
		await finish(task, picture);
		const done = await again(id, shot);
		expect(done).toMatchObject({
			status: "completed",
			is_image_dirty: false,
			image_file: `data/projects/${id}/images/${shot.id}.png`,
			image_url: `/v1/projects/${id}/shots/${shot.id}/image`,
			image_asset: (await getJob(account, made.job)).outputs[0]?.id,
		});
		const shown = await call("GET", done.image_url ?? "", { as: account.key });
		expect([shown.status, shown.headers.get("content-type")]).toEqual([200, "image/png"]);
		expect(await sha256(new Uint8Array(await shown.arrayBuffer()))).toBe(await sha256(picture));
	});

	test("S1-10 the picture lies under its own key as well, counts as stored, and stays when its job goes", async () => {
		const own = await makeAccount();
		const { id, shots } = await storyboard([{}], {}, own);
		const shot = first(shots);
		const { job } = await generateShot(own, shot);
		const picture = await png(12, 12);
		await finish(await mustClaim(worker), picture);
		// It was perhaps copied at once; twice is no harm.
		await filePicture(env, shot.id);
		const object = await fileOf(own, shot);
		expect(object?.httpMetadata?.contentType).toBe("image/png");
		expect(await sha256(new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer()))).toBe(
			await sha256(picture),
		);
		expect(await rowOf("accounts", own.id)).toMatchObject({ stored_bytes: 2 * picture.length });
		expect((await call("DELETE", `/v1/jobs/${job}`, { as: own.key })).status).toBe(204);
		expect(await rowOf("accounts", own.id)).toMatchObject({ stored_bytes: picture.length });
		const url = `/v1/projects/${id}/shots/${shot.id}/image`;
		const shown = await call("GET", url, { as: own.key });
		expect(await sha256(new Uint8Array(await shown.arrayBuffer()))).toBe(await sha256(picture));
		const etag = shown.headers.get("etag") ?? "";
		const known = await call("GET", url, { as: own.key, headers: { "if-none-match": etag } });
		expect(known.status).toBe(304);
		expect((await call("DELETE", `/v1/projects/${id}/shots/${shot.id}`, { as: own.key })).status).toBe(204);
		expect(await fileOf(own, shot)).toBeNull();
		expect(await rowOf("accounts", own.id)).toMatchObject({ stored_bytes: 0 });
	});

	test("S1-21 a change while the picture is made leaves the shot dirty, with the picture; failure clears nothing", async () => {
		const { id, shots } = await storyboard([{ seed: 1 }, {}]);
		const [changed, failing] = shots as [ShotResource, ShotResource];
		await generateShot(account, changed);
		const task = await mustClaim(worker);
		await changeShot(account, changed, { image_prompt: "something else" });
		await finish(task, await png());
		const after = await again(id, changed);
		expect(after).toMatchObject({ status: "completed", is_image_dirty: true });
		expect(after.image_asset).not.toBeNull();
		await generateShot(account, failing);
		await fail(await mustClaim(worker), "node_error");
		expect(await again(id, failing)).toMatchObject({
			...{ status: "failed", is_image_dirty: true, image_file: null },
			error: { code: "node_error", whose_fault: "operator" },
		});
		await generateShot(account, after);
		const { job } = await again(id, after);
		await jsonOf(await call("POST", `/v1/jobs/${job}/cancel`, { as: account.key }), 200);
		expect(await again(id, after)).toMatchObject({ status: "canceled", is_image_dirty: true });
	});

	test("S1-21 a retry of the shot's newest job is the shot's: its picture clears the flag, unless the shot was changed since", async () => {
		const { id, shots } = await storyboard([{ seed: 3 }, {}]);
		const [failing, changed] = shots as [ShotResource, ShotResource];
		const retry = (job: string | null) => call("POST", `/v1/jobs/${job}/retry`, { as: account.key });
		const failed = async (shot: ShotResource) => {
			const { job } = await generateShot(account, shot);
			await fail(await mustClaim(worker), "node_error");
			return job;
		};
		const before = await failed(failing);
		// Two at once: one makes it, and the other is told which.
		const answers = await Promise.all([retry(before), retry(before)]);
		expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
		const waiting = await again(id, failing);
		expect(waiting).toMatchObject({ status: "queued", error: null, is_image_dirty: true });
		const job = await getJob(account, waiting.job ?? "");
		expect(job).toMatchObject({ retry_of: before, parameters: { seed: 3 }, metadata: { shot: failing.id } });
		const late = await problemOf(await writesNothing(() => retry(before)), "conflict");
		expect(late.errors[0]).toMatchObject({ code: "busy", message: expect.stringContaining(job.id) });
		await finish(await mustClaim(worker), await png());
		expect(await again(id, failing)).toMatchObject({
			...{ status: "completed", is_image_dirty: false, job: job.id },
			image_asset: (await getJob(account, job.id)).outputs[0]?.id,
		});
		const told = await env.DB.prepare(
			"SELECT body ->> 'type' AS type FROM project_events WHERE project_id = ? ORDER BY seq",
		)
			.bind(id)
			.all<{ type: string }>();
		expect(told.results.map(({ type }) => type)).toEqual([
			...["job_queued", "progress", "job_failed"],
			...["job_queued", "progress", "job_complete"],
		]);
		// An older one is a job like any other: the shot has a picture of a newer one.
		const older = await jsonOf<{ id: string }>(await retry(before), 201);
		expect(await rowOf("jobs", older.id)).toMatchObject({ shot_id: null, project_id: null });
		await finish(await mustClaim(worker), await png(5, 5));
		expect(await again(id, failing)).toMatchObject({ job: job.id, is_image_dirty: false });

		const stale = await failed(changed);
		await changeShot(account, changed, { image_prompt: "something else" });
		await jsonOf(await retry(stale), 201);
		await finish(await mustClaim(worker), await png());
		const after = await again(id, changed);
		expect(after).toMatchObject({ status: "completed", is_image_dirty: true });
		expect(after.image_asset).not.toBeNull();
	});

	test("S1-13, S1-14, S1-34, S1-46 three attempts, after 30 and 60 seconds and a little more; five minutes each; a seed is chosen", async () => {
		const { shots } = await storyboard([{}]);
		const { job } = await generateShot(account, first(shots));
		const { parameters } = await getJob(account, job);
		expect(parameters.seed).toBeGreaterThanOrEqual(0);
		expect(parameters.seed).toBeLessThan(SHOT_SEED_LIMIT);
		const row = () =>
			env.DB.prepare("SELECT * FROM tasks WHERE job_id = ?").bind(job).first<Record<string, number>>();
		expect(await row()).toMatchObject({ max_attempts: 3, runtime_ms: 300_000, backoff_ms: 30_000 });
		for (const least of [30_000, 60_000]) {
			const from = Date.now();
			await fail(await mustClaim(worker));
			const wait = ((await row())?.available_at ?? 0) - from;
			expect(wait).toBeGreaterThanOrEqual(least);
			expect(await claim(worker)).toBeNull();
			// Its time has come.
			await env.DB.prepare("UPDATE tasks SET available_at = 1 WHERE job_id = ?").bind(job).run();
		}
		await fail(await mustClaim(worker));
		expect(await getJob(account, job)).toMatchObject({ status: "failed", error: { code: "worker_error" } });
	});

	test("S1-07, S1-08 a character brings its style, and its references where the shot has none of its own", async () => {
		const ids = await Promise.all(
			[1, 2, 3, 4].map(async (n) => (await uploadAsset(account, await png(n, n))).id),
		);
		const style_lora = { file: "styles/ink.safetensors", strength: 0.5 };
		const { id: character } = await makeCharacter(account, { style_lora });
		await env.DB.batch([
			...ids.map((asset, i) =>
				env.DB.prepare(
					"INSERT INTO character_references VALUES (?, 1, ?, 'avatar', 'REFERENCE_AVATAR', ?)",
				).bind(character, i, asset),
			),
			env.DB.prepare("UPDATE characters SET references_version = 1 WHERE id = ?").bind(character),
		]);
		const { shots } = await storyboard([{ character }, { character, references: ids.slice(3) }]);
		const made = [];
		for (const shot of shots) made.push(await getJob(account, (await generateShot(account, shot)).job));
		expect(made.map(({ parameters }) => parameters.references)).toEqual([ids.slice(0, 3), ids.slice(3)]);
		expect(made.map(({ parameters }) => parameters.style_lora)).toEqual(Array(2).fill(style_lora.file));
		expect(made.map((job) => job.character)).toEqual([character, character]);
		for (const _ of made) await finish(await mustClaim(worker), await png());
	});

	test("what cannot be made is refused with its place, and nothing is written", async () => {
		const { id, shots } = await storyboard([
			{ image_prompt: null },
			{ style_lora: { file: "no-such.safetensors" } },
			{
				references: await Promise.all(
					[1, 2, 3, 4].map(async () => (await uploadAsset(account, await png())).id),
				),
			},
		]);
		const refused = async (shot: ShotResource, code: Parameters<typeof problemOf>[1]) => {
			const path = `/v1/projects/${id}/shots/${shot.id}/generate`;
			const problem = await problemOf(await call("POST", path, { as: account.key, json: {} }), code);
			return [problem.errors[0]?.pointer, problem.errors[0]?.code];
		};
		const [silent, styled, many] = shots as [ShotResource, ShotResource, ShotResource];
		await writesNothing(async () => {
			expect(await refused(silent, "conflict")).toEqual(["/image_prompt", "no_prompt"]);
			expect(await refused(styled, "unsupported_capability")).toEqual(["/style_lora/file", "missing_model"]);
			expect(await refused(many, "invalid_request")).toEqual(["/references", "invalid_parameter"]);
			const path = `/v1/projects/${id}/shots/${many.id}/generate`;
			await problemOf(await call("POST", path, { as: account.key, json: { reuse: "x" } }), "invalid_request");
			const all = await call("POST", `/v1/projects/${id}/generate`, { as: account.key, json: {} });
			const problem = await problemOf(all, "unsupported_capability");
			expect(problem.errors.map(({ pointer }) => pointer)).toEqual([
				`/shots/${styled.id}/style_lora/file`,
				`/shots/${many.id}/references`,
			]);
		});
	});

	test("while a picture is made another is refused with its job, and neither shot nor project can be deleted", async () => {
		const { id, shots } = await storyboard([{}, {}]);
		const shot = first(shots);
		const path = `/v1/projects/${id}/shots/${shot.id}`;
		const asked = await Promise.all(
			[0, 1].map(() => call("POST", `${path}/generate`, { as: account.key, json: {} })),
		);
		expect(asked.map(({ status }) => status).sort()).toEqual([201, 409]);
		const { job } = await again(id, shot);
		for (const answer of asked.filter(({ status }) => status === 409))
			expect((await problemOf(answer, "conflict")).errors[0]).toMatchObject({
				code: "busy",
				message: expect.stringContaining(job ?? ""),
			});
		await mustClaim(worker);
		await writesNothing(async () => {
			for (const what of [path, `/v1/projects/${id}`]) {
				const problem = await problemOf(await call("DELETE", what, { as: account.key }), "conflict");
				expect(problem.errors[0]?.message).toContain(job);
			}
		});
		await generateShots(account, id);
		const cancel = async () =>
			jsonOf(await call("POST", `/v1/projects/${id}/cancel`, { as: account.key }), 200);
		expect(await cancel()).toEqual({ canceled: 2, has_more: false });
		expect((await again(id, shots[1] as ShotResource)).status).toBe("canceled");
		expect((await getJob(account, job ?? "")).status).toBe("canceling");
	});

	test("S1-64 the same request is answered from what was made before, where that is asked for", async () => {
		const { id, shots } = await storyboard([{ image_prompt: "the same" }, { image_prompt: "the same" }]);
		const [made, same] = shots as [ShotResource, ShotResource];
		const { job } = await generateShot(account, made, { reuse: true });
		await finish(await mustClaim(worker), await png(7, 7));
		const fresh = await generateShot(account, same);
		expect(fresh).toMatchObject({ reused: false });
		await finish(await mustClaim(worker), await png(8, 8));
		await changeShot(account, same, { image_prompt: "another" });
		await changeShot(account, same, { image_prompt: "the same" });
		// The newest of those that were asked for in this way.
		expect(await generateShot(account, same, { reuse: true })).toEqual({
			shot: same.id,
			job: fresh.job,
			reused: true,
		});
		expect(fresh.job).not.toBe(job);
		expect(await again(id, same)).toMatchObject({
			status: "completed",
			is_image_dirty: false,
			job: fresh.job,
		});
		expect(await claim(worker)).toBeNull();
		await changeShot(account, same, { seed: 5 });
		expect(await generateShot(account, same, { reuse: true })).toMatchObject({ reused: false });
		await finish(await mustClaim(worker), await png());
		const other = await makeAccount();
		const foreign = await storyboard([{ image_prompt: "the same" }], {}, other);
		expect(await generateShot(other, first(foreign.shots), { reuse: true })).toMatchObject({ reused: false });
		await finish(await mustClaim(worker), await png());
	});
});
