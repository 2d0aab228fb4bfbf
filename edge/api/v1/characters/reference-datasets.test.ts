import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Asset } from "../../../contract/assets/assets.ts";
import { referenceDatasetSchema } from "../../../contract/documents/reference-datasets.ts";
import { finishDeletions } from "../../../housekeeping/finish-deletions.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import {
	ask,
	datasetPath,
	getDataset,
	idsOf,
	keysOf,
	makeCharacter,
	makeDataset,
	startDataset,
	VIEWS,
	withReferences,
} from "../../../testing/characters.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, submit, uploadAsset } from "../../../testing/jobs.ts";
import { capabilitiesFor, pipelineWorker, serve, serveStage } from "../../../testing/pipelines.ts";
import { CAPABILITIES, claim, makeWorker, mustClaim } from "../../../testing/workers.ts";
import { writesNothing } from "../../../testing/writes.ts";

test("S3-06 S3-12 S3-25 S3-47 S3-92 S3-79 S3-94 S3-98 S3-99 S3-110 four views are made one after the other and become the references together", async () => {
	const account = await makeAccount();
	const worker = await pipelineWorker("character-reference-dataset");
	const { id } = await makeCharacter(account);
	const answer = await startDataset(account, id, worker, { parameters: { seed: 7 }, metadata: { for: "x" } });
	const started = referenceDatasetSchema.parse(await jsonOf(answer, 201));
	expect(answer.headers.get("location")).toBe(`/v1/jobs/${started.job?.id}`);
	expect(started).toMatchObject({
		version: 0,
		references: [],
		estimated_minutes: { least: 8, most: 12 },
		job: {
			estimated_time: "8-12 minutes",
			uses_references: false,
			progress: { stage: 0, total: 4, percent: 0, message: "Starting generation..." },
		},
	});
	for (const [i, view] of VIEWS.entries()) {
		const task = await mustClaim(worker);
		expect(task.stage).toBe(view);
		const { job, references } = await getDataset(account, id);
		expect(job?.progress).toMatchObject({ stage: i + 1, percent: i * 25 });
		expect(job?.stages.map(({ asset }) => asset !== null)).toEqual(VIEWS.map((_, at) => at < i));
		expect(references).toEqual([]);
		await serve(task);
	}
	const made = await getDataset(account, id);
	expect(made).toMatchObject({ version: 1, job: { status: "succeeded", progress: { percent: 100 } } });
	expect(made.references.map(({ content, label, stage }) => [content, label, stage])).toEqual(
		VIEWS.map((view) => [view.toUpperCase(), `REFERENCE_${view.toUpperCase()}`, view]),
	);
	// From now on the character is known by its face, also in lists.
	const avatar = made.references[0]?.asset.id;
	const characters = await ask(account, "GET", "/v1/characters");
	expect(await jsonOf(characters, 200)).toMatchObject({ data: [{ id, portrait: { id: avatar } }] });
	expect(made.references[3]).toMatchObject({
		asset: { label: "REFERENCE_BACK", hidden: true, job: started.job?.id },
		generation: {
			prompt: "full body, standing, back view, rear view, elf warrior",
			stage: 4,
			references_used: 3,
		},
	});
	expect(made.bytes).toBe(made.references.reduce((sum, { asset }) => sum + asset.size, 0));
	// Bytes of references lie in the character's own folder, under its account.
	expect(await keysOf(`${account.id}/characters/${id}/references/`)).toHaveLength(4);
	for (const { asset } of made.references)
		expect((await ask(account, "GET", asset.url)).status, asset.id).toBe(200);
});

