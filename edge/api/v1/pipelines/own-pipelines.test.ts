import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { changed, smallPipeline } from "../../../../workflows/pipelines/testing/documents.ts";
import { mistakes } from "../../../../workflows/pipelines/testing/mistakes.ts";
import { hostileDocuments } from "../../../../workflows/pipelines/testing/wild.ts";
import { jobSchema } from "../../../contract/jobs/jobs.ts";
import type { CreatedPipeline, PipelineResource } from "../../../contract/workflows/pipelines.ts";
import { MAX_PIPELINE_BYTES } from "../../../pipelines/make.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { getJob, submit, uploadAsset } from "../../../testing/jobs.ts";
import {
	makePipeline,
	newPipelineName,
	pipelineNamed,
	portraitWorker,
	postPipeline,
	postPipelineVersion,
} from "../../../testing/own-pipelines.ts";
import { decide, serveStage, stagesOf } from "../../../testing/pipelines.ts";
import { makeWorkflow, postVersion } from "../../../testing/workflows.ts";
import { writesNothing } from "../../../testing/writes.ts";

const get = async <T>(account: TestAccount, path: string) =>
	jsonOf<T>(await call("GET", path, { as: account.key }), 200);
const ask = (account: TestAccount, method: string, path: string, json?: object) =>
	call(method, path, { as: account.key, ...(json && { json }) });
const REQUEST = { prompt: "A woman of 30", seed: 7 };

describe("a pipeline of an account's own", () => {
	test("is stored in versions that never change, and listed behind those that come with it", async () => {
		const account = await makeAccount();
		const { pipeline, document } = await makePipeline(account);
		const { id } = pipeline;
		expect(pipeline).toMatchObject({ id, version: 1, owner: "account", retired_at: null });
		expect(document).toEqual(pipelineNamed(id));
		const second = pipelineNamed(id, undefined, { title: "Portrait, again" });
		const made = await jsonOf<CreatedPipeline>(
			await postPipelineVersion(account, id, { document: second }),
			201,
		);
		expect(made.pipeline).toMatchObject({ version: 2, title: "Portrait, again" });
		expect((await get<PipelineResource>(account, `/v1/pipelines/${id}@1`)).title).toBe("Portrait");
		expect((await get<PipelineResource>(account, `/v1/pipelines/${id}`)).version).toBe(2);
		expect(await get(account, `/v1/pipelines/${id}@1/document`)).toEqual({ id, version: 1, document });
		const listed = await get<{ data: PipelineResource[] }>(account, "/v1/pipelines");
		expect(listed.data.map((one) => [one.owner, one.version]).at(-1)).toEqual(["account", 2]);
		expect(listed.data.length).toBeGreaterThan(4);
		const { data } = await get<{ data: { version: number }[] }>(account, `/v1/pipelines/${id}/versions`);
		expect(data.map(({ version }) => version)).toEqual([2, 1]);
	});

	test("lists end where they are asked to, and go on from there", async () => {
		const account = await makeAccount();
		const made = [await makePipeline(account), await makePipeline(account), await makePipeline(account)];
		const found: string[] = [];
		let cursor = "";
		for (let more = true; more; ) {
			const page = await get<{ data: PipelineResource[]; next_cursor: string | null; has_more: boolean }>(
				account,
				`/v1/pipelines?limit=2${cursor}`,
			);
			found.push(...page.data.map(({ id }) => id));
			more = page.has_more;
			cursor = `&cursor=${page.next_cursor}`;
		}
		expect(found.slice(-3)).toEqual(made.map(({ pipeline }) => pipeline.id).sort());
		expect(new Set(found).size).toBe(found.length);
	});

	test("sent again with its key it is one; its id is taken, by itself or by what comes with Darkroom", async () => {
		const account = await makeAccount();
		const document = pipelineNamed(newPipelineName());
		const key = { "idempotency-key": crypto.randomUUID() };
		const first = await jsonOf<CreatedPipeline>(await postPipeline(account, { document }, key), 201);
		const again = await postPipeline(account, { document }, key);
		expect(again.headers.get("idempotency-replayed")).toBe("true");
		expect(await jsonOf<CreatedPipeline>(again, 201)).toEqual(first);
		const other = { document: { ...document, title: "Another" } };
		await problemOf(await postPipeline(account, other, key), "idempotency_key_reuse");
		await problemOf(await writesNothing(() => postPipeline(account, { document })), "conflict");
		const builtIn = { document: pipelineNamed("film-from-picture") };
		await problemOf(await writesNothing(() => postPipeline(account, builtIn)), "conflict");
		await problemOf(await postPipelineVersion(account, "film-from-picture", builtIn), "forbidden");
		const misnamed = await problemOf(
			await postPipelineVersion(account, document.id, { document: pipelineNamed("another") }),
			"invalid_request",
		);
		expect(misnamed.errors[0]?.pointer).toBe("/document/id");
	});

	test("many versions at once each get a number of their own", async () => {
		const account = await makeAccount();
		const { pipeline, document } = await makePipeline(account);
		const answers = await Promise.all(
			Array.from({ length: 6 }, () => postPipelineVersion(account, pipeline.id, { document })),
		);
		const numbers = await Promise.all(
			answers.map(async (answer) => (await jsonOf<CreatedPipeline>(answer, 201)).pipeline.version),
		);
		expect(numbers.sort()).toEqual([2, 3, 4, 5, 6, 7]);
	});

	test("of another account it is not there, whatever is asked", async () => {
		const { pipeline } = await makePipeline(await makeAccount());
		const stranger = await makeAccount();
		const worker = await portraitWorker();
		const path = `/v1/pipelines/${pipeline.id}`;
		for (const [method, place, json] of [
			["GET", "", undefined],
			["GET", "/document", undefined],
			["GET", "/versions", undefined],
			["POST", "/estimate", { parameters: {} }],
			["POST", "/versions", { document: pipelineNamed(pipeline.id) }],
			["POST", "/retire", {}],
			["DELETE", "", undefined],
		] as const)
			await problemOf(await ask(stranger, method, `${path}${place}`, json), "not_found");
		const request = { pipeline: pipeline.id, parameters: REQUEST, pool: worker.pool };
		const refused = await problemOf(await ask(stranger, "POST", "/v1/jobs", request), "unknown_pipeline");
		expect(refused.errors[0]?.pointer).toBe("/pipeline");
	});
});

