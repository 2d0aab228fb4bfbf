import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWorkflow } from "../../definition/describe.ts";
import { readmeOf } from "../../definition/readme.ts";
import type { WorkflowDocument } from "../../document/document.ts";
import { library } from "../../library/index.ts";
import { propose } from "../propose.ts";
import { compiled, graph, objectInfo } from "../testing/graphs.ts";
import { writeFolder } from "./write-folder.ts";

/** In the repository, because what is written imports from it. */
let folder = "";
beforeAll(() => {
	folder = mkdtempSync(join(import.meta.dirname, "written-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A document with everything in it that is hard to write down. */
function awkward(): WorkflowDocument {
	const document = propose(graph(), objectInfo, { name: "awkward" });
	const long = 'He said "no", it\'s \\ over: '.repeat(12);
	const names = document.parameters.map(({ name }) => name);
	const add: WorkflowDocument["parameters"] = [
		{
			type: "integer",
			name: "a_1",
			description: long,
			default: 5,
			min: 1,
			max: Number.MAX_SAFE_INTEGER,
			step: 4,
			slots: [{ node: "20", input: "frames" }],
		},
		{
			type: "choice",
			name: "a1",
			description: "Choice “東京”.",
			default: 'x"y',
			choices: ['x"y', "it's", "plain", "z".repeat(150)],
			slots: [{ node: "20", input: "choice" }],
		},
		{
			type: "number",
			name: "tiny_but_with_a_very_long_name",
			description: "A tiny number.",
			default: 1e-9,
			min: -1e21,
			max: 1e21,
			slots: [{ node: "20", input: "tiny" }],
		},
		{
			type: "boolean",
			name: "flag",
			description: "A flag.",
			default: true,
			slots: [{ node: "20", input: "flag" }],
		},
		{
			type: "text",
			name: "free",
			description: "Text.",
			default: `${long}\nand more`,
			slots: [{ node: "20", input: "free" }],
		},
		{
			type: "text",
			name: "note",
			description: "Text.",
			max_length: 20,
			slots: [{ node: "20", input: "note" }],
		},
		{
			type: "choice",
			name: "must",
			description: "Choice.",
			required: true,
			choices: ["a", "b"],
			slots: [{ node: "20", input: "must" }],
		},
	];
	expect(names).not.toContain("a1");
	document.graph["20"] = {
		class_type: "Odd",
		inputs: { frames: 5, choice: "", tiny: 0, flag: true, free: "", note: "", must: "b", image: ["8", 0] },
	};
	document.graph["9"]?.inputs && Object.assign(document.graph["9"].inputs, { images: ["20", 0] });
	return {
		...document,
		title: "Awkward 東京 “title” that goes on and on until it has to go on a line of its own, or nearly does",
		parameters: [...document.parameters, ...add],
		launch_flags: ["--fp32-vae"],
		partner: { micro_usd: 1200, source: "A price list." },
		notes: [long.slice(0, 300), "東".repeat(80)],
		example: { ...document.example, must: "a", free: long },
	};
}

/** What a fresh program makes of a folder. */
function loaded(path: string, constant: string) {
	const script = `
		import { ${constant} as workflow } from ${JSON.stringify(path)};
		import { describeWorkflow } from ${JSON.stringify(resolve(import.meta.dirname, "../../definition/describe.ts"))};
		import { planWorkflow } from ${JSON.stringify(resolve(import.meta.dirname, "../../plan/plan.ts"))};
		import { readmeOf } from ${JSON.stringify(resolve(import.meta.dirname, "../../definition/readme.ts"))};
		const planned = planWorkflow(workflow, workflow.example, { seed: () => 1 });
		console.log(JSON.stringify({ described: describeWorkflow(workflow), planned: planned.ok, readme: readmeOf(workflow) }));
	`;
	const file = join(folder, `load-${constant}.ts`);
	writeFileSync(file, script);
	const result: { described: unknown; planned: boolean; readme: string } = JSON.parse(
		execFileSync(process.execPath, [file], { encoding: "utf8" }),
	);
	return result;
}

const cases: [string, () => WorkflowDocument][] = [
	["a graph of the canvas", () => propose(graph(), objectInfo, { name: "canvas pier" })],
	["a document with everything in it", awkward],
	[
		"a workflow without parameters",
		() => ({
			...propose(graph(), null, { name: "bare one" }),
			parameters: [],
			parts: [],
			example: {},
			graph: {
				"1": { class_type: "EmptyImage", inputs: {} },
				"9": { class_type: "SaveImage", inputs: { images: ["1", 0] } },
			},
		}),
	],
];
test.each(cases)("the folder of %s loads, plans its example, and says what the document says", (_, make) => {
	const document = make();
	const workflow = compiled(document);
	const written = writeFolder(document, workflow, { to: folder });
	if (!written.ok) throw new Error("it was there already");
	const { described, planned, readme } = loaded(join(written.folder, "workflow.ts"), written.constant);
	expect(described).toEqual(JSON.parse(JSON.stringify(describeWorkflow(workflow))));
	expect(planned).toBe(true);
	expect(readFileSync(join(written.folder, "README.md"), "utf8")).toBe(readme);
	expect(readme).toBe(readmeOf(workflow));
	expect(JSON.parse(readFileSync(join(written.folder, "graph.json"), "utf8"))).toEqual(workflow.graph);
});

test("what is written is formatted as the repository is", () => {
	const root = resolve(import.meta.dirname, "../../..");
	const own = library.map(
		({ id, graph }) =>
			() =>
				propose(graph, null, { name: `again ${id}` }),
	);
	const files = [...cases.map(([, make]) => make), ...own].map((make) => {
		const document = make();
		const written = writeFolder(document, compiled(document), { to: folder, force: true });
		return join(written.folder, "workflow.ts");
	});
	expect(files.length).toBeGreaterThan(50);
	const biome = join(root, "node_modules/.bin/biome");
	const checked = spawnSync(biome, ["check", "--error-on-warnings", "--max-diagnostics=5", ...files], {
		cwd: root,
		encoding: "utf8",
	});
	expect(checked.stdout + checked.stderr).toContain(`Checked ${files.length} files`);
	expect([checked.status, checked.stderr.match(/Found/g)]).toEqual([0, null]);
});

test("a folder that is there is left alone, unless it is meant", () => {
	const document = propose(graph(), objectInfo, { name: "twice" });
	const workflow = compiled(document);
	expect(writeFolder(document, workflow, { to: folder })).toMatchObject({ ok: true });
	writeFileSync(join(folder, "twice/README.md"), "mine");
	expect(writeFolder(document, workflow, { to: folder })).toEqual({
		ok: false,
		folder: join(folder, "twice"),
	});
	expect(readFileSync(join(folder, "twice/README.md"), "utf8")).toBe("mine");
	expect(writeFolder(document, workflow, { to: folder, force: true })).toMatchObject({ ok: true });
	expect(readFileSync(join(folder, "twice/README.md"), "utf8")).toContain("# Twice");
});

test("an id that is no name never becomes a path", () => {
	const document = propose(graph(), objectInfo, { name: "fine" });
	const workflow = compiled(document);
	for (const id of ["../out", "a/b", "", ".", "A"])
		expect(() => writeFolder({ ...document, id }, workflow, { to: folder })).toThrow(TypeError);
});
