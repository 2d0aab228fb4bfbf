import fc from "fast-check";
import { expect, test } from "vitest";
import type { WorkflowDefinition } from "../definition/define.ts";
import { fromDocument } from "../document/compile.ts";
import { type WorkflowDocument, workflowDocumentSchema } from "../document/document.ts";
import { type ApiGraph, readGraph } from "../graph/graph.ts";
import { library } from "../library/index.ts";
import { planWorkflow } from "../plan/plan.ts";
import { difference, planOf, random, recording } from "../testing/comfyui.ts";
import { runs } from "../testing/runs.ts";
import { variantsOf } from "../testing/variants.ts";
import { propose } from "./propose.ts";
import { compiled, objectInfo, operator } from "./testing/graphs.ts";

/** What holds for every proposal: for the library's graphs, and for any other. */

/** What a proposal may change in a graph: files that go, and seeds. */
function unchangedOtherwise(
	before: ApiGraph,
	document: WorkflowDocument,
	workflow: WorkflowDefinition,
): void {
	const task = planOf(planWorkflow(workflow, document.example, random)).tasks[0];
	if (task === undefined) throw new Error("no task");
	const allowed = document.parameters
		.filter(({ type }) => ["image", "mask", "video", "audio", "seed"].includes(type))
		.flatMap(({ slots }) => slots.map(({ node, input }) => `${node}.${input}`));
	const gone = Object.keys(before).filter((id) => document.graph[id] === undefined);
	// A prompt that was empty gets words in the example.
	const blank = document.parameters
		.filter((p) => p.type === "text" && p.required === true)
		.flatMap(({ slots }) => slots.filter(({ node, input }) => before[node]?.inputs[input] === ""))
		.map(({ node, input }) => `${node}.${input}`);
	expect(
		difference(before, task.graph).filter((place) => ![...allowed, ...gone, ...blank].includes(place)),
	).toEqual([]);
}

const recorded = ["object_info/custom-0.33.0.json", "object_info/custom-0.3.64.json"].map(recording);
const infos = [null, ...recorded.filter((info) => info !== undefined)];
const own = library.flatMap((workflow) =>
	[workflow, ...(workflow.forms ?? [])].map((form, i) => [`${workflow.id} ${i}`, form.graph] as const),
);

test.each(own)("the graph of %s is proposed, compiles, plans, and runs as it was", (name, before) => {
	for (const info of infos) {
		const document = propose(before, info, { name });
		expect(workflowDocumentSchema.safeParse(document).error).toBeUndefined();
		const workflow = compiled(document);
		for (const variant of variantsOf(workflow)) planOf(planWorkflow(workflow, variant, random));
		unchangedOtherwise(before, document, workflow);
	}
});

const PROPOSALS = runs(1_000, 80);

test("proposing never throws, and what it proposes fits the schema, whatever graph and object_info are", () => {
	const word = fc.oneof(
		fc.constantFrom(
			"seed",
			"text",
			"image",
			"lora_name",
			"strength_model",
			"width",
			"steps",
			"positive",
			"ckpt_name",
		),
		fc.string(),
	);
	const literal = fc.oneof(
		fc.jsonValue(),
		fc.constantFrom("a.safetensors", "..\\x.ckpt", "p.png", 0, -1, 1e-9, 2 ** 53 - 1),
		fc.tuple(fc.constant("0"), fc.nat(2)),
	);
	const className = fc.oneof(
		fc.constantFrom(...Object.keys(objectInfo), "LoadLatent", "VHS_LoadVideo", "LoraLoaderModelOnly"),
		fc.string({ minLength: 1 }),
	);
	const node = fc.record({
		class_type: className,
		inputs: fc.dictionary(word, literal),
		_meta: fc.record({ title: fc.string() }),
	});
	const begin = { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "a.ckpt" } };
	const save = { class_type: "SaveImage", inputs: { images: ["1", 0] } };
	const graphs = fc.oneof(
		fc.dictionary(fc.oneof(fc.constantFrom("1", "2", "3"), fc.string()), node),
		fc
			.record({ "1": node, "2": node, "3": node }, { requiredKeys: ["1"] })
			.map((nodes) => ({ "0": begin, ...nodes, "9": save })),
	);
	const spec = fc.oneof(
		fc.jsonValue(),
		fc.tuple(
			fc.constantFrom("INT", "FLOAT", "STRING", "COMBO"),
			fc.dictionary(
				fc.constantFrom("min", "max", "step", "options", "image_upload", "multiline"),
				fc.jsonValue(),
			),
		),
	);
	const info = fc.oneof(
		fc.jsonValue(),
		fc.constant(objectInfo),
		fc.dictionary(
			className,
			fc.record({
				input: fc.record({ required: fc.dictionary(word, spec) }),
				output: fc.jsonValue(),
				output_node: fc.boolean(),
				display_name: fc.jsonValue(),
				python_module: fc.string(),
			}),
		),
	);
	const empty = { class_type: "EmptyImage", inputs: { width: 64, height: 64, batch_size: 1, color: 0 } };
	const good = { "0": begin, "1": { ...empty, _meta: { title: "empty" } }, "9": save };
	let sound = 0;
	fc.assert(
		fc.property(graphs, info, fc.string(), (value, described, name) => {
			const read = readGraph(JSON.parse(JSON.stringify(value)));
			if (!read.ok) return;
			const before = JSON.stringify(read.graph);
			const document = propose(read.graph, JSON.parse(JSON.stringify(described)), { name });
			expect(JSON.stringify(read.graph)).toBe(before);
			expect(workflowDocumentSchema.safeParse(document).error).toBeUndefined();
			const result = fromDocument(document, 1, operator);
			if (result.ok) {
				sound++;
				planOf(planWorkflow(result.workflow, document.example, random));
				return;
			}
			// What is left to refuse is in the graph itself: where files are, and that nothing comes out.
			const codes = new Set(result.problems.map(({ code }) => code));
			for (const code of codes)
				expect(["no_output", "unsafe_path", "file_input_not_allowed"]).toContain(code);
		}),
		{ numRuns: PROPOSALS, examples: [[good, objectInfo, "good"]] },
	);
	// Of the random ones only a few can be planned, or none.
	expect(sound).toBeGreaterThan(0);
});
