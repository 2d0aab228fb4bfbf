import type { ApiGraph } from "../graph/graph.ts";
import { lookUp, modelFolders } from "../graph/known-nodes.ts";
import { isModelFile } from "../graph/paths.ts";
import { choicesOf, type InputSpec, isRecord, readSpec } from "../object-info/read.ts";
import type { TaskPlan } from "../plan/plan.ts";

/** The folder and file names a worker would stage, in place of the empty ones of a plan. */
export function staged(task: TaskPlan): ApiGraph {
	const graph = structuredClone(task.graph);
	for (const { node, input } of [...task.inputs, ...(task.folders ?? [])]) {
		const target = graph[node];
		if (target !== undefined) target.inputs[input] = `staged/${node}_${input}`;
	}
	return graph;
}

/**
 * The same object_info from a server that has the files this graph names: model files in inputs that list model
 * files, and what was staged in the inputs it was staged for. No other list grows, so a choice that ComfyUI does
 * not know stays unknown.
 */
export function withFiles(
	objectInfo: Readonly<Record<string, unknown>>,
	graph: ApiGraph,
	task: TaskPlan,
): Record<string, unknown> {
	const places = new Set(
		[...task.inputs, ...(task.folders ?? [])].map(({ node, input }) => `${node}.${input}`),
	);
	const info: Record<string, unknown> = { ...objectInfo };
	for (const [id, node] of Object.entries(graph)) {
		const entry = info[node.class_type];
		if (!isRecord(entry) || !isRecord(entry.input)) continue;
		const wanted = (name: string, spec: InputSpec) => {
			const value = node.inputs[name];
			const choices = choicesOf(spec);
			if (typeof value !== "string" || choices === null || choices.includes(value)) return undefined;
			const lists =
				choices.length === 0 ||
				choices.some((choice) => typeof choice === "string" && isModelFile(choice)) ||
				lookUp(lookUp(modelFolders, node.class_type) ?? {}, name) !== undefined;
			return places.has(`${id}.${name}`) || (lists && isModelFile(value)) ? value : undefined;
		};
		const input = Object.fromEntries(
			Object.entries(entry.input).map(([kind, specs]) => [
				kind,
				isRecord(specs)
					? Object.fromEntries(
							Object.entries(specs).map(([name, spec]) => {
								const read = readSpec(spec);
								const value = read === undefined ? undefined : wanted(name, read);
								return [name, read === undefined || value === undefined ? spec : withChoice(read, value)];
							}),
						)
					: specs,
			]),
		);
		info[node.class_type] = { ...entry, input };
	}
	return info;
}

function withChoice([type, options]: InputSpec, value: string): InputSpec {
	if (typeof type !== "string") return [[...type, value], options ?? {}];
	const choices = Array.isArray(options?.options) ? options.options : [];
	return [type, { ...options, options: [...choices, value] }];
}