describe("a pipeline that does not fit", () => {
	test("every mistake that the validation knows is told by the API, with its place, and nothing is stored", async () => {
		const account = await makeAccount();
		for (const [name, change, expected] of mistakes) {
			const { version: _, ...document } = changed(change);
			const answer = await writesNothing(() => postPipeline(account, { document }));
			const { errors } = await problemOf(answer, "invalid_request");
			const found = errors.map(({ pointer, code }) => `${pointer} ${code}`);
			expect(found, name).toEqual(expect.arrayContaining(expected.map((one) => `/document${one}`)));
		}
	});

	test("a circle, a fan-out of 10,000, and a document that is meant to be expensive are refused in time", async () => {
		const account = await makeAccount();
		const { version: _, ...small } = smallPipeline();
		const circle = structuredClone(small);
		const [first] = circle.stages;
		if (first) first.needs = ["scenes"];
		const scenes = Array.from({ length: 10_000 }, (_, i) => `scene ${i}`);
		const wide = structuredClone(small);
		const third = wide.stages[2];
		if (third) third.each = { value: scenes };
		const long = { ...small, notes: ["x".repeat(MAX_PIPELINE_BYTES)] };
		const many = pipelineNamed("many", undefined, {
			stages: Array.from({ length: 16 }, (_, i) => ({
				key: `s${i}`,
				title: "x",
				run: {
					first_of: Array.from({ length: 8 }, (_, j) => ({ workflow: `none-${i}-${j}@1` })),
				},
				with: {},
			})),
		});
		for (const [document, pointer] of [
			[circle, "/stages/0"],
			[wide, ""],
			[long, ""],
			[many, ""],
			...hostileDocuments.map(([, document]) => [document, null] as const),
		] as const) {
			const answer = await writesNothing(() => postPipeline(account, { document }));
			const text = await answer.clone().text();
			expect(text.length).toBeLessThan(50_000);
			expect(answer.status).toBeGreaterThanOrEqual(400);
			expect(answer.status).toBeLessThan(500);
			const { errors } = await problemOf(answer);
			if (pointer !== null) expect(errors[0]?.pointer).toContain(`/document${pointer}`);
		}
	});

	test("a fan-out of 10,000 that a request asks for is refused with its place", async () => {
		const account = await makeAccount();
		const worker = await portraitWorker();
		const { version: _, ...document } = smallPipeline();
		await jsonOf(await postPipeline(account, { document }), 201);
		const scenes = Array.from({ length: 10_000 }, () => "on a pier");
		const request = { pipeline: "small", parameters: { prompt: "x", scenes }, pool: worker.pool };
		const problem = await problemOf(
			await writesNothing(() => ask(account, "POST", "/v1/jobs", request)),
			"invalid_request",
		);
		expect(problem.errors[0]?.pointer).toBe("/parameters/scenes");
	});
});

