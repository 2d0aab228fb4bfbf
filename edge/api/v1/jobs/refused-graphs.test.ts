import { describe, expect, test } from "vitest";
import type { Validation } from "../../../contract/workflows/workflows.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { uploadAsset } from "../../../testing/jobs.ts";
import type { TestWorker } from "../../../testing/workers.ts";
import { GRAPH, makeInformedWorker, makeWorkflow, UI } from "../../../testing/workflows.ts";
import { writesNothing } from "../../../testing/writes.ts";

const post = (account: TestAccount, json: object) =>
	writesNothing(() => call("POST", "/v1/jobs", { as: account.key, json }));

describe("what ComfyUI itself would refuse is refused at submission, where the pool's nodes are known", () => {
	const changed = (change: (graph: typeof GRAPH) => void) => {
		const graph = structuredClone(GRAPH);
		change(graph);
		return graph;
	};
	async function verdictOf(account: TestAccount, worker: TestWorker, graph: object) {
		const json = { graph, pool: worker.pool };
		const answer = await call("POST", "/v1/workflows/validate", { as: account.key, json });
		return jsonOf<Validation>(answer, 200);
	}

	test.each([
		[
			"an input that is missing",
			changed(({ "5": { inputs } }) => Reflect.deleteProperty(inputs, "sampler_name")),
			"/graph/5/inputs/sampler_name",
			"Required input is missing: sampler_name",
		],
		[
			"a value that is on no list",
			changed(({ "5": { inputs } }) => Object.assign(inputs, { sampler_name: "eulerr" })),
			"/graph/5/inputs/sampler_name",
			"Value not in list: sampler_name: 'eulerr' not in ['euler', 'dpmpp_2m']",
		],
		[
			"a link of the wrong type",
			changed(({ "6": { inputs } }) => Object.assign(inputs, { samples: ["1", 0] })),
			"/graph/6/inputs/samples",
			"Return type mismatch between linked nodes: samples, received_type(MODEL) mismatch input_type(LATENT)",
		],
	])("%s: 422 in ComfyUI's words, and validation agrees", async (_, graph, pointer, words) => {
		const account = await makeAccount();
		const worker = await makeInformedWorker();
		const problem = await problemOf(await post(account, { graph, pool: worker.pool }), "invalid_graph");
		expect(problem.errors).toContainEqual(expect.objectContaining({ pointer, code: "node_validation" }));
		expect(problem.errors.map(({ message }) => message).join()).toContain(words);
		expect(await verdictOf(account, worker, graph)).toMatchObject({ valid: false, accepted: false });
	});

	test("what it accepts is accepted by both; a file that comes with the task is not looked for on a list", async () => {
		const account = await makeAccount();
		const worker = await makeInformedWorker();
		const { id } = await uploadAsset(account, await png());
		const graph = {
			"1": { class_type: "LoadImage", inputs: { image: "" } },
			"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
		};
		for (const sent of [{ graph: GRAPH }, { graph, inputs: { "1.image": id } }]) {
			const json = { ...sent, pool: worker.pool };
			const verdict = await call("POST", "/v1/workflows/validate", { as: account.key, json });
			expect(await jsonOf(verdict, 200)).toMatchObject({ accepted: true });
			await jsonOf(await call("POST", "/v1/jobs", { as: account.key, json }), 201);
		}
	});

	test("a workflow of the account's own is held to the same, with a pointer to its parameter", async () => {
		const account = await makeAccount();
		const worker = await makeInformedWorker();
		const { workflow } = await makeWorkflow(account);
		const wrong = structuredClone(GRAPH);
		wrong["5"].inputs.scheduler = "nobody-has-this";
		const other = await makeWorkflow(account, { graph: wrong });
		const parameters = { prompt: "x" };
		const submitted = { workflow: workflow.id, parameters, pool: worker.pool };
		await jsonOf(await call("POST", "/v1/jobs", { as: account.key, json: submitted }), 201);
		const refused = { ...submitted, workflow: other.workflow.id };
		const problem = await problemOf(await post(account, refused), "invalid_request");
		expect(problem.errors[0]).toMatchObject({ code: "node_validation" });
	});
});

describe("a body that is no job but something of ComfyUI's", () => {
	test.each([
		["a body of POST /prompt", { prompt: GRAPH, client_id: "x" }, /put its `prompt` under `graph`/],
		["a bare graph", GRAPH, /graph in API format; put it under `graph`/],
		["a bare canvas file", UI, /canvas file.*\/v1\/workflows\/convert/],
	])("%s: is told where it belongs", async (_, body, words) => {
		const account = await makeAccount();
		const problem = await problemOf(await post(account, body), "invalid_request");
		expect(problem.errors[0]).toMatchObject({ pointer: "", code: "unknown_field" });
		expect(problem.errors[0]?.message).toMatch(words);
	});
});
