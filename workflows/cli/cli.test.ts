import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { FILE_LIMITS, readGraph } from "../graph/graph.ts";
import { latin1, png, tEXt } from "../import/testing/files.ts";
import { graph, objectInfo } from "../import/testing/graphs.ts";
import { main } from "./main.ts";

/** In the repository, because imported workflows import from it. */
let folder = "";
beforeAll(() => {
	folder = mkdtempSync(join(import.meta.dirname, "written-"));
	for (const [name, value] of Object.entries({ "info.json": objectInfo, "api.json": graph(), "ui.json": ui }))
		writeFileSync(join(folder, name), JSON.stringify(value));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const info = () => ["--object-info", at("info.json")];

const ui = {
	last_node_id: 2,
	last_link_id: 1,
	nodes: [
		{
			id: 1,
			type: "LoadImage",
			mode: 0,
			inputs: [],
			outputs: [{ name: "IMAGE", type: "IMAGE", links: [1] }],
			widgets_values: ["example.png", "image"],
		},
		{
			id: 2,
			type: "SaveImage",
			mode: 0,
			inputs: [{ name: "images", type: "IMAGE", link: 1 }],
			outputs: [],
			widgets_values: ["x"],
		},
		// Linked to nothing, with a number that JSON does not carry unchanged.
		{ id: 3, type: "EmptyLatentImage", mode: 0, inputs: [], outputs: [], widgets_values: [2 ** 60, 512, 1] },
	],
	links: [[1, 1, 0, 2, 0, "IMAGE"]],
	version: 0.4,
};

interface Ran {
	status: number;
	stdout: string;
	stderr: string;
}

/** As a person has it: a process of its own. Each command is run so once, and whenever it reads its standard input. */
function spawned(args: string[], stdin = "", program = inject("cli")): Promise<Ran> {
	return new Promise((done) => {
		const child = execFile(
			process.execPath,
			[program, ...args],
			{ encoding: "utf8", maxBuffer: 2 ** 27 },
			(error, stdout, stderr) =>
				done({
					status: typeof error?.code === "number" ? error.code : error === null ? 0 : -1,
					stdout,
					stderr,
				}),
		);
		child.stdin?.end(stdin);
	});
}

/** The same in this process, which takes a hundredth of the time. */
async function run(args: string[]): Promise<Ran> {
	const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
	const talk = vi.spyOn(process.stderr, "write").mockReturnValue(true);
	const said = (to: typeof out) => to.mock.calls.map(([text]) => String(text)).join("");
	try {
		const status = await main(args);
		return { status, stdout: said(out), stderr: said(talk) };
	} finally {
		out.mockRestore();
		talk.mockRestore();
	}
}

/** The JSON on stdout; nothing else may be there. */
async function json(
	args: string[],
	stdin?: string,
): Promise<{ status: number; value: ReturnType<typeof JSON.parse>; stderr: string }> {
	const { status, stdout, stderr } = await (stdin === undefined ? run(args) : spawned(args, stdin));
	expect(stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
	return { status, value: JSON.parse(stdout), stderr };
}

test("without a command, or with one that is none, it says what there is", async () => {
	const none = await spawned([]);
	expect(none).toMatchObject({ status: 2, stdout: "", stderr: expect.stringMatching(/^usage: /) });
	for (const name of ["list", "show", "convert", "validate", "import", "readme"])
		expect(none.stderr).toContain(`\n  ${name}`);
	expect(await run(["help"])).toMatchObject({ status: 0, stdout: "" });
	const source = join(import.meta.dirname, "../cli.ts");
	expect(await spawned(["help"], "", source)).toEqual(await run(["help"]));
	const wrong = await json(["nonsense"], "");
	expect(wrong).toMatchObject({
		status: 2,
		value: { error: { type: "usage" } },
		stderr: expect.stringMatching(/^usage: /),
	});
});

test("a command's own --help says how it is used, and is no error", async () => {
	for (const command of ["doctor", "import"])
		expect(await run([command, "--help"])).toMatchObject({
			status: 0,
			stdout: "",
			stderr: expect.stringMatching(new RegExp(`^usage: .*\n {2}${command} `)),
		});
});

test("list, show and readme know the library", async () => {
	const lines = await spawned(["list"]);
	expect(lines.stdout).toMatch(/^z-image-turbo-base-image@1\t/m);
	const listed = await json(["list", "--json"]);
	expect(listed.value).toHaveLength(lines.stdout.trim().split("\n").length);
	const shown = await json(["show", "z-image-turbo-base-image", "--json"]);
	expect(listed.value).toContainEqual(shown.value);
	expect((await spawned(["show", "z-image-turbo-base-image"])).stdout).toContain("## Parameters");
	expect(await json(["show", "nope"])).toMatchObject({
		status: 2,
		value: { error: { type: "unknown_workflow" } },
	});
	expect(await json(["show"])).toMatchObject({ status: 2, value: { error: { type: "usage" } } });
});

test("S0-A27 S0-A17 convert prints exactly the API graph; what is unknown goes to stderr or into the report", async () => {
	const made = await json(["convert", at("ui.json"), ...info()]);
	expect(made.status).toBe(0);
	expect(readGraph(made.value, [], FILE_LIMITS)).toMatchObject({ ok: true });
	expect(made.value).toMatchObject({
		"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
	});
	expect(made.stderr).toMatch(/^\/nodes\/2\S*: .*sent as text/m);
	const report = await json(["convert", at("ui.json"), ...info(), "--report"]);
	expect(report.value).toEqual({
		graph: made.value,
		unknowns: [expect.objectContaining({ code: "integer_as_text" })],
	});
	const piped = await json(["convert", "-", ...info()], JSON.stringify(ui));
	expect(piped.value).toEqual(made.value);
});

test("what cannot be converted is listed, exit 2", async () => {
	const strange = { ...ui, nodes: [{ ...ui.nodes[0], type: "Unheard" }] };
	expect(await json(["convert", "-", ...info()], JSON.stringify(strange))).toMatchObject({
		status: 2,
		value: { problems: [{ code: "missing_node" }] },
	});
	const allowed = await json(["convert", "-", ...info(), "--allow-unknown"], JSON.stringify(strange));
	expect(allowed).toMatchObject({
		status: 0,
		value: { [String(ui.nodes[0]?.id)]: { class_type: "Unheard" } },
	});
	expect(allowed.stderr).toMatch(/is of class "Unheard", which this ComfyUI does not have/);
	expect(await json(["convert", "-", ...info()], "{")).toMatchObject({
		status: 2,
		value: { problems: [{ pointer: "", code: "invalid_graph" }] },
	});
});

test("files and servers that are not there, and arguments that are none, are errors in JSON", async () => {
	const wrong: [string[], string][] = [
		[["convert", at("ui.json")], "usage"],
		[["convert", ...info()], "usage"],
		[["convert", at("ui.json"), "more", ...info()], "usage"],
		[["convert", at("ui.json"), "--colour"], "usage"],
		[["convert", at("ui.json"), ...info(), "--comfyui", "http://127.0.0.1:1"], "usage"],
		[["convert", at("nope.json"), ...info()], "unreadable"],
		[["convert", folder, ...info()], "unreadable"],
		[["convert", at("ui.json"), "--object-info", at("nope.json")], "unreadable"],
		[["convert", at("ui.json"), "--object-info", at("ui.json")], "not_json"],
		[["validate", at("api.json"), "--comfyui", "file:///etc/passwd"], "usage"],
		[["import", at("api.json"), "--id", "../x"], "usage"],
	];
	for (const [args, type] of wrong) {
		const { status, value } = await json(args);
		expect([args, status, value]).toEqual([
			args,
			2,
			{ error: { type, message: expect.stringMatching(/^.{10,}\.$/) } },
		]);
	}
	expect(await json(["validate", at("api.json"), "--comfyui", "http://127.0.0.1:1"])).toMatchObject({
		status: 2,
		value: {
			error: { type: "unreachable", message: expect.stringMatching(/127\.0\.0\.1:1.* did not answer/) },
		},
	});
});

test("S1-57 validate gives ComfyUI's verdict, what our API would refuse, and what the graph needs", async () => {
	const good = await json(["validate", at("api.json"), ...info()]);
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
	expect(await json(["validate", "-", ...info()], JSON.stringify(wrong))).toMatchObject({
		status: 2,
		value: {
			valid: false,
			error: { type: "prompt_outputs_failed_validation" },
			node_errors: { "7": { errors: [{ type: "value_smaller_than_min" }] } },
		},
	});
	const large = JSON.stringify(graph()).replace("1234", "18446744073709551615");
	expect(await json(["validate", "-", ...info()], large)).toMatchObject({
		status: 0,
		value: {
			valid: true,
			problems: [{ code: "invalid_graph" }],
		},
	});
});

test("validate --as-request also refuses what our API would", async () => {
	expect((await json(["validate", at("api.json"), ...info(), "--as-request"])).status).toBe(2);
	const sent = { graph: graph(), inputs: { "5.image": "ast_0123456789abcdefghijklmnop" } };
	expect(await json(["validate", "-", ...info(), "--as-request"], JSON.stringify(sent))).toMatchObject({
		status: 0,
		value: { valid: true, problems: [] },
	});
});

test("validate takes workflows of the editor, and says what their conversion left open", async () => {
	expect(await json(["validate", at("ui.json"), ...info()])).toMatchObject({
		status: 0,
		value: { valid: true, outputs: ["2"], unknowns: [{ code: "integer_as_text" }] },
	});
	expect(await json(["validate", "-", ...info()], "[]")).toMatchObject({
		status: 2,
		value: { valid: false, problems: [{ code: "invalid_graph" }] },
	});
});

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
		expect(await json(["validate", at("api.json"), "--comfyui", url])).toMatchObject({
			status: 0,
			value: { valid: true },
		});
		expect(asked.sort()).toEqual(["/behind/a/proxy/object_info", "/behind/a/proxy/system_stats"]);
		const made = await json([
			"import",
			at("api.json"),
			"--comfyui",
			url,
			"--id",
			"from-server",
			"--to",
			folder,
		]);
		expect(made.status).toBe(0);
		expect(readFileSync(at("from-server/workflow.ts"), "utf8")).toContain('comfyui: "0.3.64"');
	} finally {
		server.close();
	}
});

