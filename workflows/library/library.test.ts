import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as z from "zod";
import type { WorkflowDefinition } from "../define.ts";
import { type ApiGraph, isLink, readGraph } from "../graph.ts";
import { missingFrom } from "../object-info/capabilities.ts";
import { danglingLinks } from "../parts.ts";
import { planWorkflow } from "../plan.ts";
import { readmeOf } from "../readme.ts";
import { difference, planOf, random, recording, taskOf } from "../testing.ts";
import { describeWorkflow, findWorkflow, library } from "./index.ts";

/** What holds for every workflow. A new one is tested by being in the library. */
const workflows = library.map((workflow): [string, WorkflowDefinition] => [workflow.id, workflow]);

const asset = "ast_0123456789abcdefghijklmnop";
/** A request with every optional part in it. */
function complete(workflow: WorkflowDefinition): Record<string, unknown> {
	const parts = workflow.parts.map(({ when }) => [
		when.absent,
		workflow.assets[when.absent] === undefined ? "styles/ink.safetensors" : asset,
	]);
	return { ...workflow.example, ...Object.fromEntries(parts) };
}

/** Some other valid value of a parameter, from its JSON Schema. */
function otherValue(schema: unknown, now: unknown): unknown {
	const of = z
		.object({
			type: z.string().optional(),
			enum: z.array(z.string()).optional(),
			minimum: z.number().optional(),
			maximum: z.number().optional(),
			multipleOf: z.number().optional(),
		})
		.parse(schema);
	if (of.enum !== undefined) return of.enum.find((value) => value !== now);
	if (of.type === "integer" || of.type === "number") {
		const step = of.multipleOf ?? (of.type === "integer" ? 1 : 0.01);
		return typeof now === "number" && now + step <= (of.maximum ?? 0) ? now + step : of.minimum;
	}
	return typeof now === "string" && now.endsWith(".safetensors") ? "other.safetensors" : "something else";
}

test("S0-A30 the folders of the library hold API-format graphs, one for each workflow and no more", () => {
	const folders = readdirSync(import.meta.dirname).filter((name) =>
		existsSync(join(import.meta.dirname, name, "graph.json")),
	);
	expect(folders.sort()).toEqual(library.map(({ id }) => id).sort());
	for (const id of folders) {
		const graph: unknown = JSON.parse(readFileSync(join(import.meta.dirname, id, "graph.json"), "utf8"));
		expect(readGraph(graph).ok).toBe(true);
	}
});

test("no two workflows share id and version, and each is found by id and by id@version", () => {
	expect(new Set(library.map((w) => `${w.id}@${w.version}`)).size).toBe(library.length);
	for (const workflow of library) {
		expect(findWorkflow(`${workflow.id}@${workflow.version}`)).toBe(workflow);
		expect(findWorkflow(workflow.id)?.version).toBeGreaterThanOrEqual(workflow.version);
	}
	for (const reference of ["", "constructor", "storyboard-image@999", "storyboard-image@", "@1"])
		expect(findWorkflow(reference)).toBeUndefined();
});

test.each(workflows)("the README of %s is current (node workflows/cli.ts readme)", (id, workflow) => {
	expect(readFileSync(join(import.meta.dirname, id, "README.md"), "utf8")).toBe(readmeOf(workflow));
});

test("the command line checks READMEs and lists the library as JSON", () => {
	const run = (...args: string[]) =>
		execFileSync(process.execPath, [join(import.meta.dirname, "../cli.ts"), ...args], { encoding: "utf8" });
	expect(run("readme", "--check")).toBe("");
	expect(JSON.parse(run("list", "--json"))).toEqual(
		JSON.parse(JSON.stringify(library.map(describeWorkflow))),
	);
	expect(() => run("nonsense")).toThrow();
});

test.each(workflows)(
	"the description of %s is plain JSON with a schema that names every parameter",
	(_, workflow) => {
		const described = describeWorkflow(workflow);
		expect(JSON.parse(JSON.stringify(described))).toEqual(described);
		const { properties } = z
			.object({ properties: z.record(z.string(), z.object({ description: z.string() })) })
			.parse(described.parameters);
		expect(Object.keys(properties)).toEqual(Object.keys(workflow.parameters.shape));
	},
);

