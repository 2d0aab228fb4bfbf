import { describe, expect, test } from "vitest";
import { jobSchema } from "../../contract/jobs.ts";
import type { Problem } from "../../contract/problem.ts";
import { makeAccount } from "../../testing/accounts.ts";
import { mp4, png } from "../../testing/files.ts";
import { call, jsonOf } from "../../testing/http.ts";
import { getJob, submit, uploadAsset } from "../../testing/jobs.ts";
import { capabilitiesFor, decide, serve, serveStage, stagesOf } from "../../testing/pipelines.ts";
import { claim, makeWorker, mustClaim } from "../../testing/workers.ts";

const DATASET = {
	pipeline: "character-reference-dataset",
	parameters: { prompt: "woman, black hair", seed: 7 },
};
const FILM = {
	pipeline: "film-from-picture@1",
	parameters: { prompt: "a woman on a pier", motion: "she turns her head", seed: 7 },
};
const worker = (pipeline: string) => makeWorker({ capabilities: capabilitiesFor(pipeline) });

describe("the character reference dataset", () => {
	test("S3-01 S3-02 S3-03 S3-04 S3-05 four stages, each with all pictures before it", async () => {
		const account = await makeAccount();
		const machine = await worker("character-reference-dataset");
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
		const machine = await worker("character-reference-dataset");
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
		const machine = await worker("film-from-picture");
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
		const machine = await worker("film-from-picture");
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
		const machine = await worker("film-from-picture");
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

	test("two people who decide at once: one is heard, the other is told", async () => {
		const account = await makeAccount();
		const machine = await worker("film-from-picture");
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
		const machine = await worker("character-reference-dataset");
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
		const machine = await worker("film-from-picture");
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
		const machine = await worker("film-from-picture");
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

describe("a retry", () => {
	const retry = (account: { key: string }, job: string, query = "") =>
		call("POST", `/v1/jobs/${job}/retry${query}`, { as: account.key });

	test("from a stage takes over what ended well before it, and runs none of that again", async () => {
		const account = await makeAccount();
		const machine = await worker("character-reference-dataset");
		const first = await submit(account, machine, DATASET);
		for (const key of ["avatar", "front"]) await serveStage(machine, key);
		await jsonOf(await call("POST", `/v1/jobs/${first.id}/cancel`, { as: account.key }), 200);
		const ended = await getJob(account, first.id);
		const again = jobSchema.parse(await jsonOf(await retry(account, first.id, "?from_stage=front"), 201));
		expect(again).toMatchObject({ retry_of: first.id, parameters: { seed: 7 } });
		expect(stagesOf(again)).toEqual({
			avatar: "succeeded",
			front: "queued",
			side: "waiting",
			back: "waiting",
		});
		expect(again.stages[0]).toMatchObject({ adopted_from: first.id, tasks: [] });
		const avatar = ended.stages[0]?.tasks[0]?.outputs[0]?.id;
		const front = await mustClaim(machine);
		const files = front.folders.flatMap((folder) => folder.files);
		expect(files).toEqual([expect.objectContaining({ asset_id: avatar })]);
		// What a job that runs was given stays.
		const kept = await call("DELETE", `/v1/assets/${avatar}`, { as: account.key });
		expect(kept.status).toBe(409);
		await serve(front);
		await serveStage(machine, "side");
		await serveStage(machine, "back");
		expect(await getJob(account, again.id)).toMatchObject({ status: "succeeded" });
	});

	test("of a retry from a stage, the first job's stages are taken over again", async () => {
		const account = await makeAccount();
		const machine = await worker("character-reference-dataset");
		const first = await submit(account, machine, DATASET);
		for (const key of ["avatar", "front", "side", "back"]) await serveStage(machine, key);
		const second = jobSchema.parse(await jsonOf(await retry(account, first.id, "?from_stage=back"), 201));
		await serveStage(machine, "back");
		const third = jobSchema.parse(await jsonOf(await retry(account, second.id, "?from_stage=back"), 201));
		expect(third.stages.map(({ adopted_from }) => adopted_from)).toEqual([
			first.id,
			first.id,
			first.id,
			null,
		]);
		const back = await serveStage(machine, "back");
		expect(back.folders.flatMap(({ files }) => files)).toHaveLength(3);
	});

	test("from a stage that reads what was deleted since is refused, and says from where it can be", async () => {
		const account = await makeAccount();
		const machine = await worker("character-reference-dataset");
		const first = await submit(account, machine, DATASET);
		for (const key of ["avatar", "front"]) await serveStage(machine, key);
		await jsonOf(await call("POST", `/v1/jobs/${first.id}/cancel`, { as: account.key }), 200);
		const [avatar] = (await getJob(account, first.id)).outputs;
		expect((await call("DELETE", `/v1/assets/${avatar?.id}`, { as: account.key })).status).toBe(204);
		const { code, errors } = await jsonOf<Problem>(await retry(account, first.id, "?from_stage=side"), 422);
		expect({ code, pointer: errors[0]?.pointer }).toEqual({ code: "missing_asset", pointer: "/from_stage" });
		expect(errors[0]?.message).toContain("retry from avatar");
		const again = jobSchema.parse(await jsonOf(await retry(account, first.id, "?from_stage=avatar"), 201));
		expect(stagesOf(again)).toMatchObject({ avatar: "queued", front: "waiting" });
	});

	test("without a stage runs all of it anew, with the seeds that were chosen", async () => {
		const account = await makeAccount();
		const machine = await worker("film-from-picture");
		const { prompt, motion } = FILM.parameters;
		const first = await submit(account, machine, { ...FILM, parameters: { prompt, motion } });
		await serveStage(machine, "picture");
		await jsonOf(await decide(account, first.id, "picture", { choice: "reject" }), 200);
		const again = jobSchema.parse(await jsonOf(await retry(account, first.id), 201));
		expect(again.parameters).toEqual(first.parameters);
		expect(stagesOf(again)).toMatchObject({ picture: "queued" });
	});

	test("from a stage that is not there, or of a job of one stage, is refused", async () => {
		const account = await makeAccount();
		const machine = await worker("character-reference-dataset");
		const first = await submit(account, machine, DATASET);
		expect((await retry(account, first.id, "?from_stage=front")).status).toBe(409);
		await jsonOf(await call("POST", `/v1/jobs/${first.id}/cancel`, { as: account.key }), 200);
		const problem = await jsonOf<Problem>(await retry(account, first.id, "?from_stage=nowhere"), 422);
		expect(problem.errors[0]?.pointer).toBe("/from_stage");
		expect((await retry(account, first.id, "?from_stag=front")).status).toBe(400);
	});
});

test("a fan-out makes a task for each item, and all of them at once", async () => {
	const account = await makeAccount();
	const machine = await worker("body-types");
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
