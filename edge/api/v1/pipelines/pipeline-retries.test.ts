import { describe, expect, test } from "vitest";
import { jobSchema } from "../../../contract/jobs/jobs.ts";
import type { Problem } from "../../../contract/problem.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import { call, jsonOf } from "../../../testing/http.ts";
import { getJob, submit } from "../../../testing/jobs.ts";
import {
	DATASET,
	decide,
	FILM,
	pipelineWorker,
	serve,
	serveStage,
	stagesOf,
} from "../../../testing/pipelines.ts";
import { fail, mustClaim } from "../../../testing/workers.ts";

describe("a retry", () => {
	const retry = (account: { key: string }, job: string, query = "") =>
		call("POST", `/v1/jobs/${job}/retry${query}`, { as: account.key });

	test("from a stage takes over what ended well before it, and runs none of that again", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("character-reference-dataset");
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
		const machine = await pipelineWorker("character-reference-dataset");
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

	test("from far down does without what the first job did without as it had failed", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("character-creation");
		const parameters = { prompt: "A woman of 25", face_swap: true, base_images: 1, seed: 7 };
		const first = await submit(account, machine, { pipeline: "character-creation", parameters });
		await serveStage(machine, "base-images");
		const [made] = (await getJob(account, first.id)).outputs;
		const pick = { choice: "pick", outputs: [made?.id] };
		await jsonOf(await decide(account, first.id, "base-images", pick), 200);
		for (const task of [await mustClaim(machine), await mustClaim(machine)]) {
			if (task.stage !== "face-swap") await serve(task);
			else await jsonOf(await fail(task, "node_error"), 200);
		}
		await jsonOf(await call("POST", `/v1/jobs/${first.id}/cancel`, { as: account.key }), 200);
		expect(stagesOf(await getJob(account, first.id))).toMatchObject({ "face-swap": "failed" });
		const query = "?from_stage=character-sheet";
		const again = jobSchema.parse(await jsonOf(await retry(account, first.id, query), 201));
		expect(stagesOf(again)).toMatchObject({
			"base-images": "succeeded",
			"face-swap": "failed",
			"skin-enhancement": "succeeded",
			"character-sheet": "queued",
			// It was canceled with the job, before it had a chance.
			train: "waiting",
		});
		expect(again.stages.find(({ key }) => key === "face-swap")).toMatchObject({
			adopted_from: first.id,
			error: { code: "node_error" },
		});
		const swap = jobSchema.parse(await jsonOf(await retry(account, first.id, "?from_stage=face-swap"), 201));
		expect(stagesOf(swap)).toMatchObject({ "face-swap": "queued", "skin-enhancement": "succeeded" });
	});

	test("from a stage that reads what was deleted since is refused, and says from where it can be", async () => {
		const account = await makeAccount();
		const machine = await pipelineWorker("character-reference-dataset");
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
		const machine = await pipelineWorker("film-from-picture");
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
		const machine = await pipelineWorker("character-reference-dataset");
		const first = await submit(account, machine, DATASET);
		expect((await retry(account, first.id, "?from_stage=front")).status).toBe(409);
		await jsonOf(await call("POST", `/v1/jobs/${first.id}/cancel`, { as: account.key }), 200);
		const problem = await jsonOf<Problem>(await retry(account, first.id, "?from_stage=nowhere"), 422);
		expect(problem.errors[0]?.pointer).toBe("/from_stage");
		expect((await retry(account, first.id, "?from_stag=front")).status).toBe(400);
	});
});
