import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, inject, test } from "vitest";
import * as z from "zod";
import { formFor, slotsOf, type WorkflowDefinition } from "../definition/define.ts";
import { checkDefinition } from "../definition/define-checks.ts";
import { danglingLinks, decidedBy } from "../definition/parts.ts";
import { readmeOf } from "../definition/readme.ts";
import { reachable, readGraph } from "../graph/graph.ts";
import { readObjectInfo } from "../object-info/read.ts";
import { missingFrom } from "../plan/missing.ts";
import { planWorkflow, taskFor } from "../plan/plan.ts";
import { packOf, signatures } from "../signatures/signatures.ts";
import { difference, planOf, random, taskOf } from "../testing/comfyui.ts";
import { runs } from "../testing/runs.ts";
import { otherValue, schemasOf, variantsOf, wrongValues } from "../testing/variants.ts";
import { describeWorkflow, library } from "./index.ts";

/** What holds for every workflow. A new one is tested by being in the library. */
const workflows = library.map((workflow): [string, WorkflowDefinition] => [workflow.id, workflow]);
/** Each form of each workflow: most have one. */
const forms = library.flatMap((workflow) =>
	[workflow.comfyui, ...(workflow.forms ?? []).map((form) => form.comfyui)].map(
		(comfyui) => [workflow.id, comfyui, workflow] as const,
	),
);

test("S0-A30 the folders of the library hold API-format graphs, one for each workflow and no more", () => {
	const folders = readdirSync(import.meta.dirname).filter((name) =>
		existsSync(join(import.meta.dirname, name, "workflow.ts")),
	);
	expect(folders.sort()).toEqual(library.map(({ id }) => id).sort());
	for (const id of folders) {
		const graph: unknown = JSON.parse(readFileSync(join(import.meta.dirname, id, "graph.json"), "utf8"));
		expect(readGraph(graph).ok).toBe(true);
	}
});

/** Where a size is free and no platform's: partners take what they take, training what it is trained at. */
const sized = workflows.filter(
	([id, { family, parameters }]) =>
		Object.hasOwn(parameters.shape, "width") && family !== "partner" && id !== "sd15-regularization-images",
);
test.each(sized)("S0-D47 %s has the shapes of social platforms, in sizes it takes itself", (_, workflow) => {
	const shapes = workflow.presets?.find(({ parameter }) => parameter === "aspect_ratio")?.choices ?? {};
	expect(Object.keys(shapes)).toEqual(expect.arrayContaining(["9:16", "4:5", "1:1", "16:9"]));
	for (const [aspect_ratio, size] of Object.entries(shapes)) {
		const understood = (sent: Record<string, unknown>) =>
			planOf(planWorkflow(workflow, { ...workflow.example, ...sent }, random)).parameters;
		expect(understood({ aspect_ratio })).toMatchObject(size);
		expect(understood({ aspect_ratio, ...size })).toMatchObject(size);
		const [w = 0, h = 1] = aspect_ratio.split(":").map(Number);
		// Trained sizes such as 832x480 are not quite 16:9.
		expect(Math.abs(Number(size.width) / Number(size.height) / (w / h) - 1)).toBeLessThan(0.03);
	}
});

test.each(workflows)("%s fits together", (_, workflow) => {
	expect(checkDefinition(workflow)).toEqual([]);
});

test.each(workflows)("S0-A25 the README of %s is current (npm run workflows -- readme)", (id, workflow) => {
	expect(readFileSync(join(import.meta.dirname, id, "README.md"), "utf8")).toBe(readmeOf(workflow));
});

test("S0-D04 S0-D32 the command line finds every README and the document of quality current and lists the library as JSON", () => {
	const run = (...args: string[]) =>
		execFileSync(process.execPath, [inject("cli"), ...args], { encoding: "utf8" });
	expect(run("readme", "--check")).toBe("");
	expect(JSON.parse(run("list", "--json"))).toEqual(
		JSON.parse(JSON.stringify(library.map(describeWorkflow))),
	);
	expect(() => run("nonsense")).toThrow();
});

test.each(workflows)(
	"S0-D03 S0-D40 S0-A19 S0-D37 S0-D38 S0-D39 S0-D41 the description of %s is plain JSON and says what people ask",
	(_, workflow) => {
		const described = describeWorkflow(workflow);
		expect(JSON.parse(JSON.stringify(described))).toEqual(described);
		const { properties } = z
			.object({ properties: z.record(z.string(), z.object({ description: z.string().min(10) })) })
			.parse(described.parameters);
		expect(Object.keys(properties)).toEqual(Object.keys(workflow.parameters.shape));
		for (const text of [described.title, described.purpose, described.licence])
			expect(text.length).toBeGreaterThan(3);
		for (const { folder, licence } of described.models) {
			expect(folder).toMatch(/^[a-z0-9_/-]+$/);
			expect(licence.length).toBeGreaterThan(2);
		}
		for (const pack of described.custom_nodes) expect(pack.source).toMatch(/^https:/);
		expect(described.notes.length).toBeGreaterThan(0);
		expect(described.acceptance.length).toBeGreaterThan(0);
		expect(described.estimate.micro_usd).toBeGreaterThan(0);
		expect(described.timeout_seconds).toBeGreaterThan(described.typical_seconds);
	},
);

