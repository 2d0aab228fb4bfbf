import type { WorkflowDefinition } from "../definition/define.ts";
import { nodeOf } from "../graph/graph.ts";
import { pointer } from "../graph/problems.ts";
import type { RequestForm } from "./request-form.ts";

/** Something that was accepted but has no effect, or another one than expected. Nothing is refused for it. */
export interface Notice {
	/** RFC 6901 pointer into the request body; empty where it is about the request as a whole. */
	pointer: string;
	/**
	 * `prefix_replaced`: where results go is Darkroom's to say, also where the graph would compute it.
	 * `content_gone`: told where a job is shown whose parameters are no longer in storage.
	 * `branch_not_run`: told once the job has run; ComfyUI left out a part of the graph, and others brought outputs.
	 */
	code: "parameter_not_used" | "prefix_replaced" | "branch_not_run" | "content_gone";
	message: string;
}

/**
 * The parameters that were sent, differ from their defaults, and change nothing: a negative prompt where cfg is
 * 1, a strength whose part of the graph is not there.
 *
 * @param sent what the client sent, already accepted
 * @param values the parameters as understood
 */
export function noticesOf(
	{ workflow, absent, graph }: RequestForm,
	sent: unknown,
	values: Readonly<Record<string, unknown>>,
): Notice[] {
	const named = typeof sent === "object" && sent !== null ? Object.keys(sent) : [];
	const standards = defaultsOf(workflow);
	return named
		.filter((name) => values[name] !== undefined && values[name] !== standards[name] && values[name] !== "")
		.flatMap((name) => {
			const why = declaredUnused(workflow, name, values) ?? withoutNodes(workflow, name, graph, absent);
			if (why === undefined) return [];
			const message = `${name} is accepted and kept, but it is not used ${why}.`;
			return [{ pointer: pointer("parameters", name), code: "parameter_not_used" as const, message }];
		});
}

function declaredUnused(
	workflow: WorkflowDefinition,
	name: string,
	values: Readonly<Record<string, unknown>>,
): string | undefined {
	const unused = workflow.unused?.find(({ parameter }) => parameter === name);
	if (unused?.unless !== undefined) {
		const value = values[unused.unless.parameter];
		if (typeof value === "number" && value > unused.unless.above) return undefined;
	}
	return unused?.why;
}

/** A parameter whose every place left the graph with optional parts. */
function withoutNodes(
	workflow: WorkflowDefinition,
	name: string,
	graph: WorkflowDefinition["graph"],
	absent: readonly { name: string; remove: readonly string[] }[],
): string | undefined {
	const elsewhere = workflow.parts.some((part) => Object.values(part.when).includes(name));
	const composed = workflow.computed?.some((value) => value.from.includes(name)) ?? false;
	const slots = workflow.slots[name] ?? [];
	if (elsewhere || composed || slots.length === 0) return undefined;
	if (slots.some(({ node }) => nodeOf(graph, node) !== undefined)) return undefined;
	const part = absent.find(({ remove }) => slots.some(({ node }) => remove.includes(node)));
	return part === undefined ? undefined : `without the part ${part.name}`;
}

/** Defaults of parameters that have one. */
function defaultsOf(workflow: WorkflowDefinition): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(workflow.parameters.shape).flatMap(([name, schema]) => {
			const parsed = "safeParse" in schema ? schema.safeParse(undefined) : undefined;
			return parsed?.success && parsed.data !== undefined ? [[name, parsed.data]] : [];
		}),
	);
}
