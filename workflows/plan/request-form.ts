import { formFor, type OptionalPart, type WorkflowDefinition } from "../definition/define.ts";
import { absentParts, withoutParts } from "../definition/parts.ts";
import type { ApiGraph } from "../graph/graph.ts";

/**
 * A workflow as one request wants it, for one range of ComfyUI versions: worked out once, and handed to all that
 * plan, tell what has no effect, or say who is to blame.
 */
export interface RequestForm {
	/** The first ComfyUI that it is for; null for the workflow as it stands. */
	comfyui: string | null;
	workflow: WorkflowDefinition;
	/** Parts that the request does without. */
	absent: OptionalPart[];
	/** The graph without them. To be copied before anything is set in it. */
	graph: ApiGraph;
}

/** The workflow as it stands, then its forms for newer ComfyUIs, oldest first. `values` are the parameters as understood. */
export function requestForms(
	workflow: WorkflowDefinition,
	values: Readonly<Record<string, unknown>>,
): [RequestForm, ...RequestForm[]] {
	const formOf = (comfyui: string | null, form: WorkflowDefinition): RequestForm => {
		const absent = absentParts(form.parts, values);
		return { comfyui, workflow: form, absent, graph: withoutParts(form.graph, absent) };
	};
	const newer = (workflow.forms ?? []).map(({ comfyui }) => formOf(comfyui, formFor(workflow, comfyui)));
	return [formOf(null, workflow), ...newer];
}