test("S3-15 S3-78 the end of it is told to who wants to hear of it, with the job that made the references", async () => {
	const account = await makeAccount();
	const worker = await pipelineWorker("character-reference-dataset");
	const { id } = await makeCharacter(account);
	const json = { url: "https://93.184.216.34/hook", events: ["job.succeeded"] };
	const hook = await jsonOf<{ id: string }>(await ask(account, "POST", "/v1/webhooks", json), 201);
	// What happens while it is paused is kept, and nothing is sent.
	await jsonOf(await ask(account, "PATCH", `/v1/webhooks/${hook.id}`, { paused: true }), 200);
	const job = await makeDataset(account, id, worker);
	const deliveries = await ask(account, "GET", `/v1/webhooks/${hook.id}/deliveries`);
	expect((await jsonOf<{ data: object[] }>(deliveries, 200)).data).toMatchObject([
		{ type: "job.succeeded", job, status: "pending" },
	]);
});

test("S3-22 S3-23 references stand in no list of assets, unless hidden ones are asked for", async () => {
	const { account, character, job } = await withReferences();
	const shown = await uploadAsset(account, await png(3, 3));
	const listed = async (query: string) =>
		(await jsonOf<{ data: Asset[] }>(await ask(account, "GET", `/v1/assets?${query}`), 200)).data.map(
			({ id }) => id,
		);
	const references = idsOf(await getDataset(account, character));
	for (const query of ["", "kind=image"]) expect(await listed(query)).toEqual([shown.id]);
	expect(await listed(`job=${job}`)).toEqual([]);
	expect((await listed(`job=${job}&include_hidden=true`)).sort()).toEqual(references.toSorted());
	expect(await listed("kind=image&include_hidden=true")).toHaveLength(5);
});

test("S3-07 S3-19 a later job about the character is made like its references, and says which", async () => {
	const { account, character } = await withReferences();
	const references = idsOf(await getDataset(account, character));
	const worker = await makeWorker();
	const request = { workflow: "storyboard-image@1", character };
	const job = await submit(account, worker, { ...request, parameters: { prompt: "on a pier" } });
	expect(job.parameters).toMatchObject({ prompt: "on a pier", references: references.slice(0, 3) });
	const task = await mustClaim(worker);
	expect(task.inputs.map(({ asset_id }) => asset_id)).toEqual(expect.arrayContaining(references.slice(0, 3)));
	const own = await uploadAsset(account, await png(3, 3));
	const given = await submit(account, worker, { ...request, parameters: { references: [own.id] } });
	expect(given.parameters).toMatchObject({ prompt: "elf warrior", references: [own.id] });
	const none = await submit(account, worker, { ...request, parameters: { references: null } });
	expect(none.parameters).not.toHaveProperty("references");
	// Submitted again, it is the same, whatever the character is by now.
	await ask(account, "PATCH", `/v1/characters/${character}`, { settings: { description: "dwarf" } });
	await ask(account, "POST", `/v1/jobs/${none.id}/cancel`);
	const again = await jsonOf<{ parameters: object; character: string }>(
		await ask(account, "POST", `/v1/jobs/${none.id}/retry`),
		201,
	);
	expect(again).toMatchObject({ parameters: none.parameters, character });
});

test("S3-16 S3-18 the person's own pictures, or else the base picture, are what the first view is made like", async () => {
	const account = await makeAccount();
	const worker = await pipelineWorker("character-reference-dataset");
	const base = await uploadAsset(account, await png(3, 3));
	const own = await uploadAsset(account, await png(4, 4));
	const { id } = await makeCharacter(account, { base_image: base.id });
	for (const [parameters, expected] of [
		[{}, [base.id]],
		[{ references: [own.id, base.id] }, [own.id, base.id]],
		[{ references: [] }, []],
	] as const) {
		const { job } = referenceDatasetSchema.parse(
			await jsonOf(await startDataset(account, id, worker, { parameters }), 201),
		);
		expect(job?.uses_references).toBe(expected.length > 0);
		const avatar = await mustClaim(worker);
		const files = avatar.folders.flatMap((folder) =>
			folder.files.flatMap((file) => ("asset_id" in file ? [file.asset_id] : [])),
		);
		expect(files).toEqual(expected);
		for (const asset of expected) {
			const kept = await problemOf(await ask(account, "DELETE", `/v1/assets/${asset}`), "conflict");
			expect(kept.detail).toContain(job?.id);
		}
		await serve(avatar);
		await ask(account, "POST", `/v1/jobs/${job?.id}/cancel`);
	}
});