test.each(workflows)("S3-39 S1-26 planning %s never changes the template", (_, workflow) => {
	const before = JSON.stringify([workflow.graph, workflow.forms]);
	for (const request of variantsOf(workflow)) {
		for (const { graph } of planOf(planWorkflow(workflow, request, random)).tasks)
			for (const node of Object.values(graph)) {
				node.class_type = "Scribbled";
				for (const input of Object.keys(node.inputs)) node.inputs[input] = "over";
			}
		expect(JSON.stringify([workflow.graph, workflow.forms])).toBe(before);
	}
	expect(Object.isFrozen(workflow.graph)).toBe(true);
});

/** True for output nodes: some leave a file on disk and nothing in the history. */
function leavesSomething(className: string | undefined): boolean {
	return Object.values(signatures).some(
		(version) => readObjectInfo(version).get(className ?? "")?.output_node === true,
	);
}

test.each(forms)(
	"whatever is left out of %s (ComfyUI %s), no link dangles, no node is left over and no file is named",
	(_, comfyui, workflow) => {
		for (const request of variantsOf(workflow)) {
			const task = taskFor(taskOf(workflow, request), comfyui);
			expect(readGraph(task.graph).ok).toBe(true);
			expect(danglingLinks(task.graph)).toEqual([]);
			const outputs = task.outputs.map(({ node }) => node);
			const savers = Object.keys(task.graph).filter((id) => leavesSomething(task.graph[id]?.class_type));
			const used = reachable(task.graph, [...outputs, ...savers]);
			const idle = Object.keys(task.graph).filter((id) => !used.has(id));
			expect(idle, `not reached from an output with ${JSON.stringify(request)}`).toEqual([]);
			const files = [...task.inputs, ...(task.folders ?? [])];
			for (const { node, input } of files) expect(task.graph[node]?.inputs[input]).toBe("");
			for (const { node, input } of Object.values(workflow.assets).flatMap((to) => slotsOf(to)))
				if (task.graph[node]?.inputs[input] === "")
					expect(files.some((file) => file.node === node && file.input === input)).toBe(true);
		}
	},
);

test.each(forms)(
	"S0-A68 S0-C03 S1-50 S1-06 every parameter of %s (ComfyUI %s) changes exactly what it is declared for",
	(_, comfyui, workflow) => {
		const form = formFor(workflow, comfyui);
		// With everything spelt out, no default or preset can change along.
		const variants = variantsOf(workflow).map(
			(request) => planOf(planWorkflow(workflow, request, random)).parameters,
		);
		const idle = Object.keys(workflow.parameters.shape).filter((name) => {
			if (workflow.variations?.parameter === name) return false;
			if (workflow.presets?.some((preset) => preset.parameter === name)) return false;
			if (workflow.unused?.some((unused) => unused.parameter === name && unused.unless === undefined))
				return false;
			return !variants.some((all) => changesWhatItShould(workflow, form, comfyui, all, name));
		});
		expect(idle, "parameters that change nothing").toEqual([]);
	},
);

/** Sends another value of one parameter and compares the graphs. False where it cannot be told here. */
function changesWhatItShould(
	workflow: WorkflowDefinition,
	form: WorkflowDefinition,
	comfyui: string,
	all: Record<string, unknown>,
	name: string,
): boolean {
	const value = otherValue(workflow, name, all[name]);
	if (value === undefined) return false;
	const planned = planWorkflow(workflow, { ...all, [name]: value }, random);
	// Some only go together with others; the tests of the workflow see to them.
	if (!planned.ok) return /width|height/.test(name);
	const [one, other] = [taskOf(workflow, all), planned.plan.tasks[0]].map(
		(task) => task && taskFor(task, comfyui),
	);
	if (one === undefined || other === undefined) return false;
	const decides = form.parts.some((part) => decidedBy(part.when) === name);
	const changed = difference(one.graph, other.graph);
	const files = JSON.stringify([one.inputs, one.folders]) !== JSON.stringify([other.inputs, other.folders]);
	if (decides) return changed.length > 0 || files;
	const there = (slot: { node: string; input: string }) =>
		one.graph[slot.node] === undefined ? [] : [`${slot.node}.${slot.input}`];
	const direct = (form.slots[name] ?? []).flatMap(there);
	const computed = (form.computed ?? [])
		.filter((c) => c.from.includes(name))
		.flatMap((c) => c.slots.flatMap(there));
	expect(
		direct.filter((place) => !changed.includes(place)),
		`${name} does not reach`,
	).toEqual([]);
	expect(
		changed.filter((place) => ![...direct, ...computed].includes(place)),
		`${name} changes besides`,
	).toEqual([]);
	return changed.length > 0 || files;
}

