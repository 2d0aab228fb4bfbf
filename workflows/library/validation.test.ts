import { expect, test } from "vitest";
import type { WorkflowDefinition } from "../definition/define.ts";
import { compareVersions } from "../graph/versions.ts";
import { isRecord } from "../object-info/read.ts";
import { taskFor } from "../plan/plan.ts";
import { signatures } from "../signatures/signatures.ts";
import { usesOf } from "../signatures/uses.ts";
import { staged, withFiles } from "../signatures/with-files.ts";
import { recording, taskOf } from "../testing/comfyui.ts";
import { variantsOf } from "../testing/variants.ts";
import { validateGraph } from "../validate/validate.ts";
import { library } from "./index.ts";

const versions = ["0.3.64", "0.33.0"] as const;
/** Every workflow with every version that it says it runs on. */
const cases = library.flatMap((workflow) =>
	versions
		.filter((version) => compareVersions(version, workflow.comfyui) >= 0)
		.map((version) => [workflow.id, version, workflow] as const),
);

/** What ComfyUI would complain of, over every choice of optional parts; empty where it takes them all. */
function refusals(
	workflow: WorkflowDefinition,
	comfyui: string,
	objectInfo: Readonly<Record<string, unknown>>,
): string[] {
	return variantsOf(workflow).flatMap((request) => {
		const task = taskFor(taskOf(workflow, request), comfyui);
		const graph = staged(task);
		// Classes that the graph does not name say nothing of it, and there are a thousand of them.
		const named = Object.fromEntries(
			Object.values(graph).flatMap(({ class_type }) =>
				Object.hasOwn(objectInfo, class_type) ? [[class_type, objectInfo[class_type]]] : [],
			),
		);
		const verdict = validateGraph(graph, withFiles(named, graph, task), { comfyui });
		const errors = Object.entries(verdict.node_errors).flatMap(([id, { errors }]) =>
			errors.map((error) => `${id} ${graph[id]?.class_type}: ${error.message}: ${error.details}`),
		);
		const whole = verdict.valid ? [] : [`${verdict.error.message}: ${verdict.error.details}`];
		const missing = verdict.valid ? task.outputs.filter(({ node }) => !verdict.outputs.includes(node)) : [];
		return [...whole, ...errors, ...missing.map(({ name }) => `output ${name} would not run`)];
	});
}

test.each(cases)(
	"S1-57 S0-D35 the graph of %s fits what ComfyUI %s says of its nodes",
	(_, version, workflow) => {
		expect(refusals(workflow, version, signatures[version])).toEqual([]);
	},
);

const recorded = new Map<string, Readonly<Record<string, unknown>>>();

/** What a real server of that version said of its classes, and what we know of those that it did not have. */
function recordedClasses(version: (typeof versions)[number]): Readonly<Record<string, unknown>> {
	const known = recorded.get(version);
	if (known !== undefined) return known;
	const objectInfo = recording(`object_info/custom-${version}.json`);
	if (!isRecord(objectInfo)) throw new Error("a recording that is no object");
	const classes = { ...signatures[version], ...objectInfo };
	recorded.set(version, classes);
	return classes;
}

test.each(cases)("S1-57 the graph of %s is taken by the recorded ComfyUI %s", (_, version, workflow) => {
	expect(refusals(workflow, version, recordedClasses(version))).toEqual([]);
});

test.each(versions)("the signatures of ComfyUI %s name every class the library uses there", (version) => {
	const there = library.filter((workflow) => compareVersions(version, workflow.comfyui) >= 0);
	const used = [...usesOf(there, version).keys()];
	expect(used.filter((name) => !Object.hasOwn(signatures[version], name))).toEqual([]);
	expect(Object.keys(signatures[version]).filter((name) => !used.includes(name))).toEqual([]);
});
