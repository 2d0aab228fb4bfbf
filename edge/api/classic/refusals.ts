import { segmentsOf } from "../../../workflows/graph/problems.ts";
import { isRecord } from "../../../workflows/object-info/read.ts";
import type { PromptReply } from "../../contract/comfyui/comfyui.ts";
import { PROBLEM_CODES, type ProblemItem } from "../../contract/problem.ts";
import { ApiError, WordedError } from "../../problem.ts";

/**
 * A refusal as ComfyUI's server gives it for a prompt: `error` has `type`, `message`, `details` and `extra_info`, and
 * `node_errors` says by node what is wrong there. What is wrong with the prompt is 400. Pure.
 *
 * @param sent the graph as it was sent; null: there is none
 */
export function asComfyuiSaysIt(error: unknown, sent: Record<string, unknown> | null): unknown {
	if (!(error instanceof ApiError)) return error;
	const graph = sent ?? {};
	const { status } = PROBLEM_CODES[error.code];
	const node_errors = nodeErrorsOf(error.errors, graph);
	const words = {
		type: typeOf(error, sent, node_errors),
		message: error.message,
		details: error.errors.map(({ message }) => message).join("\n"),
		extra_info: missingNode(error.errors, graph) ?? {},
	};
	return new WordedError(words, error, { node_errors, ...(status === 422 && { status: 400 }) });
}

/** What is wrong with a prompt apart from its graph, in ComfyUI's words. */
const OWN_TYPES = ["no_prompt", "invalid_prompt_id"];

function typeOf(
	{ code, errors }: ApiError,
	graph: Record<string, unknown> | null,
	nodes: PromptReply["node_errors"],
): string {
	const own = errors.find((item) => OWN_TYPES.includes(item.code));
	if (own) return own.code;
	if (graph === null) return code;
	if (missingNode(errors, graph)) return "missing_node_type";
	if (Object.keys(graph).length === 0 || errors.some((item) => item.code === "no_output"))
		return "prompt_no_outputs";
	return Object.keys(nodes).length > 0 ? "prompt_outputs_failed_validation" : code;
}

function missingNode(errors: readonly ProblemItem[], graph: Record<string, unknown>) {
	const missing = errors.find(({ code }) => code === "missing_node");
	const place = missing && placeOf(missing.pointer);
	if (!place) return null;
	const node = graph[place.node];
	const meta = isRecord(node) && isRecord(node._meta) ? node._meta : {};
	const class_type = classOf(graph, place.node);
	return { node_id: place.node, class_type, node_title: meta.title ?? class_type };
}

function nodeErrorsOf(
	items: readonly ProblemItem[],
	graph: Record<string, unknown>,
): PromptReply["node_errors"] {
	const found = new Map<string, PromptReply["node_errors"][string]>();
	for (const { pointer, code, message } of items) {
		const place = placeOf(pointer);
		if (!place || !Object.hasOwn(graph, place.node)) continue;
		const { node, input } = place;
		const of = found.get(node) ?? { errors: [], dependent_outputs: [], class_type: classOf(graph, node) };
		found.set(node, of);
		const extra_info = input === null ? {} : { input_name: input };
		of.errors.push({ type: code, message, details: input ?? "", extra_info });
	}
	return Object.fromEntries(found);
}

/** The node and input that a pointer into the request of the job means; null: neither. */
function placeOf(pointer: string): { node: string; input: string | null } | null {
	const [root, node, inputs, input] = segmentsOf(pointer);
	if (root === "inputs" && node !== undefined) {
		const dot = node.indexOf(".");
		return dot === -1 ? null : { node: node.slice(0, dot), input: node.slice(dot + 1) };
	}
	if (root !== "graph" || node === undefined) return null;
	return { node, input: inputs === "inputs" ? (input ?? null) : null };
}

function classOf(graph: Record<string, unknown>, node: string): string {
	const found = graph[node];
	return isRecord(found) && typeof found.class_type === "string" ? found.class_type : "";
}