describe("a job of an own pipeline", () => {
	test("runs own workflows and those of the library, and keeps both as they were", async () => {
		const account = await makeAccount();
		const worker = await portraitWorker();
		const { workflow } = await makeWorkflow(account);
		const { pipeline } = await makePipeline(account, workflow.id);
		const job = await submit(account, worker, { pipeline: pipeline.id, parameters: REQUEST });
		expect(job).toMatchObject({ pipeline: `${pipeline.id}@1`, workflow: null });
		await serveStage(worker, "base");
		// Meanwhile the workflow has another version, and the pipeline is gone.
		const { document } = await get<{ document: object }>(account, `/v1/workflows/${workflow.id}/document`);
		await jsonOf(await postVersion(account, workflow.id, { document }), 201);
		expect((await ask(account, "DELETE", `/v1/pipelines/${pipeline.id}`)).status).toBe(204);
		await problemOf(await ask(account, "GET", `/v1/pipelines/${pipeline.id}`), "not_found");
		const left = await jsonOf<{ data: { version: number }[] }>(
			await ask(account, "DELETE", `/v1/workflows/${workflow.id}`),
			200,
		);
		// The version that the job may still run is left, and retired.
		expect(left.data.map(({ version }) => version)).toEqual([1]);
		const again = { choice: "retake", parameters: { prompt: "at night" } };
		await jsonOf(await decide(account, job.id, "base", again), 200);
		const retaken = await serveStage(worker, "base");
		expect(JSON.stringify(retaken.graph)).toContain("at night");
		await jsonOf(await decide(account, job.id, "base", { choice: "approve" }), 200);
		await serveStage(worker, "skin");
		expect(await getJob(account, job.id)).toMatchObject({ status: "succeeded" });
	});

	test("is retried, whole or from a stage, with the pipeline that it had", async () => {
		const account = await makeAccount();
		const worker = await portraitWorker();
		const { pipeline, document } = await makePipeline(account);
		const first = await submit(account, worker, { pipeline: pipeline.id, parameters: REQUEST });
		await serveStage(worker, "base");
		await jsonOf(await decide(account, first.id, "base", { choice: "approve" }), 200);
		await jsonOf(await ask(account, "POST", `/v1/jobs/${first.id}/cancel`), 200);
		const other = { ...document, stages: document.stages.map((stage) => ({ ...stage, title: "Other" })) };
		const [only] = other.stages;
		const next = { ...other, stages: only ? [{ ...only, key: "single" }] : [] };
		await jsonOf(await postPipelineVersion(account, pipeline.id, { document: next }), 201);
		await jsonOf(await ask(account, "POST", `/v1/pipelines/${pipeline.id}/retire`, { version: 1 }), 200);
		const from = await ask(account, "POST", `/v1/jobs/${first.id}/retry?from_stage=skin`);
		const adopted = jobSchema.parse(await jsonOf(from, 201));
		expect(adopted.pipeline).toBe(`${pipeline.id}@1`);
		expect(stagesOf(adopted)).toEqual({ base: "succeeded", skin: "queued" });
		await jsonOf(await ask(account, "POST", `/v1/jobs/${adopted.id}/cancel`), 200);
		expect((await ask(account, "DELETE", `/v1/pipelines/${pipeline.id}`)).status).toBe(204);
		const whole = await ask(account, "POST", `/v1/jobs/${first.id}/retry`);
		expect(stagesOf(jobSchema.parse(await jsonOf(whole, 201)))).toEqual({ base: "queued", skin: "waiting" });
		// Numbers of what was deleted are not given again.
		const anew = await jsonOf<CreatedPipeline>(await postPipeline(account, { document }), 201);
		expect(anew.pipeline.version).toBe(3);
	});

	test("a retired version takes no new jobs; a workflow that a pipeline names is not deleted under it", async () => {
		const account = await makeAccount();
		const worker = await portraitWorker();
		const { workflow } = await makeWorkflow(account);
		const { pipeline, document } = await makePipeline(account, `${workflow.id}@1`);
		await jsonOf(await ask(account, "POST", `/v1/pipelines/${pipeline.id}/retire`), 200);
		const request = { pipeline: pipeline.id, parameters: REQUEST, pool: worker.pool };
		await problemOf(await writesNothing(() => ask(account, "POST", "/v1/jobs", request)), "pipeline_retired");
		await jsonOf(await ask(account, "DELETE", `/v1/workflows/${workflow.id}`), 200);
		// It is retired now: jobs of the pipeline would run on, but no new version begins with it.
		const refused = await problemOf(
			await postPipelineVersion(account, pipeline.id, { document }),
			"invalid_request",
		);
		expect(refused.errors[0]).toMatchObject({
			pointer: "/document/stages/0/run/workflow",
			code: "unknown_workflow",
		});
		expect(refused.errors[0]?.message).toContain("retired");
	});

	test("decisions that do not fit are refused: too early, of a foreign asset, by two at once, after a cancel", async () => {
		const account = await makeAccount();
		const worker = await portraitWorker();
		const { document } = await makePipeline(account);
		const [base, ...rest] = document.stages;
		const picked = base ? [{ ...base, gate: { pick: [1, 1] as [number, number] } }, ...rest] : [];
		const id = newPipelineName();
		await jsonOf(await postPipeline(account, { document: { ...document, id, stages: picked } }), 201);
		const job = await submit(account, worker, { pipeline: id, parameters: REQUEST });
		const approve = { choice: "approve" };
		await problemOf(await decide(account, job.id, "base", approve), "conflict");
		await problemOf(await decide(account, job.id, "nowhere", approve), "not_found");
		await serveStage(worker, "base");
		const foreign = await uploadAsset(account, await png(8, 8));
		const [made] = (await getJob(account, job.id)).outputs;
		const pick = (asset: string | undefined) => ({ choice: "pick", outputs: [asset] });
		const wrong = await problemOf(await decide(account, job.id, "base", pick(foreign.id)), "invalid_request");
		expect(wrong.errors[0]).toMatchObject({ pointer: "/outputs/0", code: "missing_asset" });
		const notThis = await problemOf(await decide(account, job.id, "base", approve), "invalid_request");
		expect(notThis.errors[0]?.pointer).toBe("/choice");
		const both = await Promise.all([
			decide(account, job.id, "base", pick(made?.id)),
			decide(account, job.id, "base", { choice: "reject", reason: "no" }),
		]);
		expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
		const other = await submit(account, worker, { pipeline: id, parameters: REQUEST });
		await jsonOf(await ask(account, "POST", `/v1/jobs/${other.id}/cancel`), 200);
		await problemOf(await decide(account, other.id, "base", approve), "conflict");
	});
});

