import { slotsOf } from "../definition/define.ts";
import { type Problem, segmentsOf } from "../graph/problems.ts";
import type { RequestForm } from "./request-form.ts";

/**
 * A problem with the graph of a workflow, told to a client who never saw that graph: it points at the parameter
 * that set the place, or at the workflow where none did.
 *
 * @param problem with a pointer such as `/graph/5/inputs/width`
 */
export function blame(forms: readonly RequestForm[], problem: Problem): Problem {
	const name = parameterAt(forms, problem.pointer);
	return { ...problem, pointer: name === undefined ? "/workflow" : `/parameters/${name}` };
}

function parameterAt(forms: readonly RequestForm[], place: string): string | undefined {
	const [, node, , input] = segmentsOf(place);
	const slots = forms.flatMap(({ workflow: form }) => [
		...Object.entries(form.slots),
		...Object.entries(form.assets).map(([name, to]) => [name, slotsOf(to)] as const),
		...(form.computed ?? []).map(({ from: [name = ""], slots }) => [name, slots] as const),
	]);
	return slots.find(([, to]) => to.some((slot) => slot.node === node && slot.input === input))?.[0];
}