test.each(workflows)("S1-26 planning %s never changes the template", (_, workflow) => {
	const before = JSON.stringify(workflow.graph);
	fc.assert(
		fc.property(fc.subarray(Object.entries(complete(workflow))), fc.nat(), (entries, seed) => {
			const planned = planWorkflow(workflow, Object.fromEntries(entries), { seed: () => seed });
			if (planned.ok)
				for (const { graph } of planned.plan.tasks)
					for (const node of Object.values(graph)) {
						node.class_type = "Scribbled";
						for (const input of Object.keys(node.inputs)) node.inputs[input] = "over";
					}
			expect(JSON.stringify(workflow.graph)).toBe(before);
		}),
	);
	expect(Object.isFrozen(workflow.graph)).toBe(true);
});

test.each(workflows)(
	"whatever is left out of %s, no link dangles, no node is left over and no file is named",
	(_, workflow) => {
		fc.assert(
			fc.property(fc.subarray(workflow.parts.map(({ when }) => when.absent)), (given) => {
				const all = complete(workflow);
				const optional = workflow.parts.map(({ when }) => when.absent);
				const sent = Object.fromEntries(
					Object.entries(all).filter(([n]) => !optional.includes(n) || given.includes(n)),
				);
				const task = taskOf(workflow, sent);
				expect(readGraph(task.graph).ok).toBe(true);
				expect(danglingLinks(task.graph)).toEqual([]);
				for (const part of workflow.parts)
					for (const id of part.remove) expect(id in task.graph).toBe(given.includes(part.when.absent));
				const linked = new Set(
					Object.values(task.graph).flatMap((n) =>
						Object.values(n.inputs)
							.filter(isLink)
							.map(([id]) => id),
					),
				);
				const outputs = task.outputs.map(({ node }) => node);
				expect(Object.keys(task.graph).filter((id) => !linked.has(id) && !outputs.includes(id))).toEqual([]);
				for (const { node, input } of task.inputs) expect(task.graph[node]?.inputs[input]).toBe("");
				expect(task.inputs.length).toBe(given.filter((name) => workflow.assets[name] !== undefined).length);
			}),
		);
	},
);

test.each(workflows)(
	"S1-06 every parameter of %s changes exactly the inputs it is declared for",
	(_, workflow) => {
		const { parameters } = describeWorkflow(workflow);
		const { properties } = z
			.object({ properties: z.record(z.string(), z.record(z.string(), z.unknown())) })
			.parse(parameters);
		// With everything spelt out, no default or preset can change along.
		const all = planOf(planWorkflow(workflow, complete(workflow), random)).parameters;
		const before = taskOf(workflow, all).graph;
		for (const [name, slots] of Object.entries(workflow.slots)) {
			const schema = properties[name]?.anyOf === undefined ? properties[name] : { type: "string" };
			const sent = { ...all, [name]: otherValue(schema, all[name]) };
			const planned = planWorkflow(workflow, sent, random);
			// Sizes only go together; the tests of the workflow see to them.
			if (!planned.ok && /width|height/.test(name)) continue;
			const after = planOf(planned).tasks[0]?.graph ?? {};
			expect([name, difference(before, after).sort()]).toEqual([
				name,
				slots.map((s) => `${s.node}.${s.input}`).sort(),
			]);
		}
	},
);

test.each(workflows)(
	"a plan of %s says what was understood, and that gives the same plan again",
	(_, workflow) => {
		const plan = planOf(planWorkflow(workflow, workflow.example, random));
		expect(planOf(planWorkflow(workflow, plan.parameters, { seed: () => 1 }))).toEqual(plan);
		expect(plan.workflow).toBe(`${workflow.id}@${workflow.version}`);
		expect(plan.tasks.map(({ index }) => index)).toEqual(plan.tasks.map((_, i) => i));
	},
);

