import { expect, test } from "vitest";
import { latin1, png, tEXt } from "../../../../workflows/import/testing/files.ts";
import { parseExact, stringifyExact } from "./exact-json.ts";
import { idFrom, readWorkflowFile, sourceOf } from "./read-file.ts";

const GRAPH = { "1": { class_type: "SaveImage", inputs: {} } };
const UI = { nodes: [], links: [] };
const file = (value: unknown) => new Blob([typeof value === "string" ? value : JSON.stringify(value)]);

test.each([
	["an editor's file", UI, { ui: UI }],
	["a graph in API format", GRAPH, { graph: GRAPH }],
	["a request of ComfyUI", { prompt: GRAPH, client_id: "x" }, { graph: GRAPH }],
	["one with both, as the editor has it", { prompt: GRAPH, workflow: UI }, { ui: UI }],
	[
		"a document",
		{ id: "a", parameters: [], graph: GRAPH },
		{ document: { id: "a", parameters: [], graph: GRAPH } },
	],
	["something else", { hello: "there" }, null],
	["a list", [GRAPH], null],
])("%s is told by what it has", (_, value, source) => {
	expect(sourceOf(value)).toEqual(source);
});

test("a file that is no workflow is told as that", async () => {
	expect(await readWorkflowFile(file("not json"))).toEqual({ ok: false, why: "no_workflow" });
	expect(await readWorkflowFile(file(GRAPH))).toEqual({ ok: true, source: { graph: GRAPH } });
});

test("a picture gives what ComfyUI wrote into it, digit by digit; one without is told as that", async () => {
	const text = '{"5":{"class_type":"KSampler","inputs":{"seed":18446744073709551615}}}';
	const picture = png(tEXt("prompt", latin1(text)));
	const read = await readWorkflowFile(new Blob([Uint8Array.from(picture)]));
	expect(read.ok && JSON.stringify(read.source)).toBe(`{"graph":${text}}`);
	expect(await readWorkflowFile(new Blob([Uint8Array.from(png())]))).toEqual({
		ok: false,
		why: "no_workflow",
	});
});

test("a seed of 64 bits stays as it was written, wherever numbers can be kept so", () => {
	const text = '{"seed":18446744073709551615,"cfg":7.5,"steps":20}';
	expect(JSON.stringify(parseExact(text))).toBe(text);
	expect(stringifyExact({ seed: 18446744073709551615n })).toBe('{"seed":18446744073709551615}');
});

test.each([
	["My Portrait (2).json", "my-portrait-2"],
	["Café — été.png", "cafe-ete"],
	["素敵.json", ""],
	[`${"a".repeat(79)}-b.json`, "a".repeat(79)],
])("the file %s is called %s", (name, id) => {
	expect(idFrom(name)).toBe(id);
});
