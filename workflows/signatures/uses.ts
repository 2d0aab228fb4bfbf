import type { WorkflowDefinition } from "../definition/define.ts";
import { isLink } from "../graph/graph.ts";
import { planWorkflow, taskFor } from "../plan/plan.ts";
import { otherValue, schemasOf, variantsOf } from "../testing/variants.ts";
import type { Uses } from "./signatures.ts";

/**
 * Classes that no graph uses, but which list the files that others find by themselves: by them a server says
 * that it has those files.
 */
const listers = ["IPAdapterModelLoader"];

/** Every value that the graphs of these workflows put into an input, by class and input. */
export function usesOf(library: readonly WorkflowDefinition[], comfyui: string): Uses {
	const uses = new Map<string, Map<string, Set<unknown>>>(listers.map((name) => [name, new Map()]));
	for (const workflow of library)
		for (const request of requestsOf(workflow)) {
			const planned = planWorkflow(workflow, request, { seed: () => 1 });
			if (!planned.ok) continue;
			for (const task of planned.plan.tasks.slice(0, 1))
				for (const node of Object.values(taskFor(task, comfyui).graph)) {
					const inputs = uses.get(node.class_type) ?? new Map<string, Set<unknown>>();
					uses.set(node.class_type, inputs);
					for (const [name, value] of Object.entries(node.inputs)) {
						const values = inputs.get(name) ?? new Set();
						inputs.set(name, values);
						if (!isLink(value)) values.add(value);
					}
				}
		}
	return uses;
}

/** Every variant, and for each choice of an enum or switch one request that makes it. */
function* requestsOf(workflow: WorkflowDefinition): Generator<Record<string, unknown>> {
	for (const variant of variantsOf(workflow)) {
		yield variant;
		for (const [name, schema] of Object.entries(schemasOf(workflow))) {
			const choices: unknown[] = Array.isArray(schema.enum) ? schema.enum : [];
			for (const choice of choices) yield { ...variant, [name]: choice };
			if (schema.type === "boolean") yield { ...variant, [name]: otherValue(workflow, name, variant[name]) };
		}
	}
}