test.each(workflows)("planning %s never throws, whatever parameters it is given", (_, workflow) => {
	const names = [...Object.keys(workflow.parameters.shape), "__proto__", "constructor", "toString"];
	const parameters = fc.oneof(
		fc.jsonValue(),
		fc.dictionary(fc.constantFrom(...names), fc.jsonValue()),
		fc.dictionary(fc.constantFrom(...names), fc.oneof(fc.integer(), fc.string(), fc.double())),
	);
	fc.assert(
		fc.property(parameters, (sent) => {
			const planned = planWorkflow(workflow, JSON.parse(JSON.stringify(sent)), random);
			if (planned.ok) return;
			expect(planned.problems.length).toBeGreaterThan(0);
			for (const { pointer } of planned.problems) expect(pointer).toMatch(/^\/parameters/);
		}),
		{ numRuns: 500 },
	);
});

test.each(workflows)("the declared models of %s are those its graph loads", (_, workflow) => {
	const task = taskOf(workflow, complete(workflow));
	const named = Object.values(task.graph).flatMap((n) =>
		Object.values(n.inputs).filter((v) => /\.(safetensors|pth)$/.test(String(v))),
	);
	expect(task.models.map(({ file }) => file).sort()).toEqual(named.sort());
	const nothing = { comfyui_version: "0", nodes: [], model_inputs: {}, file_inputs: {} };
	expect(missingFrom(nothing, task).length).toBe(Object.keys(task.graph).length);
});

const nodeInfo = z.looseObject({
	input: z.looseObject({
		required: z.record(z.string(), z.array(z.unknown())).optional(),
		optional: z.record(z.string(), z.array(z.unknown())).optional(),
	}),
	output: z.array(z.unknown()),
	output_node: z.boolean(),
});

/** What a ComfyUI with this /object_info would refuse about a graph, model and file lists aside. */
function refusedBy(objectInfo: Record<string, unknown>, graph: ApiGraph): string[] {
	return Object.entries(graph).flatMap(([id, node]) => {
		const { required = {}, optional = {} } = nodeInfo.parse(objectInfo[node.class_type]).input;
		const known: Record<string, unknown[]> = { ...required, ...optional };
		const absent = Object.keys(required).filter((input) => !(input in node.inputs));
		const wrong = Object.entries(node.inputs).flatMap(([input, value]) => {
			const [type, options] = known[input] ?? [];
			const range = z
				.looseObject({ min: z.number().optional(), max: z.number().optional() })
				.parse(options ?? {});
			if (isLink(value)) {
				const source = graph[value[0]];
				const sent = source && nodeInfo.parse(objectInfo[source.class_type]).output[value[1]];
				return sent === type ? [] : [`${id}.${input} takes ${type} and gets ${sent}`];
			}
			if (Array.isArray(type))
				return type.length === 0 || type.includes(value) || /\.safetensors$/.test(String(value))
					? []
					: [`${id}.${input}`];
			if (type === "STRING") return typeof value === "string" ? [] : [`${id}.${input}`];
			const fits =
				typeof value === "number" &&
				value >= (range.min ?? Number.NEGATIVE_INFINITY) &&
				value <= (range.max ?? Number.POSITIVE_INFINITY) &&
				(type === "FLOAT" || (type === "INT" && Number.isInteger(value)));
			return fits ? [] : [`${id}.${input} is no ${type}`];
		});
		return [...absent.map((input) => `${id}.${input} is required`), ...wrong];
	});
}

test.each(
	workflows.flatMap(([id, workflow]) =>
		["core-0.3.64", "core-0.33.0"].map((name) => [id, name, workflow] as const),
	),
)(
	"S1-57 the graph of %s fits what a real ComfyUI (%s) says of its nodes, with and without the parts",
	(_, name, workflow) => {
		const info = recording(`object_info/${name}.json`);
		if (info === undefined) return;
		const objectInfo = z.record(z.string(), z.unknown()).parse(info);
		for (const sent of [workflow.example, complete(workflow)]) {
			const { graph, outputs } = taskOf(workflow, sent);
			expect(refusedBy(objectInfo, graph)).toEqual([]);
			for (const { node } of outputs)
				expect(nodeInfo.parse(objectInfo[graph[node]?.class_type ?? ""]).output_node).toBe(true);
		}
	},
);
