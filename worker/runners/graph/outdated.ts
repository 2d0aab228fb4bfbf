import { type Failure, type FailureCode, failureClass } from "../../../edge/contract/failures.ts";
import { type ApiGraph, nodeOf } from "../../../workflows/graph/graph.ts";
import type { Capabilities } from "../../../workflows/object-info/capabilities.ts";
import { failure } from "../../comfyui/wire/errors.ts";

/** Failures that say something about what ComfyUI has, and not only about the graph. */
const ABOUT_COMFYUI: readonly FailureCode[] = ["missing_node", "missing_model", "node_validation"];

/** Whether a failure may be due to nodes or files that ComfyUI had when the task was claimed. Pure. */
export function mayBeOutdated(told: Failure): boolean {
	return ABOUT_COMFYUI.includes(told.code);
}

/**
 * Whether a failure is about a node class or a model file that this worker had promised: then ComfyUI has lost
 * it, and the graph is right. Pure.
 */
export function wasPromised(told: Failure, graph: ApiGraph, promised: Capabilities): boolean {
	const node = told.node_id === null ? undefined : nodeOf(graph, told.node_id);
	const classType = told.class_type ?? node?.class_type;
	if (classType === undefined) return false;
	if (told.code === "missing_node") return promised.nodes.includes(classType);
	if (told.code !== "missing_model" || node === undefined) return false;
	const lists = Object.entries(promised.model_inputs[classType] ?? {});
	const named = lists.flatMap(([input, files]) => {
		const value = node.inputs[input];
		return typeof value === "string" ? [files.includes(value)] : [];
	});
	return named.length > 0 && named.every((listed) => listed);
}

/** The failure of a worker whose ComfyUI is not what the edge was told: for another worker it may well run. */
export function outdatedFailure(told: Failure): Failure {
	const message = `this worker's ComfyUI is no longer what the edge was told: ${told.message}`;
	return failureClass(told.code) === "graph"
		? failure("capabilities_outdated", message, told.node_id, told.class_type)
		: told;
}
