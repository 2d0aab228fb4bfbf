import { describe, expect, test } from "vitest";
import type { ConversionUnknown, Validation } from "../../../contract/workflows/workflows.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { submit } from "../../../testing/jobs.ts";
import { CAPABILITIES, makeWorker } from "../../../testing/workers.ts";
import {
	documentNamed,
	GRAPH,
	gzip,
	makeInformedWorker,
	OBJECT_INFO,
	SENT_INFO,
	UI,
} from "../../../testing/workflows.ts";
import { writesNothing } from "../../../testing/writes.ts";

const ask = (account: TestAccount, what: "convert" | "validate", json: object) =>
	writesNothing(() => call("POST", `/v1/workflows/${what}`, { as: account.key, json }));
const validate = async (account: TestAccount, json: object) =>
	jsonOf<Validation>(await ask(account, "validate", json), 200);
const asset = "ast_00000000000000000000000000";

describe("converting", () => {
	test("S0-A17 gives the graph the editor would send, and says what it could not know", async () => {
		const account = await makeAccount();
		const { pool } = await makeInformedWorker();
		for (const from of [{ pool }, { object_info: SENT_INFO }]) {
			const answer = await ask(account, "convert", { ui: UI, ...from });
			const { graph, unknowns } = await jsonOf<{ graph: typeof GRAPH; unknowns: ConversionUnknown[] }>(
				answer,
				200,
			);
			expect(graph["5"].inputs).toEqual(GRAPH["5"].inputs);
			expect(Object.keys(graph).sort()).toEqual(Object.keys(GRAPH));
			expect(unknowns).toEqual([expect.objectContaining({ code: "date_kept" })]);
		}
	});

	test("refuses what it cannot convert, with pointers into the file", async () => {
		const account = await makeAccount();
		const foreign = structuredClone(UI);
		const node = foreign.nodes[5];
		if (node) node.type = "NobodyHasThis";
		const problem = await problemOf(
			await ask(account, "convert", { ui: foreign, object_info: SENT_INFO }),
			"invalid_request",
		);
		expect(problem.errors[0]).toMatchObject({ code: "missing_node" });
		expect(problem.errors[0]?.pointer).toMatch(/^\/ui\/nodes\/5/);
		await problemOf(await ask(account, "convert", { ui: {}, object_info: SENT_INFO }), "invalid_graph");
	});

	test("converts what the file alone says of a class that is nowhere, where that is asked for", async () => {
		const account = await makeAccount();
		const foreign = structuredClone(UI);
		const node = foreign.nodes[5];
		if (node) node.type = "NobodyHasThis";
		const asked = { ui: foreign, object_info: SENT_INFO, allow_unknown: true };
		const { graph, unknowns } = await jsonOf<{
			graph: Record<string, { class_type: string }>;
			unknowns: ConversionUnknown[];
		}>(await ask(account, "convert", asked), 200);
		expect(graph[String(node?.id)]?.class_type).toBe("NobodyHasThis");
		expect(unknowns).toContainEqual(
			expect.objectContaining({ code: "class_unknown", pointer: "/nodes/5/type" }),
		);
	});

	test("takes the newest object_info of the pool; a worker that has left does not count", async () => {
		const account = await makeAccount();
		const old = await makeInformedWorker();
		const { pool } = old;
		const newer = OBJECT_INFO.replace('["euler", "dpmpp_2m"]', '["heun"]');
		const young = await makeInformedWorker({ pool, info: newer });
		const outcome = async () =>
			(await validate(account, { graph: GRAPH, pool })).node_errors["5"]?.errors[0]?.type;
		expect(await outcome()).toBe("value_not_in_list");
		await call("DELETE", `/v1/workers/${young.id}`, { as: young.token });
		expect(await outcome()).toBeUndefined();
		await call("DELETE", `/v1/workers/${old.id}`, { as: old.token });
		await problemOf(await ask(account, "validate", { graph: GRAPH, pool }), "no_object_info");
		await problemOf(await ask(account, "convert", { ui: UI, pool }), "no_object_info");
		const nowhere = await problemOf(
			await ask(account, "convert", { ui: UI, pool: "nowhere" }),
			"invalid_request",
		);
		expect(nowhere.errors[0]?.pointer).toBe("/pool");
	});

	test("takes an object_info of several megabytes with the request", async () => {
		const account = await makeAccount();
		const padded = { ...(SENT_INFO as object), Padding: { description: "x".repeat(5_000_000) } };
		expect((await ask(account, "convert", { ui: UI, object_info: padded })).status).toBe(200);
		await problemOf(
			await ask(account, "convert", { ui: UI, object_info: { a: "x".repeat(8_000_000) } }),
			"payload_too_large",
		);
	});
});