test("time and price of a request are estimated stage by stage, with where the price comes from", async () => {
	const account = await makeAccount();
	const { workflow } = await makeWorkflow(account);
	const { pipeline } = await makePipeline(account, workflow.id);
	const answer = await ask(account, "POST", `/v1/pipelines/${pipeline.id}/estimate`, { parameters: REQUEST });
	const { estimate } = await jsonOf<{ estimate: { stages: object[]; micro_usd: { most: number } } }>(
		answer,
		200,
	);
	expect(estimate.stages).toHaveLength(2);
	expect(estimate.stages[0]).toMatchObject({
		key: "base",
		micro_usd: { least: expect.any(Number), most: expect.any(Number) },
		gpu: expect.any(String),
		source: expect.stringContaining("documentation"),
	});
	expect(estimate.micro_usd.most).toBeGreaterThan(0);
	const wrong = await ask(account, "POST", `/v1/pipelines/${pipeline.id}/estimate`, { parameters: {} });
	expect((await problemOf(wrong, "invalid_request")).errors[0]?.pointer).toBe("/parameters/prompt");
});

test("a deleted account's pipelines go with it, and what is long of them lies in R2 until then", async () => {
	const account = await makeAccount();
	const document = pipelineNamed(newPipelineName(), undefined, {
		notes: Array.from({ length: 12 }, (_, i) => `${i} ${"note ".repeat(150)}`),
	});
	const made = await jsonOf<CreatedPipeline>(await postPipeline(account, { document }), 201);
	expect(made.document).toEqual(document);
	const prefix = `${account.id}/pipelines/`;
	expect((await env.BUCKET.list({ prefix })).objects).toHaveLength(1);
	expect((await ask(account, "DELETE", `/v1/pipelines/${document.id}`)).status).toBe(204);
	expect((await env.BUCKET.list({ prefix })).objects).toHaveLength(0);
});
