import { describe, expect, test } from "vitest";
import { makeAccount } from "../../testing/accounts.ts";
import { png } from "../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../testing/http.ts";
import { getJob, submit, uploadAsset } from "../../testing/jobs.ts";
import { finish, makeWorker, mustClaim } from "../../testing/workers.ts";
import { documentNamed, GRAPH, makeWorkflow, postVersion } from "../../testing/workflows.ts";
import { writesNothing } from "../../testing/writes.ts";

const parameters = { prompt: "a lighthouse", seed: 11 };

/** A graph that loads a picture, and a document whose parameter says which. */
const PICTURE_GRAPH = {
	"1": { class_type: "LoadImage", inputs: { image: "" } },
	"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
} as const;
const picture = () => ({
	graph: structuredClone(PICTURE_GRAPH) as never,
	parameters: [
		{
			type: "image" as const,
			name: "picture",
			description: "The picture.",
			slots: [{ node: "1", input: "image" }],
		},
	],
	outputs: [{ name: "image", node: "2", kind: "image" as const }],
});

describe("a job of one's own workflow", () => {
	test("S0-C06 runs it with its parameters, and names the version it runs", async () => {
		const [account, worker] = [await makeAccount(), await makeWorker()];
		const { workflow } = await makeWorkflow(account);
		const job = await submit(account, worker, { workflow: workflow.id, parameters });
		expect(job).toMatchObject({ workflow: `${workflow.id}@1`, parameters: { ...parameters, steps: 20 } });
		const task = await mustClaim(worker);
		expect(task.graph["2"]?.inputs.text).toBe("a lighthouse");
		expect(task.graph["5"]?.inputs).toMatchObject({ seed: 11, steps: 20 });
		await finish(task, await png());
		expect(await getJob(account, job.id)).toMatchObject({ status: "succeeded" });
		const sidecar = await call("GET", `/v1/jobs/${job.id}/workflow`, { as: account.key });
		expect(await jsonOf(sidecar, 200)).toMatchObject({
			workflow: `${workflow.id}@1`,
			tasks: [{ graph: { "5": { inputs: { seed: 11 } } } }],
		});
	});

	test("keeps the version it was submitted with, whatever is stored or retired afterwards", async () => {
		const [account, worker] = [await makeAccount(), await makeWorker()];
		const { workflow } = await makeWorkflow(account);
		const job = await submit(account, worker, { workflow: workflow.id, parameters });
		const graph = structuredClone(GRAPH);
		graph["7"].inputs.filename_prefix = "second";
		await jsonOf(
			await postVersion(account, workflow.id, { document: documentNamed(workflow.id, { graph }) }),
			201,
		);
		await call("POST", `/v1/workflows/${workflow.id}/retire`, { as: account.key, json: { version: 1 } });
		const task = await mustClaim(worker);
		expect(task).toMatchObject({ job_id: job.id, workflow: `${workflow.id}@1` });
		expect(task.graph["7"]?.inputs.filename_prefix).toBe("harbour");
		await finish(task, await png());
		expect((await getJob(account, job.id)).status).toBe("succeeded");
		const next = await submit(account, worker, { workflow: workflow.id, parameters });
		expect(next.workflow).toBe(`${workflow.id}@2`);
	});

	test("S1-63 is retried with its version and seed, even after that was retired; a new job is not taken", async () => {
		const [account, worker] = [await makeAccount(), await makeWorker()];
		const { workflow } = await makeWorkflow(account);
		const job = await submit(account, worker, { workflow: workflow.id, parameters: { prompt: "x" } });
		await call("POST", `/v1/jobs/${job.id}/cancel`, { as: account.key });
		await jsonOf(await call("POST", `/v1/workflows/${workflow.id}/retire`, { as: account.key }), 200);
		for (const reference of [workflow.id, `${workflow.id}@1`]) {
			const answer = await writesNothing(() =>
				call("POST", "/v1/jobs", { as: account.key, json: { workflow: reference, parameters } }),
			);
			const problem = await problemOf(answer, "workflow_retired");
			expect(problem.errors[0]?.pointer).toBe("/workflow");
		}
		const retried = await call("POST", `/v1/jobs/${job.id}/retry`, { as: account.key });
		expect(await jsonOf(retried, 201)).toMatchObject({
			workflow: `${workflow.id}@1`,
			retry_of: job.id,
			parameters: job.parameters,
		});
	});

	test("is checked like one of the library: parameters by name, models the pool lacks", async () => {
		const [account, worker] = [await makeAccount(), await makeWorker()];
		const { workflow } = await makeWorkflow(account, {
			parameters: [
				...documentNamed("x").parameters,
				{
					type: "model",
					name: "checkpoint",
					folder: "checkpoints",
					description: "The checkpoint.",
					default: "flux1-dev-fp8.safetensors",
					slots: [{ node: "1", input: "ckpt_name" }],
				},
			],
		});
		const ask = (sent: object) =>
			writesNothing(() =>
				call("POST", "/v1/jobs", {
					as: account.key,
					json: { workflow: workflow.id, pool: worker.pool, parameters: sent },
				}),
			);
		const pointers = async (sent: object, code: "invalid_request" | "unsupported_capability") =>
			(await problemOf(await ask(sent), code)).errors.map(({ pointer }) => pointer);
		expect(await pointers({}, "invalid_request")).toEqual(["/parameters/prompt"]);
		expect(await pointers({ ...parameters, steps: 0 }, "invalid_request")).toEqual(["/parameters/steps"]);
		expect(await pointers({ ...parameters, nonsense: 1 }, "invalid_request")).toEqual([
			"/parameters/nonsense",
		]);
		expect(await pointers({ ...parameters, checkpoint: "../x.safetensors" }, "invalid_request")).toEqual([
			"/parameters/checkpoint",
		]);
		expect(
			await pointers({ ...parameters, checkpoint: "none.safetensors" }, "unsupported_capability"),
		).toEqual(["/parameters/checkpoint"]);
	});

	test("takes files as assets of the account, and of nobody else", async () => {
		const [account, worker, other] = [await makeAccount(), await makeWorker(), await makeAccount()];
		const { workflow } = await makeWorkflow(account, picture());
		const [mine, theirs] = [await uploadAsset(account, await png()), await uploadAsset(other, await png())];
		const json = (id: string) => ({ workflow: workflow.id, pool: worker.pool, parameters: { picture: id } });
		const refused = await writesNothing(() =>
			call("POST", "/v1/jobs", { as: account.key, json: json(theirs.id) }),
		);
		const problem = await problemOf(refused, "missing_asset");
		expect(problem.errors[0]?.pointer).toBe("/parameters/picture");
		const job = await submit(account, worker, json(mine.id));
		const task = await mustClaim(worker);
		expect(task.job_id).toBe(job.id);
		expect(task.inputs).toMatchObject([{ node: "1", input: "image", asset_id: mine.id }]);
	});
});

