import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { jobSchema } from "../../../contract/jobs/jobs.ts";
import type { Problem } from "../../../contract/problem.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import { mp4, png } from "../../../testing/files.ts";
import { call, jsonOf } from "../../../testing/http.ts";
import { getJob, submit, uploadAsset } from "../../../testing/jobs.ts";
import {
	capabilitiesFor,
	DATASET,
	decide,
	FILM,
	pipelineWorker,
	serve,
	serveStage,
	stagesOf,
} from "../../../testing/pipelines.ts";
import { CAPABILITIES, claim, makeWorker, mustClaim } from "../../../testing/workers.ts";

describe("the character reference dataset", () => {
	test("S3-01 S3-02 S3-03 S3-04 S3-05 four stages, each with all pictures before it", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("character-reference-dataset");
		const job = await submit(account, machine, DATASET);
		expect(job).toMatchObject({
			status: "queued",
			workflow: null,
			pipeline: "character-reference-dataset@1",
			parameters: { seed: 7, reference_strength: 0.8 },
		});
		expect(stagesOf(job)).toEqual({ avatar: "queued", front: "waiting", side: "waiting", back: "waiting" });
		const counts: Record<string, number> = {};
		for (const key of ["avatar", "front", "side", "back"]) {
			const task = await serveStage(machine, key);
			counts[`${key} ${task.workflow}`] = task.folders.flatMap(({ files }) => files).length;
		}
		expect(counts).toEqual({
			"avatar multi-ref-face-no-reference@1": 0,
			"front multi-ref-front@1": 1,
			"side multi-ref-side@1": 2,
			"back multi-ref-back@1": 3,
		});
		const done = await getJob(account, job.id);
		expect(done).toMatchObject({ status: "succeeded", error: null });
		expect(done.outputs).toHaveLength(4);
		expect(done.stages.map(({ take }) => take)).toEqual([1, 1, 1, 1]);
	});

	test("S3-16 S3-18 with references of one's own, the avatar is made like them", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("character-reference-dataset");
		const { id } = await uploadAsset(account, await png(8, 8));
		const references = Array.from({ length: 5 }, () => id);
		await submit(account, machine, { ...DATASET, parameters: { ...DATASET.parameters, references } });
		const task = await mustClaim(machine);
		expect(task.workflow).toBe("multi-ref-face@1");
		expect(task.folders.flatMap(({ files }) => files)).toHaveLength(5);
	});
});

