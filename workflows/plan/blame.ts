import { formFor, slotsOf, type WorkflowDefinition } from "../definition/define.ts";
import type { Problem } from "../graph/problems.ts";

/**
 * A problem with the graph of a workflow, told to a client who never saw that graph: it points at the parameter
 * that set the place, or at the workflow where none did.
 *
 * @param problem with a pointer such as `/graph/5/inputs/width`
 */
export function blame(workflow: WorkflowDefinition, problem: Problem): Problem {
	const name = parameterAt(workflow, problem.pointer);
	return { ...problem, pointer: name === undefined ? "/workflow" : `/parameters/${name}` };
}

function parameterAt(workflow: WorkflowDefinition, place: string): string | undefined {
	const [, , node, , input] = place.split("/").map((s) => s.replaceAll("~1", "/").replaceAll("~0", "~"));
	const forms = [workflow, ...(workflow.forms ?? []).map((form) => formFor(workflow, form.comfyui))];
	const slots = forms.flatMap((form) => [
		...Object.entries(form.slots),
		...Object.entries(form.assets).map(([name, to]) => [name, slotsOf(to)] as const),
		...(form.computed ?? []).map(({ from: [name = ""], slots }) => [name, slots] as const),
	]);
	return slots.find(([, to]) => to.some((slot) => slot.node === node && slot.input === input))?.[0];
}