test.each(workflows)(
	"a plan of %s says what was understood, and that gives the same plan again",
	(_, workflow) => {
		for (const request of variantsOf(workflow)) {
			const plan = planOf(planWorkflow(workflow, request, random));
			const again = planOf(planWorkflow(workflow, plan.parameters, { seed: () => 1 }));
			expect(again.tasks).toEqual(plan.tasks);
			expect(plan.workflow).toBe(`${workflow.id}@${workflow.version}`);
			expect(plan.tasks.map(({ index }) => index)).toEqual(plan.tasks.map((_, i) => i));
		}
	},
);

test.each(workflows)(
	"every parameter of %s has limits, and beyond them it is refused by name",
	(_, workflow) => {
		const refused = (sent: Record<string, unknown>, name: string) => {
			const planned = planWorkflow(workflow, sent, random);
			const pointers = planned.ok ? [] : planned.problems.map(({ pointer }) => pointer);
			const named = pointers.some(
				(at) => at === `/parameters/${name}` || at.startsWith(`/parameters/${name}/`),
			);
			expect(named, `${name} = ${JSON.stringify(sent[name])?.slice(0, 60)}: ${pointers}`).toBe(true);
		};
		for (const [name, schema] of Object.entries(schemasOf(workflow))) {
			for (const value of wrongValues(schema)) refused({ ...workflow.example, [name]: value }, name);
			for (const value of [
				schema.minimum,
				schema.maximum,
				...(Array.isArray(schema.enum) ? schema.enum : []),
			])
				if (value !== undefined) expect(workflow.parameters.shape[name]).toSatisfy(accepting(value));
		}
		const { required } = z
			.object({ required: z.array(z.string()).default([]) })
			.parse(describeWorkflow(workflow).parameters);
		for (const name of required) {
			const { [name]: _, ...rest } = workflow.example;
			refused(rest, name);
		}
	},
);

const accepting = (value: unknown) => (schema: unknown) =>
	schema instanceof z.ZodType && schema.safeParse(value).success;

test.each(workflows)("planning %s never throws, whatever parameters it is given", (_, workflow) => {
	const names = [...Object.keys(workflow.parameters.shape), "__proto__", "constructor", "toString"];
	const parameters = fc.oneof(
		fc.jsonValue(),
		fc.dictionary(fc.constantFrom(...names), fc.jsonValue()),
		fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.integer(), fc.string(), fc.double())),
		fc.record({ name: fc.constantFrom(...names), value: fc.jsonValue() }).map(({ name, value }) => ({
			...workflow.example,
			[name]: value,
		})),
	);
	fc.assert(
		fc.property(parameters, (sent) => {
			const planned = planWorkflow(workflow, JSON.parse(JSON.stringify(sent)), random);
			if (planned.ok) return;
			expect(planned.problems.length).toBeGreaterThan(0);
			for (const { pointer } of planned.problems) expect(pointer).toMatch(/^\/parameters/);
		}),
		{ numRuns: runs(200) },
	);
});

test.each(workflows)("S0-D38 the packs %s names are those its nodes come from", (_, workflow) => {
	const graphs = [workflow, ...(workflow.forms ?? [])].map((form) => form.graph);
	const classes = graphs.flatMap((graph) => Object.values(graph).map((node) => node.class_type));
	const used = new Set(classes.map(packOf).filter((pack) => pack !== null));
	expect(workflow.custom_nodes.map(({ name }) => name).sort()).toEqual([...used].sort());
});

test.each(workflows)("the declared models of %s are those its graph loads", (_, workflow) => {
	for (const request of variantsOf(workflow)) {
		const task = taskOf(workflow, request);
		const named = Object.values(task.graph).flatMap((n) =>
			Object.values(n.inputs).filter((v) => /\.(safetensors|pth|pt|bin|onnx)$/.test(String(v))),
		);
		// What no worker can be asked for is declared all the same.
		const unlisted = workflow.models.filter((model) => model.unlisted).map(({ file }) => file);
		const declared = [...task.models.map(({ file }) => file), ...unlisted];
		expect(named.filter((file) => !declared.includes(String(file)))).toEqual([]);
		const nothing = { comfyui_version: "0", nodes: [], model_inputs: {}, file_inputs: {} };
		expect(missingFrom(nothing, task).length).toBeGreaterThanOrEqual(Object.keys(task.graph).length);
	}
});
