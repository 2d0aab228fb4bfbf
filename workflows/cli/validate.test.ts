import { expect, test } from "vitest";
import { graph } from "../import/testing/graphs.ts";
import { ownFolder } from "./testing/files.ts";
import { runForJson } from "./testing/run.ts";

const at = ownFolder();
const info = () => ["--object-info", at("info.json")];

test("S1-57 validate gives ComfyUI's verdict, what our API would refuse, and what the graph needs", async () => {
	const good = await runForJson(["validate", at("api.json"), ...info()]);
	expect(good).toMatchObject({
		status: 0,
		value: {
			valid: true,
			node_errors: {},
			outputs: ["9", "10"],
			problems: [{ pointer: "/graph/5/inputs/image", code: "file_input_not_allowed" }],
			needs: {
				models: [{ folder: "checkpoints", file: "sdxl_base.safetensors" }, { folder: "loras" }],
				packs: [],
			},
		},
	});
	const wrong = graph();
	Object.assign(wrong["7"]?.inputs ?? {}, { steps: 0 });
	expect(await runForJson(["validate", "-", ...info()], JSON.stringify(wrong))).toMatchObject({
		status: 2,
		value: {
			valid: false,
			error: { type: "prompt_outputs_failed_validation" },
			node_errors: { "7": { errors: [{ type: "value_smaller_than_min" }] } },
		},
	});
	const large = JSON.stringify(graph()).replace("1234", "18446744073709551615");
	expect(await runForJson(["validate", "-", ...info()], large)).toMatchObject({
		status: 0,
		value: {
			valid: true,
			problems: [{ code: "invalid_graph" }],
		},
	});
});

test("validate --as-request also refuses what our API would", async () => {
	expect((await runForJson(["validate", at("api.json"), ...info(), "--as-request"])).status).toBe(2);
	const sent = { graph: graph(), inputs: { "5.image": "ast_0123456789abcdefghijklmnop" } };
	expect(await runForJson(["validate", "-", ...info(), "--as-request"], JSON.stringify(sent))).toMatchObject({
		status: 0,
		value: { valid: true, problems: [] },
	});
});

test("validate takes workflows of the editor, and says what their conversion left open", async () => {
	expect(await runForJson(["validate", at("ui.json"), ...info()])).toMatchObject({
		status: 0,
		value: { valid: true, outputs: ["2"], unknowns: [{ code: "integer_as_text" }] },
	});
	expect(await runForJson(["validate", "-", ...info()], "[]")).toMatchObject({
		status: 2,
		value: { valid: false, problems: [{ code: "invalid_graph" }] },
	});
});