describe("S3-26 made anew", () => {
	test("the new set takes the place of the old one when it is whole, and the old pictures go", async () => {
		const { account, worker, character, job: first } = await withReferences();
		const old = await getDataset(account, character);
		const job = await makeDataset(account, character, worker);
		const made = await getDataset(account, character);
		expect(made).toMatchObject({ version: 2, job: { id: job } });
		expect(idsOf(made).filter((id) => idsOf(old).includes(id))).toEqual([]);
		// Whoever was given them just now may be on the way.
		await finishDeletions(env, Date.now(), account.id);
		for (const id of idsOf(old)) expect((await ask(account, "GET", `/v1/assets/${id}`)).status).toBe(200);
		for (let step = 0; step < 2; step++) await finishDeletions(env, Date.now() + 120_000, account.id);
		for (const id of idsOf(old)) await problemOf(await ask(account, "GET", `/v1/assets/${id}`), "not_found");
		expect(await keysOf(`${account.id}/characters/${character}/references/${first}/`)).toEqual([]);
		expect((await getJob(account, first)).outputs).toEqual([]);
	});

	test("a set that fails, or is canceled, or is only begun leaves the old one", async () => {
		const { account, worker, character } = await withReferences();
		const old = idsOf(await getDataset(account, character));
		const canceled = referenceDatasetSchema.parse(
			await jsonOf(await startDataset(account, character, worker), 201),
		);
		for (const view of VIEWS.slice(0, 3)) await serveStage(worker, view);
		const early = await writesNothing(() => ask(account, "DELETE", datasetPath(character)));
		expect((await problemOf(early, "dataset_running")).detail).toContain(canceled.job?.id);
		expect(idsOf(await getDataset(account, character))).toEqual(old);
		await ask(account, "POST", `/v1/jobs/${canceled.job?.id}/cancel`);
		expect(await getDataset(account, character)).toMatchObject({ version: 1, job: { status: "canceled" } });
		await jsonOf(await startDataset(account, character, worker), 201);
		const task = await mustClaim(worker);
		const failure = { code: "node_error", message: "no", node_id: null, class_type: null };
		await ask(account, "GET", datasetPath(character));
		await call("POST", `/v1/tasks/${task.task_id}/attempts/${task.epoch}/fail`, {
			as: task.grant,
			json: { failure, gpu_ms: 1 },
		});
		const failed = await getDataset(account, character);
		expect(failed).toMatchObject({ version: 1, job: { status: "failed" } });
		expect(idsOf(failed)).toEqual(old);
		expect(failed.job?.stages[0]?.status).toBe("error");
	});

	test("while one is made another is refused with its id, also at the same moment, and nothing is written", async () => {
		const account = await makeAccount();
		const worker = await pipelineWorker("character-reference-dataset");
		const { id } = await makeCharacter(account);
		const answers = await Promise.all([startDataset(account, id, worker), startDataset(account, id, worker)]);
		expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
		const job = (await getDataset(account, id)).job?.id ?? "";
		const whole = { pipeline: "character-reference-dataset", character: id, pool: worker.pool };
		for (const asked of [
			() => startDataset(account, id, worker),
			() => ask(account, "POST", "/v1/jobs", whole),
			() => ask(account, "DELETE", `/v1/characters/${id}`),
		]) {
			const refused = await writesNothing(asked);
			expect(refused.status).toBe(409);
			expect((await problemOf(refused)).detail).toContain(job);
		}
		await mustClaim(worker);
		expect(await claim(worker)).toBeNull();
	});

	test("a job that is retried from a stage makes the set with what it took over", async () => {
		const account = await makeAccount();
		const worker = await pipelineWorker("character-reference-dataset");
		const { id } = await makeCharacter(account);
		const { job } = referenceDatasetSchema.parse(await jsonOf(await startDataset(account, id, worker), 201));
		for (const view of VIEWS.slice(0, 2)) await serveStage(worker, view);
		await ask(account, "POST", `/v1/jobs/${job?.id}/cancel`);
		const again = await jsonOf<{ id: string }>(
			await ask(account, "POST", `/v1/jobs/${job?.id}/retry?from_stage=side`),
			201,
		);
		for (const view of VIEWS.slice(2)) await serveStage(worker, view);
		const made = await getDataset(account, id);
		expect(made).toMatchObject({ version: 1, job: { id: again.id, status: "succeeded" } });
		expect(made.references.map(({ asset }) => asset.job)).toEqual([job?.id, job?.id, again.id, again.id]);
	});
});