test("API1 another account's workflow is unknown, also by its version, and its own of that name is its own", async () => {
	const [account, other, worker] = [await makeAccount(), await makeAccount(), await makeWorker()];
	const { workflow } = await makeWorkflow(other);
	for (const reference of [workflow.id, `${workflow.id}@1`]) {
		const json = { workflow: reference, pool: worker.pool, parameters };
		const answer = await writesNothing(() => call("POST", "/v1/jobs", { as: account.key, json }));
		await problemOf(answer, "unknown_workflow");
	}
	const graph = structuredClone(GRAPH);
	graph["7"].inputs.filename_prefix = "mine";
	const document = documentNamed(workflow.id, { graph });
	await jsonOf(await call("POST", "/v1/workflows", { as: account.key, json: { document } }), 201);
	await submit(account, worker, { workflow: workflow.id, parameters });
	expect((await mustClaim(worker)).graph["7"]?.inputs.filename_prefix).toBe("mine");
	await submit(other, worker, { workflow: workflow.id, parameters });
	expect((await mustClaim(worker)).graph["7"]?.inputs.filename_prefix).toBe("harbour");
});

test("a version that is not there is told which there are, and a name that is not, where to look", async () => {
	const [account, worker] = [await makeAccount(), await makeWorker()];
	const ask = async (workflow: string) => {
		const json = { workflow, pool: worker.pool, parameters: { prompt: "a lighthouse" } };
		return problemOf(await call("POST", "/v1/jobs", { as: account.key, json }), "unknown_workflow");
	};
	expect((await ask("storyboard-image@9")).detail).toMatch(/storyboard-image has version 1$/);
	expect((await ask("no-such-thing")).detail).toMatch(/GET \/v1\/workflows lists them$/);
});
