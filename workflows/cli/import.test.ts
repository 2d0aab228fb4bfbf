import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { latin1, png, tEXt } from "../import/testing/files.ts";
import { graph, objectInfo } from "../import/testing/graphs.ts";
import { ownFolder, ui } from "./testing/files.ts";
import { runForJson } from "./testing/run.ts";

const at = ownFolder();
const info = () => ["--object-info", at("info.json")];

test("a running ComfyUI is asked for its classes and its version", async () => {
	const asked: string[] = [];
	const server = createServer((request, response) => {
		asked.push(request.url ?? "");
		const body = request.url?.endsWith("/object_info")
			? JSON.stringify(objectInfo).replace('"default":20', '"default":NaN')
			: '{"system":{"comfyui_version":"0.3.64"}}';
		response.end(body);
	});
	await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
	const address = server.address();
	const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/behind/a/proxy`;
	try {
		expect(await runForJson(["validate", at("api.json"), "--comfyui", url])).toMatchObject({
			status: 0,
			value: { valid: true },
		});
		expect(asked.sort()).toEqual(["/behind/a/proxy/object_info", "/behind/a/proxy/system_stats"]);
		const made = await runForJson([
			"import",
			at("api.json"),
			"--comfyui",
			url,
			"--id",
			"from-server",
			"--to",
			at(),
		]);
		expect(made.status).toBe(0);
		expect(readFileSync(at("from-server/workflow.ts"), "utf8")).toContain('comfyui: "0.3.64"');
	} finally {
		server.close();
	}
});

test("import writes a folder from a graph, once", async () => {
	const args = ["import", at("api.json"), ...info(), "--to", at()];
	const made = await runForJson(args, "");
	expect(made).toMatchObject({
		status: 0,
		value: {
			id: "api",
			files: ["graph.json", "workflow.ts", "README.md"],
			risks: [],
			outputs: [{ name: "image" }],
		},
		stderr: expect.stringMatching(/import \{ apiWorkflow \} from "\.\/api\/workflow\.ts"/),
	});
	expect(readdirSync(at("api")).sort()).toEqual(["README.md", "graph.json", "workflow.ts"]);
	expect(await runForJson(args)).toMatchObject({ status: 2, value: { error: { type: "exists" } } });
	expect(await runForJson([...args, "--force"])).toMatchObject({ status: 0 });
});

test("a graph that only shows its pictures is refused with what would keep them, and kept when asked", async () => {
	const { "9": _, ...shown } = graph();
	writeFileSync(at("shown.json"), JSON.stringify(shown));
	const args = ["import", at("shown.json"), "--to", at()];
	const refused = await runForJson(args);
	expect(refused).toMatchObject({ status: 2, value: { problems: [{ code: "no_output" }] } });
	expect(refused.value.notes).toContainEqual(expect.stringMatching(/put SaveImage in place of node 10/));
	expect(await runForJson([...args, "--save-previews"])).toMatchObject({
		status: 0,
		value: { outputs: [{ name: "image", node: "10", kind: "image" }] },
	});
});

test("import takes pictures, with an object_info and without", async () => {
	const texts = [
		tEXt("prompt", latin1(JSON.stringify(graph()))),
		tEXt("workflow", latin1(JSON.stringify(ui))),
	];
	writeFileSync(at("a picture.png"), png(...texts));
	const without = await runForJson(["import", at("a picture.png"), "--to", at()]);
	expect(without).toMatchObject({ status: 0, value: { id: "a-picture" } });
	expect(without.value.parameters).toContainEqual({ name: "prompt", type: "text" });
	const withInfo = await runForJson([
		"import",
		at("a picture.png"),
		...info(),
		"--to",
		at(),
		"--id",
		"from-the-canvas",
	]);
	expect(withInfo).toMatchObject({ status: 0, value: { parameters: [{ name: "image", type: "image" }] } });
});

test("import refuses what would be no sound workflow, and writes nothing", async () => {
	const silent = graph();
	delete silent["9"];
	delete silent["10"];
	const made = await runForJson(["import", "-", "--to", at(), "--id", "silent"], JSON.stringify(silent));
	expect(made).toMatchObject({
		status: 2,
		value: { problems: [{ code: "no_output" }], document: { id: "silent" } },
	});
	expect(readdirSync(at())).not.toContain("silent");
	const needs = await runForJson(["import", at("ui.json"), "--to", at()]);
	expect(needs).toMatchObject({ status: 2, value: { problems: [{ code: "workflow_format_ui" }] } });
});