test("S0-A56 S0-A57 the eight body types of a character are one job, from its base picture and what is said of it", async () => {
	const account = await makeAccount();
	const worker = await pipelineWorker("body-types");
	const base = await uploadAsset(account, await png(8, 8));
	const { id } = await makeCharacter(account, {
		base_image: base.id,
		settings: { age: 30, hair_color: "black" },
	});
	const job = await submit(account, worker, { pipeline: "body-types", character: id, parameters: {} });
	expect(job).toMatchObject({
		character: id,
		parameters: { base_image: base.id, age: 30, hair_color: "black" },
	});
	expect(job.stages.flatMap(({ tasks }) => tasks)).toHaveLength(8);
});

test("S0-A44 a face swap of a character begins at once, from its base picture, without any references", async () => {
	const account = await makeAccount();
	const worker = await makeWorker({ capabilities: capabilitiesFor("film-from-picture") });
	const base = await uploadAsset(account, await png(8, 8));
	const { id } = await makeCharacter(account, { base_image: base.id });
	const job = await submit(account, worker, {
		workflow: "face-swap-flux-pulid",
		character: id,
		parameters: { prompt: "on a beach" },
	});
	expect(job.parameters).toMatchObject({ face: base.id });
	expect((await mustClaim(worker)).inputs).toMatchObject([{ asset_id: base.id }]);
});

describe("bad input", () => {
	const none = "ast_00000000000000000000000000";
	test.each([
		[
			"six references",
			{ parameters: { references: Array.from({ length: 6 }, () => none) } },
			"/parameters/references",
		],
		["a reference that is not there", { parameters: { references: [none] } }, "/parameters/references/0"],
		["an unknown parameter", { parameters: { mood: 1 } }, "/parameters/mood"],
		["a workflow", { workflow: "sdxl-image" }, "/workflow"],
	])("%s is refused, with its place", async (_, more, pointer) => {
		const account = await makeAccount();
		const worker = await pipelineWorker("character-reference-dataset");
		const { id } = await makeCharacter(account);
		const refused = await writesNothing(() => startDataset(account, id, worker, more));
		expect(refused.status).toBe(422);
		expect((await problemOf(refused)).errors.map((error) => error.pointer)).toContain(pointer);
	});

	test("a character without any words needs a prompt; without a worker that can, it is refused", async () => {
		const account = await makeAccount();
		const worker = await pipelineWorker("character-reference-dataset");
		const { id } = await makeCharacter(account, { settings: {} });
		const { errors } = await problemOf(await startDataset(account, id, worker), "invalid_request");
		expect(errors[0]?.pointer).toBe("/parameters/prompt");
		const other = await makeWorker({ capabilities: { ...CAPABILITIES, nodes: [] } });
		const json = { parameters: { prompt: "x" } };
		await problemOf(await startDataset(account, id, other, json), "unsupported_capability");
		await jsonOf(await startDataset(account, id, worker, json), 201);
	});

	test("a character of another account is not there", async () => {
		const theirs = (await makeCharacter(await makeAccount())).id;
		const account = await makeAccount();
		const worker = await pipelineWorker("character-reference-dataset");
		await problemOf(await writesNothing(() => startDataset(account, theirs, worker)), "not_found");
		for (const method of ["GET", "DELETE"])
			await problemOf(await writesNothing(() => ask(account, method, datasetPath(theirs))), "not_found");
	});
});