describe("people decide in between", () => {
	test("no film before picture and preview were approved; the job says what it waits for", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("film-from-picture");
		const job = await submit(account, machine, FILM);
		const first = await serveStage(machine, "picture");
		const waits = await getJob(account, job.id);
		expect(waits).toMatchObject({
			status: "queued",
			queue: null,
			awaiting: { stage: "picture", take: 1, gate: { approve: true } },
		});
		expect(waits.awaiting?.until).toBe(waits.deadline_at);
		expect(await claim(machine)).toBeNull();

		const again = await decide(account, job.id, "picture", { choice: "retake", take: 1 });
		expect(jobSchema.parse(await jsonOf(again, 200)).stages[0]).toMatchObject({ status: "queued", take: 2 });
		const second = await serveStage(machine, "picture");
		expect(second.index).toBe(first.index);
		expect(second.task_id).not.toBe(first.task_id);
		expect(JSON.stringify(second.graph)).not.toBe(JSON.stringify(first.graph));

		await jsonOf(await decide(account, job.id, "picture", { choice: "approve", take: 2 }), 200);
		const preview = await serveStage(machine, "preview");
		const shown = await getJob(account, job.id);
		const picture = shown.stages[0]?.tasks.find(({ take }) => take === 2)?.outputs[0];
		expect(preview.inputs.map(({ asset_id }) => asset_id)).toEqual([picture?.id]);
		await jsonOf(await decide(account, job.id, "preview", { choice: "approve" }), 200);
		await serveStage(machine, "film");
		const done = await getJob(account, job.id);
		expect(done).toMatchObject({ status: "succeeded", awaiting: null });
		expect(done.stages[0]?.decision).toMatchObject({ choice: "approve", take: 2 });
	});

	test("a refusal fails the job and says who and why; a cancel while it waits ends it at once", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("film-from-picture");
		const refused = await submit(account, machine, FILM);
		await serveStage(machine, "picture");
		await jsonOf(
			await decide(account, refused.id, "picture", { choice: "reject", reason: "six fingers" }),
			200,
		);
		expect(await getJob(account, refused.id)).toMatchObject({
			status: "failed",
			error: { code: "rejected", whose_fault: "user", message: expect.stringContaining("six fingers") },
		});
		const canceled = await submit(account, machine, FILM);
		await serveStage(machine, "picture");
		await jsonOf(await call("POST", `/v1/jobs/${canceled.id}/cancel`, { as: account.key }), 200);
		expect(await getJob(account, canceled.id)).toMatchObject({ status: "canceled" });
		const late = await decide(account, canceled.id, "picture", { choice: "approve" });
		expect(late.status).toBe(409);
	});

	test("what is waited for cannot be deleted meanwhile: the next stage reads it", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("film-from-picture");
		const job = await submit(account, machine, FILM);
		await serveStage(machine, "picture");
		const picture = (await getJob(account, job.id)).outputs[0]?.id;
		const forget = () => call("DELETE", `/v1/assets/${picture}`, { as: account.key });
		expect((await jsonOf<Problem>(await forget(), 409)).detail).toContain(job.id);
		await jsonOf(await decide(account, job.id, "picture", { choice: "approve" }), 200);
		const preview = await mustClaim(machine);
		expect(preview.inputs.map(({ asset_id }) => asset_id)).toEqual([picture]);
		await serve(preview);
		await jsonOf(await call("POST", `/v1/jobs/${job.id}/cancel`, { as: account.key }), 200);
		expect((await forget()).status).toBe(204);
	});

	test("of two wishes for another take of the same, the one that is not made is told so", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("film-from-picture");
		const job = await submit(account, machine, FILM);
		await serveStage(machine, "picture");
		const wish = (seed: number) =>
			decide(account, job.id, "picture", { choice: "retake", take: 1, parameters: { seed } });
		const first = jobSchema.parse(await jsonOf(await wish(11), 200));
		expect((await wish(12)).status).toBe(409);
		// Said again, it is the same wish, also once it was made.
		expect(jobSchema.parse(await jsonOf(await wish(11), 200)).version).toBe(first.version);
		await serveStage(machine, "picture");
		expect(jobSchema.parse(await jsonOf(await wish(11), 200)).stages[0]).toMatchObject({
			status: "awaiting_approval",
			take: 2,
		});
	});

	test("a stage that no worker of the moment can run waits for one: the machine was off when it was approved", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("film-from-picture");
		const job = await submit(account, machine, FILM);
		await serveStage(machine, "picture");
		const days = Date.now() - 3 * 24 * 60 * 60_000;
		await env.DB.prepare("UPDATE workers SET gone_at = ?1, last_seen_at = ?1 WHERE id = ?2")
			.bind(days, machine.id)
			.run();
		const lesser = await makeWorker({
			pool: machine.pool,
			capabilities: { ...CAPABILITIES, model_inputs: {} },
		});
		await jsonOf(await decide(account, job.id, "picture", { choice: "approve" }), 200);
		expect(await claim(lesser)).toBeNull();
		const waits = await getJob(account, job.id);
		const queue = { stage: "preview", reason: "no_capable_worker" };
		expect(waits).toMatchObject({ status: "queued", error: null, queue });
		const back = await makeWorker({ pool: machine.pool, capabilities: capabilitiesFor("film-from-picture") });
		await serveStage(back, "preview");
		expect(stagesOf(await getJob(account, job.id))).toMatchObject({ preview: "awaiting_approval" });
	});

	test("a job whose pipeline is no longer in storage fails and says so, instead of waiting for it", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("film-from-picture");
		const job = await submit(account, machine, FILM);
		await serveStage(machine, "picture");
		const pinned = `r2:${account.id}/nowhere#0+9000`;
		await env.DB.prepare("UPDATE jobs SET pipeline_plan = ? WHERE id = ?").bind(pinned, job.id).run();
		const take = await jsonOf<Problem>(await decide(account, job.id, "picture", { choice: "retake" }), 422);
		expect(take.detail).toContain("no longer in storage");
		await jsonOf(await decide(account, job.id, "picture", { choice: "approve" }), 200);
		expect(await getJob(account, job.id)).toMatchObject({
			status: "failed",
			error: { code: "stage_invalid", message: expect.stringContaining("no longer in storage") },
		});
	});

	test("two people who decide at once: one is heard, the other is told", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("film-from-picture");
		const job = await submit(account, machine, FILM);
		await serveStage(machine, "picture");
		const said = await Promise.all([
			decide(account, job.id, "picture", { choice: "approve", take: 1 }),
			decide(account, job.id, "picture", { choice: "reject", take: 1 }),
		]);
		expect(said.map(({ status }) => status).sort()).toEqual([200, 409]);
	});
});

