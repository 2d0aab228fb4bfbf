import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Asset } from "../../contract/assets/assets.ts";
import {
	characterDatasetStartedSchema,
	characterImagesSchema,
	generationJobSchema,
} from "../../contract/documents/image-generation.ts";
import type { Problem } from "../../contract/problem.ts";
import { finishDeletions } from "../../housekeeping/finish-deletions.ts";
import { makeAccount, type TestAccount } from "../../testing/accounts.ts";
import { ask, getDataset, keysOf, makeCharacter, VIEWS, withReferences } from "../../testing/characters.ts";
import { png } from "../../testing/files.ts";
import { jsonOf, problemOf } from "../../testing/http.ts";
import { getJob, uploadAsset } from "../../testing/jobs.ts";
import { capabilitiesFor, serve, serveStage } from "../../testing/pipelines.ts";
import { makeWorker, mustClaim, type TestWorker } from "../../testing/workers.ts";
import { writesNothing } from "../../testing/writes.ts";

const BASE = "/api/v1/image-generation";
const encode = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
const start = (account: TestAccount, json: object) => ask(account, "POST", `${BASE}/character-dataset`, json);

/** These routes name no pool: their jobs wait in the usual one. */
let usual: Promise<TestWorker> | undefined;
const worker = () => {
	usual ??= makeWorker({ pool: "default", capabilities: capabilitiesFor("character-reference-dataset") });
	return usual;
};

test("S3-55 S3-56 S3-58 S3-59 S3-61 S3-86 S3-97 S3-104 a dataset is started with pictures as text, asked for until it is done, and shown", async () => {
	const machine = await worker();
	const account = await makeAccount();
	const { id } = await makeCharacter(account);
	const own = [await png(3, 3), await png(4, 4)];
	const answer = await start(account, {
		characterId: id,
		prompt: { positive: "elf warrior", negative: "blurry" },
		referenceImages: own.map(encode),
	});
	const started = characterDatasetStartedSchema.parse(await jsonOf(answer, 200));
	const poll = async () =>
		generationJobSchema.parse(await jsonOf(await ask(account, "GET", started.pollUrl), 200));
	expect(await poll()).toMatchObject({
		state: "waiting",
		progress: { stage: 0, total: 4 },
		usesReferences: true,
	});
	for (const [i, view] of VIEWS.entries()) {
		const task = await mustClaim(machine);
		expect(task.stage).toBe(view);
		expect(task.folders.flatMap(({ files }) => files)).toHaveLength(own.length + i);
		expect(await poll()).toMatchObject({
			state: "active",
			progress: { stage: i + 1, message: `Generating stage ${i + 1}/4...` },
			result: null,
		});
		await serve(task);
	}
	const ended = await poll();
	expect(ended).toMatchObject({ state: "completed", result: { success: true } });
	const shown = characterImagesSchema.parse(
		await jsonOf(await ask(account, "GET", `${BASE}/characters/${id}/reference-dataset`), 200),
	);
	expect(shown.images.map(({ url }) => url)).toEqual(ended.result?.results.map(({ imageUrl }) => imageUrl));
	for (const { url } of shown.images) expect((await ask(account, "GET", url)).status).toBe(200);
});

test("S3-58 pictures that were sent with a request, in lines as mail has them, stand in no list and go with the last job that was given them", async () => {
	await worker();
	const account = await makeAccount();
	const { id } = await makeCharacter(account);
	const own = await uploadAsset(account, await png(2, 2));
	const sent = (encode(await png(3, 3)).match(/.{1,76}/g) ?? []).join("\r\n");
	const request = { characterId: id, prompt: "elf warrior", referenceImages: [sent] };
	const { jobId } = await jsonOf<{ jobId: string }>(await start(account, request), 200);
	const listed = async (query = "") =>
		(await jsonOf<{ data: Asset[] }>(await ask(account, "GET", `/v1/assets${query}`), 200)).data.map(
			(asset) => asset.id,
		);
	const { references } = (await getJob(account, jobId)).parameters as { references: [string] };
	expect(await listed()).toEqual([own.id]);
	expect(await listed("?include_hidden=true")).toEqual([references[0], own.id]);
	await jsonOf(await ask(account, "POST", `/v1/jobs/${jobId}/cancel`), 200);
	const again = await jsonOf<{ id: string }>(await ask(account, "POST", `/v1/jobs/${jobId}/retry`), 201);
	const remove = async (job: string) => {
		expect((await ask(account, "DELETE", `/v1/jobs/${job}`)).status).toBe(204);
		await finishDeletions(env, Date.now() + 1000, account.id);
	};
	await remove(jobId);
	expect(await listed("?include_hidden=true")).toEqual([references[0], own.id]);
	await jsonOf(await ask(account, "POST", `/v1/jobs/${again.id}/cancel`), 200);
	await remove(again.id);
	expect(await listed("?include_hidden=true")).toEqual([own.id]);
	expect(await keysOf(`${account.id}/`)).toHaveLength(1);
});

