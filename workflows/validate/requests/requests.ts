import type { ApiGraph, GraphNode } from "../../graph/graph.ts";
import { type Problem, pointer } from "../../graph/problems.ts";
import { isQuickFormula } from "./formulas.ts";
import { riskOf } from "./risky-nodes.ts";

/** Rules of an account over which nodes its own graphs may use. Patterns are class names, or end with one `*`. */
export interface NodePolicy {
	/** Classes it may use; null: every class. */
	allow: readonly string[] | null;
	/** Classes it may not use, whatever else is said. */
	deny: readonly string[];
	/**
	 * Classes on our list of nodes that reach beyond the graph (read or write arbitrary folders, run code, fetch
	 * addresses) that this account may use all the same. See risky-nodes.ts.
	 */
	trusted: readonly string[];
}

/** Every class but those that reach beyond the graph. */
export const defaultNodePolicy: NodePolicy = { allow: null, deny: [], trusted: [] };

/**
 * One `node_not_allowed` for each node of a class that the policy does not allow, at
 * `/graph/<id>/class_type`. A formula that is done at once is no risk, whoever asks.
 */
export function policyProblems(graph: ApiGraph, policy: NodePolicy): Problem[] {
	return Object.entries(graph).flatMap(([id, { class_type, inputs }]): Problem[] => {
		const why = refusal(class_type, inputs, policy);
		if (why === null) return [];
		const message = `Node ${id} is a ${class_type}, ${why}`;
		return [{ pointer: pointer("graph", id, "class_type"), code: "node_not_allowed", message }];
	});
}

function refusal(
	className: string,
	inputs: GraphNode["inputs"],
	{ allow, deny, trusted }: NodePolicy,
): string | null {
	if (matches(deny, className))
		return "which this account may not use. Remove the node, or ask the operator to allow it.";
	if (allow !== null && !matches(allow, className))
		return "which is not among the nodes this account may use. Remove the node, or ask the operator to allow it.";
	const risk = riskOf(className);
	if (risk === null || matches(trusted, className)) return null;
	if (className === "ComfyMathExpression" && isQuickFormula(inputs.expression)) return null;
	return `which is not allowed in graphs of one's own because it ${risk}. Use another node, or ask the operator to trust this account with it.`;
}

function matches(patterns: readonly string[], className: string): boolean {
	return patterns.some((pattern) =>
		pattern.endsWith("*") ? className.startsWith(pattern.slice(0, -1)) : className === pattern,
	);
}
