import { expect, test } from "vitest";
import { FILE_LIMITS, readGraph } from "../graph/graph.ts";
import { ownFolder, ui } from "./testing/files.ts";
import { runForJson } from "./testing/run.ts";

const at = ownFolder();
const info = () => ["--object-info", at("info.json")];

test("S0-A27 S0-A17 convert prints exactly the API graph; what is unknown goes to stderr or into the report", async () => {
	const made = await runForJson(["convert", at("ui.json"), ...info()]);
	expect(made.status).toBe(0);
	expect(readGraph(made.value, [], FILE_LIMITS)).toMatchObject({ ok: true });
	expect(made.value).toMatchObject({
		"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
	});
	expect(made.stderr).toMatch(/^\/nodes\/2\S*: .*sent as text/m);
	const report = await runForJson(["convert", at("ui.json"), ...info(), "--report"]);
	expect(report.value).toEqual({
		graph: made.value,
		unknowns: [expect.objectContaining({ code: "integer_as_text" })],
	});
	const piped = await runForJson(["convert", "-", ...info()], JSON.stringify(ui));
	expect(piped.value).toEqual(made.value);
});

test("what cannot be converted is listed, exit 2", async () => {
	const strange = { ...ui, nodes: [{ ...ui.nodes[0], type: "Unheard" }] };
	expect(await runForJson(["convert", "-", ...info()], JSON.stringify(strange))).toMatchObject({
		status: 2,
		value: { problems: [{ code: "missing_node" }] },
	});
	const allowed = await runForJson(["convert", "-", ...info(), "--allow-unknown"], JSON.stringify(strange));
	expect(allowed).toMatchObject({
		status: 0,
		value: { [String(ui.nodes[0]?.id)]: { class_type: "Unheard" } },
	});
	expect(allowed.stderr).toMatch(/is of class "Unheard", which this ComfyUI does not have/);
	expect(await runForJson(["convert", "-", ...info()], "{")).toMatchObject({
		status: 2,
		value: { problems: [{ pointer: "", code: "invalid_graph" }] },
	});
});