test("S3-21 S3-48 S3-98 S3-110 the references are of one type, and `content` says what each shows", async () => {
	const { account, character } = await withReferences();
	const { images } = characterImagesSchema.parse(
		await jsonOf(await ask(account, "GET", `${BASE}/characters/${character}/reference-dataset`), 200),
	);
	expect(images.map(({ type, content }) => [type, content])).toEqual(
		VIEWS.map((view) => ["REFERENCE", view.toUpperCase()]),
	);
	expect(images[2]?.generationData).toEqual({
		prompt: {
			positive: "full body, standing, side view, profile, elf warrior",
			negative: expect.stringContaining("front view, back view,"),
		},
		stage: 3,
		referencesUsed: 2,
	});
});

describe("refusals", () => {
	test("S3-57 a character that is somebody else's, or is not there, is 403 in their words", async () => {
		await worker();
		const account = await makeAccount();
		const theirs = (await makeCharacter(await makeAccount())).id;
		for (const characterId of [theirs, "chr_00000000000000000000000000", "char-123"]) {
			const answer = await writesNothing(() =>
				start(account, { characterId, prompt: "x", referenceImages: ["???"] }),
			);
			const body = await jsonOf<{ error: string; code: string }>(answer, 403);
			expect(body).toMatchObject({ error: "Unauthorized", code: "forbidden" });
		}
	});

	test("S3-61 a job that is not there, or is somebody else's, is 404 in their words", async () => {
		const account = await makeAccount();
		const { job } = await withReferences();
		for (const id of [job, "job_00000000000000000000000000"]) {
			const answer = await ask(account, "GET", `${BASE}/job/${id}`);
			expect(await jsonOf<object>(answer, 404)).toMatchObject({ error: "Job not found", code: "not_found" });
		}
		for (const path of ["job/x", "characters/x/reference-dataset"])
			await problemOf(await ask(account, "GET", `${BASE}/${path}`), "not_found");
	});

	test("S3-16 S3-58 six pictures, broken base64, what is no picture or too large: 4xx with the place, and nothing is stored", async () => {
		await worker();
		const account = await makeAccount();
		const { id: characterId } = await makeCharacter(account);
		const whole = encode(await png(3, 3));
		for (const [referenceImages, status, pointer, code] of [
			[Array.from({ length: 6 }, () => whole), 422, "/referenceImages", "too_big"],
			[[whole, `${whole}=`], 422, "/referenceImages/1", "invalid_base64"],
			[[btoa("no picture at all")], 422, "/referenceImages/0", "invalid_image"],
			[[whole, "A".repeat(4_000_000)], 413, "/referenceImages/1", "payload_too_large"],
			[[7], 422, "/referenceImages/0", "invalid_type"],
		] as const) {
			const answer = await writesNothing(() => start(account, { characterId, prompt: "x", referenceImages }));
			const { errors } = await jsonOf<Problem>(answer, status);
			expect(errors[0]).toMatchObject({ pointer, code });
		}
		const huge = await writesNothing(() =>
			start(account, { characterId, prompt: "x", referenceImages: ["A".repeat(18_000_000)] }),
		);
		await problemOf(huge, "payload_too_large");
		for (const prompt of ["", { negative: "x" }, 7])
			expect((await writesNothing(() => start(account, { characterId, prompt }))).status).toBe(422);
	});

	test("a refusal that comes after the pictures were stored takes them away again", async () => {
		const account = await makeAccount();
		const machine = await worker();
		const { id: characterId } = await makeCharacter(account);
		const asked = { characterId, prompt: "x", referenceImages: [encode(await png(3, 3))] };
		const started = await jsonOf<{ jobId: string }>(await start(account, asked), 200);
		const refused = await writesNothing(() => start(account, asked));
		expect((await problemOf(refused, "dataset_running")).detail).toContain(started.jobId);
		await serveStage(machine, "avatar");
		await ask(account, "POST", `/v1/jobs/${started.jobId}/cancel`);
		expect((await getDataset(account, characterId)).job?.status).toBe("canceled");

		const small = await makeAccount({ max_bytes: 10 });
		const own = { ...asked, characterId: (await makeCharacter(small)).id };
		await problemOf(await writesNothing(() => start(small, own)), "storage_limit");
	});
});
