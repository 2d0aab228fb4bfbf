import { beforeAll, describe, expect, test } from "vitest";
import type { WorkflowDocument } from "../../../../workflows/document/document.ts";
import type { ProblemCode } from "../../../contract/problem.ts";
import { makeAccount, type TestAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { documentNamed, GRAPH, makeWorkflow, postWorkflow, UI } from "../../../testing/workflows.ts";
import { writesNothing } from "../../../testing/writes.ts";

/** What people who mean harm, or make mistakes, send as a workflow of their own. Nothing of it is stored. */
let account: TestAccount;
/** An own workflow, for versions. */
let own: string;

beforeAll(async () => {
	account = await makeAccount();
	own = (await makeWorkflow(account)).workflow.id;
});

async function refused(body: unknown, code: ProblemCode, ...pointers: string[]): Promise<string> {
	const text = typeof body === "string" ? body : JSON.stringify(body);
	const headers = { "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
	const answer = await writesNothing(() =>
		call("POST", "/v1/workflows", { as: account.key, body: text, headers }),
	);
	const problem = await problemOf(answer, code);
	expect(problem.errors.map((item) => item.pointer)).toEqual(expect.arrayContaining(pointers));
	return JSON.stringify(problem.errors);
}

const withGraph = (more: object, change: Partial<WorkflowDocument> = {}) => ({
	document: documentNamed("harbour", { graph: { ...structuredClone(GRAPH), ...more } as never, ...change }),
});
const text = (slot: { node: string; input: string }) => ({
	type: "text" as const,
	name: "anything",
	description: "Anything at all.",
	slots: [slot],
});
const load = { class_type: "LoadImage", inputs: { image: "" } };

describe("files do not come in past the file parameters", () => {
	test("a loader that names a file, or that no parameter fills", async () => {
		const named = { "8": { ...load, inputs: { image: "theirs.png" } } };
		expect(await refused(withGraph(named), "invalid_graph", "/document/graph/8/inputs/image")).toContain(
			"file_input_not_allowed",
		);
		await refused(withGraph({ "8": load }), "invalid_graph", "/document/graph/8/inputs/image");
	});

	test("a text parameter that goes into a loader, a folder or a file name", async () => {
		for (const [node, input, inputs, code] of [
			["LoadImage", "image", { image: "" }, "invalid_graph"],
			["SaveImage", "filename_prefix", { images: ["6", 0], filename_prefix: "x" }, "invalid_request"],
			["SomebodysNode", "directory", { directory: "x" }, "invalid_request"],
			["SomebodysNode", "video", { video: "x" }, "invalid_request"],
		] as const) {
			const more = { "8": { class_type: node, inputs } };
			const parameters = [text({ node: "8", input })];
			const at = "/document/parameters/0/slots/0";
			const body = await refused(withGraph(more, { parameters }), code, at);
			expect(body, input).toMatch(/file_input_not_allowed|unsafe_path/);
		}
	});

	test.each(["../x", "/etc/passwd", "a/../../b", "C:\\x", "\\\\server\\x", "a\u0000b", "~/x"])(
		"a file name in the graph that leaves its folder: %j",
		async (filename_prefix) => {
			const more = { "7": { class_type: "SaveImage", inputs: { images: ["6", 0], filename_prefix } } };
			const at = "/document/graph/7/inputs/filename_prefix";
			expect(await refused(withGraph(more), "invalid_graph", at)).toContain("unsafe_path");
		},
	);

	test("a choice that is a path", async () => {
		const parameters = [
			{
				...text({ node: "8", input: "folder" }),
				type: "choice" as const,
				choices: ["a", "../b"],
			},
		];
		const more = { "8": { class_type: "SomebodysNode", inputs: { folder: "a" } } };
		expect(await refused(withGraph(more, { parameters }), "invalid_request")).toContain("unsafe_path");
	});
});

describe("names that reach a prototype", () => {
	const json = JSON.stringify({ document: documentNamed("harbour") });
	test.each([
		["in the document", json.replace('"title"', '"__proto__":{},"title"'), "/document/__proto__"],
		["in the graph", json.replace('"1":{', '"__proto__":{},"1":{'), "/document/graph/__proto__"],
		["beside it", json.replace('"document"', '"__proto__":{},"document"'), "/__proto__"],
	])("%s are refused before anything reads them", async (_name, body, at) => {
		await refused(body, "invalid_request", at);
	});

	test.each(["constructor", "toString", "hasOwnProperty"])("a parameter or node called %s", async (name) => {
		const parameters = [{ ...text({ node: "2", input: "text" }), name }];
		await refused({ document: documentNamed("harbour", { parameters }) }, "invalid_request");
		await refused(withGraph({ [name]: load }), "invalid_graph", `/document/graph/${name}`);
	});
});

describe("what is no workflow is refused, and says where", () => {
	const good = documentNamed("harbour");
	const cases: [string, unknown, ProblemCode, ...string[]][] = [
		["nothing", {}, "invalid_request", "/document"],
		["a list", [], "invalid_request", ""],
		["two at once", { document: good, graph: GRAPH, id: "harbour" }, "invalid_request", "/graph"],
		["a field nobody knows", { document: good, version: 2 }, "invalid_request", "/version"],
		["a document that is text", { document: "x" }, "invalid_request", "/document"],
		["a document called twice", { document: good, id: "other" }, "invalid_request", "/id"],
		["a document titled twice", { document: good, title: "x" }, "invalid_request", "/title"],
		["a graph without a name", { graph: GRAPH }, "invalid_request", "/id"],
		["an id in capitals", { graph: GRAPH, id: "Harbour" }, "invalid_request", "/id"],
		["an id of one letter", { graph: GRAPH, id: "x" }, "invalid_request", "/id"],
		["an id with a version", { graph: GRAPH, id: "harbour@2" }, "invalid_request", "/id"],
		["a path as id", { graph: GRAPH, id: "../harbour" }, "invalid_request", "/id"],
		["a blank title", { graph: GRAPH, id: "harbour", title: " " }, "invalid_request", "/title"],
		["a pool nobody has", { graph: GRAPH, id: "harbour", pool: "nowhere" }, "invalid_request", "/pool"],
		["an empty graph", { graph: {}, id: "harbour" }, "invalid_graph", "/graph"],
		["an editor's file as graph", { graph: UI, id: "harbour" }, "workflow_format_ui", "/graph"],
		[
			"a document without a graph",
			{ document: { ...good, graph: undefined } },
			"invalid_graph",
			"/document/graph",
		],
		["a document with more", { document: { ...good, owner: "x" } }, "invalid_request", "/document/owner"],
		["a document's id of one letter", { document: { ...good, id: "x" } }, "invalid_request", "/document/id"],
		[
			"a parameter for a node that is not there",
			{ document: { ...good, parameters: [text({ node: "99", input: "text" })] } },
			"invalid_request",
		],
		[
			"an output of a node that is not there",
			{ document: { ...good, outputs: [{ name: "image", node: "99", kind: "image" }] } },
			"invalid_request",
		],
		[
			"an example that is not accepted",
			{ document: { ...good, example: { steps: 1000 } } },
			"invalid_request",
		],
	];
	test.each(cases)("%s", async (_name, body, code, ...pointers) => {
		await refused(body, code, ...pointers);
	});

	test("also as a version", async () => {
		for (const [body, at] of [
			[{}, "/document"],
			[{ id: own, graph: GRAPH }, "/id"],
			[{ document: { id: own } }, "/document/title"],
		] as const) {
			const answer = await writesNothing(() =>
				call("POST", `/v1/workflows/${own}/versions`, { as: account.key, json: body }),
			);
			const problem = await problemOf(answer);
			expect(problem.status).toBe(422);
			expect(problem.errors.map(({ pointer }) => pointer)).toContain(at);
		}
	});
});

describe("API4 what is too large", () => {
	test("a graph that no job could run, and a document that no row could hold", async () => {
		const bulky = { "8": { class_type: "PreviewAny", inputs: { source: "x".repeat(700_000) } } };
		await refused(withGraph(bulky), "invalid_graph", "/document/graph");
		const notes = Array.from({ length: 30 }, () => "x".repeat(1000));
		const choices = Array.from({ length: 500 }, (_, i) => `${i} ${"ü".repeat(190)}`);
		const parameters = Array.from({ length: 8 }, (_, i) => ({
			...text({ node: "2", input: "text" }),
			name: `choice_${i}`,
			type: "choice" as const,
			choices,
		}));
		await refused({ document: documentNamed("harbour", { notes, parameters }) }, "invalid_request");
	});

	test("a body of more than 8 MB, and one nested deeper than 64 levels", async () => {
		await refused(`{"document":{"id":"${"x".repeat(8_000_000)}"}}`, "payload_too_large");
		await refused(`{"document":${"[".repeat(65)}${"]".repeat(65)}}`, "invalid_request", "");
	});

	test("the largest document that is accepted can be stored and read", async () => {
		const random = () =>
			[...crypto.getRandomValues(new Uint8Array(16_000))].map((byte) => byte.toString(36)).join("");
		const pieces = Object.fromEntries(
			Array.from({ length: 17 }, (_, i) => [
				String(100 + i),
				{ class_type: "CLIPTextEncode", inputs: { text: random().slice(0, 28_000), clip: ["1", 1] } },
			]),
		);
		const document = documentNamed("bulky-harbour", {
			graph: { ...structuredClone(GRAPH), ...pieces } as never,
		});
		expect(JSON.stringify(document).length).toBeGreaterThan(470_000);
		await jsonOf(await postWorkflow(account, { document }), 201);
		const stored = await call("GET", "/v1/workflows/bulky-harbour/document", { as: account.key });
		expect(await jsonOf(stored, 200)).toMatchObject({ document });
	});
});

test("an Idempotency-Key that does not fit is refused, and nothing is written", async () => {
	for (const key of ["", "a b", "k".repeat(256)]) {
		const answer = await writesNothing(() =>
			postWorkflow(account, { document: documentNamed("harbour") }, { "idempotency-key": key }),
		);
		await problemOf(answer, "invalid_idempotency_key");
	}
});