describe("validating", () => {
	test("S0-C06 a graph that would run is accepted, and what it needs is told", async () => {
		const account = await makeAccount();
		const { pool } = await makeInformedWorker();
		for (const what of [{ graph: GRAPH }, { ui: UI }, { document: documentNamed("harbour") }]) {
			const verdict = await validate(account, { ...what, pool });
			expect(verdict).toMatchObject({
				valid: true,
				accepted: true,
				error: null,
				node_errors: {},
				outputs: ["7"],
				problems: [],
			});
			expect(verdict.needs.models).toEqual([
				{ folder: "checkpoints", file: "flux1-dev-fp8.safetensors", node: "1", input: "ckpt_name" },
			]);
		}
	});

	test("tells ComfyUI's errors as ComfyUI does, also of integers that no number holds", async () => {
		const account = await makeAccount();
		const { pool } = await makeInformedWorker();
		const graph = structuredClone(GRAPH) as Record<string, { class_type: string; inputs: object }>;
		graph["5"] = { class_type: "KSampler", inputs: { ...GRAPH["5"].inputs, seed: -1, steps: 0 } };
		const verdict = await validate(account, { graph, pool });
		expect(verdict).toMatchObject({
			valid: false,
			accepted: false,
			error: { type: "prompt_outputs_failed_validation" },
			node_errors: { "5": { class_type: "KSampler", dependent_outputs: ["7"] } },
			outputs: [],
		});
		expect(verdict.node_errors["5"]?.errors.map(({ type }) => type)).toEqual([
			"value_smaller_than_min",
			"value_smaller_than_min",
		]);
		const seed = verdict.node_errors["5"]?.errors.find(({ extra_info }) => extra_info.input_name === "seed");
		expect(JSON.stringify(seed)).toContain("18446744073709552000");
	});

	test("says what Darkroom would refuse although ComfyUI takes it, where a job would be told so", async () => {
		const account = await makeAccount();
		const worker = await makeInformedWorker();
		const save = { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } };
		const graph = { "1": { class_type: "LoadImage", inputs: { image: "somebody.png" } }, "2": save };
		const { pool } = worker;
		const file = await validate(account, { graph, pool });
		expect(file).toMatchObject({ valid: true, accepted: false });
		expect(file.problems[0]).toMatchObject({
			pointer: "/graph/1/inputs/image",
			code: "file_input_not_allowed",
		});
		const given = await validate(account, { graph, inputs: { "1.image": asset }, pool });
		expect(given).toMatchObject({ accepted: true, problems: [] });

		const outside = { ...graph, "2": { ...save, inputs: { ...save.inputs, filename_prefix: "../x" } } };
		const path = await validate(account, { graph: outside, inputs: { "1.image": asset }, pool });
		expect(path.problems[0]).toMatchObject({ code: "unsafe_path" });

		const job = await call("POST", "/v1/jobs", { as: account.key, json: { graph, pool } });
		expect((await problemOf(job, "invalid_graph")).errors).toEqual(file.problems);
	});

	test("names models and nodes that the pool's workers lack", async () => {
		const account = await makeAccount();
		const { pool } = await makeWorker({
			capabilities: {
				...CAPABILITIES,
				nodes: CAPABILITIES.nodes.filter((name) => name !== "VAEDecode"),
				model_inputs: { CheckpointLoaderSimple: { ckpt_name: ["other.safetensors"] } },
			},
		});
		const verdict = await validate(account, { graph: GRAPH, object_info: SENT_INFO, pool });
		expect(verdict).toMatchObject({ valid: true, accepted: false });
		expect(verdict.problems.map(({ code }) => code).sort()).toEqual(["missing_model", "missing_node"]);
	});

	test("with an object_info of one's own and no pool, asks that ComfyUI and no worker", async () => {
		const account = await makeAccount();
		// The default pool has a worker that lacks what is asked about.
		await makeWorker({ pool: "default", capabilities: { ...CAPABILITIES, nodes: [], model_inputs: {} } });
		const verdict = await validate(account, { graph: GRAPH, object_info: SENT_INFO });
		expect(verdict).toMatchObject({ valid: true, accepted: true, problems: [] });
		const odd = { ...GRAPH, "7": { ...GRAPH["7"], class_type: "SaveSomethingElse" } };
		const lacking = await validate(account, { graph: odd, object_info: SENT_INFO });
		const [problem] = lacking.problems.filter(({ code }) => code === "missing_node");
		expect(problem?.message).toContain("SaveSomethingElse, which this ComfyUI does not have");
		expect(JSON.stringify(lacking)).not.toContain(CAPABILITIES.comfyui_version);
	});

	test("answers for what is no workflow at all: that is what it was asked", async () => {
		const account = await makeAccount();
		const { pool } = await makeInformedWorker();
		const graphless = await validate(account, { graph: { a: 1 }, pool });
		expect(graphless).toMatchObject({ valid: false, accepted: false });
		expect(graphless.problems[0]?.pointer).toBe("/graph/a");
		const canvas = await validate(account, { graph: UI, pool });
		expect(canvas.problems[0]?.code).toBe("workflow_format_ui");
		const empty = await validate(account, { ui: {}, pool });
		expect(empty.problems[0]?.pointer).toBe("/ui");
		const halfDocument = await validate(account, { document: { id: "harbour" }, pool });
		expect(halfDocument).toMatchObject({ valid: false, outputs: [] });
		expect(halfDocument.problems.map(({ pointer }) => pointer)).toEqual(
			expect.arrayContaining(["/document/graph", "/document/title"]),
		);
		const example = { prompt: "" };
		const unsound = await validate(account, { document: documentNamed("harbour", { example }), pool });
		expect(unsound.accepted).toBe(false);
		expect(unsound.problems[0]?.pointer).toMatch(/^\/document/);
	});

	test("what is accepted here is taken as a job", async () => {
		const account = await makeAccount();
		const worker = await makeInformedWorker();
		expect(await validate(account, { graph: GRAPH, pool: worker.pool })).toMatchObject({ accepted: true });
		expect(await submit(account, worker, { graph: GRAPH })).toMatchObject({ status: "queued" });
	});
});

test.each([
	["convert", {}, "/ui"],
	["convert", { ui: [] }, "/ui"],
	["convert", { ui: UI, object_info: [] }, "/object_info"],
	["convert", { ui: UI, graph: GRAPH }, "/graph"],
	["validate", {}, "/document"],
	["validate", { graph: GRAPH, ui: UI }, "/ui"],
	["validate", { document: {}, inputs: {} }, "/inputs"],
	["validate", { graph: "x" }, "/graph"],
	["validate", { graph: GRAPH, pool: "nowhere", object_info: {} }, "/pool"],
] as const)("POST /v1/workflows/%s of %j is refused at %s", async (what, body, at) => {
	const problem = await problemOf(await ask(await makeAccount(), what, body), "invalid_request");
	expect(problem.errors.map(({ pointer }) => pointer)).toContain(at);
});

test("gzip of the same text is the same bytes, so that workers of one image share one object", async () => {
	expect(await gzip(OBJECT_INFO)).toEqual(await gzip(OBJECT_INFO));
});