describe("bad input", () => {
	const problem = async (response: Response, status: number) => jsonOf<Problem>(response, status);
	const ask = async (request: Record<string, unknown>) => {
		const account = await makeAccount();
		const machine = await pipelineWorker("character-reference-dataset");
		return call("POST", "/v1/jobs", { as: account.key, json: { ...request, pool: machine.pool } });
	};

	test.each([
		["an unknown pipeline", { pipeline: "no-such-thing", parameters: {} }, "/pipeline"],
		["a missing parameter", { pipeline: DATASET.pipeline, parameters: {} }, "/parameters/prompt"],
		[
			"six references",
			{
				...DATASET,
				parameters: { prompt: "a", references: Array.from({ length: 6 }, () => `ast_${"0".repeat(26)}`) },
			},
			"/parameters/references",
		],
		[
			"a reference that is not there",
			{ ...DATASET, parameters: { prompt: "a", references: [`ast_${"0".repeat(26)}`] } },
			"/parameters/references/0",
		],
		["a pipeline and a workflow", { ...DATASET, workflow: "sdxl-image" }, "/workflow"],
		["inputs", { ...DATASET, inputs: { "1.image": `ast_${"0".repeat(26)}` } }, "/inputs"],
	])("%s is refused, with its place", async (_, request, pointer) => {
		const { errors } = await problem(await ask(request), 422);
		expect(errors.map((error) => error.pointer)).toContain(pointer);
	});

	test("nothing is decided about a stage that does not wait, is not there, or is somebody else's", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("film-from-picture");
		const job = await submit(account, machine, FILM);
		const approve = { choice: "approve" };
		expect((await decide(account, job.id, "picture", approve)).status).toBe(409);
		expect((await decide(account, job.id, "film", approve)).status).toBe(409);
		expect((await decide(account, job.id, "nowhere", approve)).status).toBe(404);
		expect((await decide(await makeAccount(), job.id, "picture", approve)).status).toBe(404);
		await serveStage(machine, "picture");
		const stranger = await uploadAsset(account, await png(8, 8));
		const pick = { choice: "pick", outputs: [stranger.id] };
		expect((await problem(await decide(account, job.id, "picture", pick), 422)).errors[0]?.pointer).toBe(
			"/outputs/0",
		);
		const take = { choice: "retake", parameters: { no_such_parameter: 1 } };
		expect((await problem(await decide(account, job.id, "picture", take), 422)).errors[0]?.pointer).toBe(
			"/parameters",
		);
		expect((await decide(account, job.id, "picture", { choice: "retake", indexes: [5] })).status).toBe(422);
		expect((await decide(account, job.id, "picture", { choice: "approve", take: 7 })).status).toBe(422);
		expect((await decide(account, job.id, "picture", { choice: "maybe" })).status).toBe(422);
		expect(await getJob(account, job.id)).toMatchObject({ awaiting: { stage: "picture", take: 1 } });
	});

	test("another take is refused with a file that is of another kind, not there, or somebody else's", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("film-from-picture");
		const job = await submit(account, machine, FILM);
		await serveStage(machine, "picture");
		await jsonOf(await decide(account, job.id, "picture", { choice: "approve" }), 200);
		await serveStage(machine, "preview");
		const files = [
			await uploadAsset(account, mp4(), "film.mp4"),
			await uploadAsset(await makeAccount(), await png(8, 8)),
			{ id: `ast_${"0".repeat(26)}` },
		];
		for (const { id } of files) {
			const take = { choice: "retake", parameters: { start_image: id } };
			const refused = await problem(await decide(account, job.id, "preview", take), 422);
			expect(refused.errors[0]).toMatchObject({
				pointer: "/parameters",
				message: expect.stringContaining(id),
			});
		}
		expect(await getJob(account, job.id)).toMatchObject({ awaiting: { stage: "preview", take: 1 } });
	});
});

test("a fan-out makes a task for each item, and all of them at once", async () => {
	const account = await makeAccount();
	const machine = await pipelineWorker("body-types");
	const { id } = await uploadAsset(account, await png(8, 8));
	const listed = await jsonOf<{ data: { id: string; example: Record<string, unknown> }[] }>(
		await call("GET", "/v1/pipelines", { as: account.key }),
		200,
	);
	const example = listed.data.find((one) => one.id === "body-types")?.example ?? {};
	const parameters = JSON.parse(JSON.stringify(example).replaceAll(/ast_[0-9a-z]{26}/g, id));
	const job = await submit(account, machine, { pipeline: "body-types", parameters });
	const tasks = job.stages.flatMap((stage) => stage.tasks);
	expect(tasks).toHaveLength(8);
	for (const _ of tasks) await serve(await mustClaim(machine));
	expect(await getJob(account, job.id)).toMatchObject({ status: "succeeded" });
});