test("import writes a folder from a graph, once", async () => {
	const args = ["import", at("api.json"), ...info(), "--to", folder];
	const made = await json(args, "");
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
	expect(await json(args)).toMatchObject({ status: 2, value: { error: { type: "exists" } } });
	expect(await json([...args, "--force"])).toMatchObject({ status: 0 });
});

test("a graph that only shows its pictures is refused with what would keep them, and kept when asked", async () => {
	const { "9": _, ...shown } = graph();
	writeFileSync(at("shown.json"), JSON.stringify(shown));
	const args = ["import", at("shown.json"), "--to", folder];
	const refused = await json(args);
	expect(refused).toMatchObject({ status: 2, value: { problems: [{ code: "no_output" }] } });
	expect(refused.value.notes).toContainEqual(expect.stringMatching(/put SaveImage in place of node 10/));
	expect(await json([...args, "--save-previews"])).toMatchObject({
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
	const without = await json(["import", at("a picture.png"), "--to", folder]);
	expect(without).toMatchObject({ status: 0, value: { id: "a-picture" } });
	expect(without.value.parameters).toContainEqual({ name: "prompt", type: "text" });
	const withInfo = await json([
		"import",
		at("a picture.png"),
		...info(),
		"--to",
		folder,
		"--id",
		"from-the-canvas",
	]);
	expect(withInfo).toMatchObject({ status: 0, value: { parameters: [{ name: "image", type: "image" }] } });
});

test("import refuses what would be no sound workflow, and writes nothing", async () => {
	const silent = graph();
	delete silent["9"];
	delete silent["10"];
	const made = await json(["import", "-", "--to", folder, "--id", "silent"], JSON.stringify(silent));
	expect(made).toMatchObject({
		status: 2,
		value: { problems: [{ code: "no_output" }], document: { id: "silent" } },
	});
	expect(readdirSync(folder)).not.toContain("silent");
	const needs = await json(["import", at("ui.json"), "--to", folder]);
	expect(needs).toMatchObject({ status: 2, value: { problems: [{ code: "workflow_format_ui" }] } });
});

test("canvas makes a file that converts back, of the example or of parameters", async () => {
	const example = await spawned(["canvas", "flux-base-image"]);
	expect(example.status).toBe(0);
	const nodes = (JSON.parse(example.stdout) as { nodes: { type: string; widgets_values: unknown[] }[] })
		.nodes;
	expect(nodes.map(({ type }) => type)).toContain("FluxGuidance");
	const own = await run(["canvas", "flux-base-image", "--parameters", '{"prompt":"A red kite"}']);
	expect(own.stdout).toContain("A red kite");
	for (const args of [
		["canvas", "nothing-of-the-kind"],
		["canvas", "flux-base-image", "--parameters", "{"],
		["canvas", "flux-base-image", "--parameters", '{"steps":"many"}'],
	]) {
		const refused = await run(args);
		expect(refused.status).toBe(2);
		expect(() => JSON.parse(refused.stdout)).not.toThrow();
	}
});

test("doctor says what runs and what is missing; exit 2 where one that was asked for would not run", async () => {
	const all = await spawned(["doctor", "--json", ...info()]);
	expect(all.status).toBe(0);
	const report = JSON.parse(all.stdout) as { workflows: { workflow: string; runs: boolean }[] };
	expect(report.workflows.length).toBeGreaterThan(50);
	expect(report.workflows.every(({ runs }) => !runs)).toBe(true);
	const one = await run(["doctor", "z-image-turbo-base-image", ...info()]);
	expect(one.status).toBe(2);
	expect(one.stdout).toContain("models/text_encoders/qwen_3_4b.safetensors");
	expect(one.stderr).toContain("0 of 1 workflows would run there");
	expect((await run(["doctor", "--profile", "m9", ...info()])).status).toBe(2);
	expect((await run(["doctor", "no-such-thing", ...info()])).status).toBe(2);
	expect((await run(["doctor"])).status).toBe(2);
});
