import { copyJson, type Graph } from "../graph.ts";
import { PyError } from "../python.ts";
import { gaveUp, NodeValidator, RecursionLimit } from "./nodes.ts";
import type { Complaint, NodeErrors, ValidationRules } from "./types.ts";

export type Validation =
	| { ok: false; error: Complaint; nodeErrors: Record<string, NodeErrors> }
	| {
			ok: true;
			/** The graph with widget values converted, as history will show it. */
			graph: Graph;
			/** The output nodes that will run. Others may have failed: see `nodeErrors`. */
			outputs: string[];
			nodeErrors: Record<string, NodeErrors>;
	  };

const NO_OUTPUTS: Complaint = {
	type: "prompt_no_outputs",
	message: "Prompt has no outputs",
	details: "",
	extra_info: {},
};

function refuse(error: Complaint): Validation {
	return { ok: false, error, nodeErrors: {} };
}

function unknownClass(id: string, node: Graph[string], rules: ValidationRules): Validation {
	const classType: unknown = node.class_type;
	const title = node._meta?.title;
	const where = `Node ID '#${id}'`;
	if (rules.traits.namesMissingNodes) {
		const named = `Node '${title ?? (classType === undefined ? `ID #${id}` : String(classType))}'`;
		return refuse({
			type: "missing_node_type",
			message:
				classType === undefined
					? `${named} has no class_type. The workflow may be corrupted or a custom node is missing.`
					: `${named} not found. The custom node may not be installed.`,
			details: where,
			extra_info: { node_id: id, class_type: classType ?? null, node_title: title ?? null },
		});
	}
	const message =
		classType === undefined
			? "Cannot execute because a node is missing the class_type property."
			: `Cannot execute because node ${String(classType)} does not exist.`;
	return refuse({ type: "invalid_prompt", message, details: where, extra_info: {} });
}

/** File lists are read from disk: once per class and prompt is enough. */
function describedOnce(rules: ValidationRules): ValidationRules {
	const known = new Map<string, ReturnType<ValidationRules["classInfo"]>>();
	return {
		...rules,
		classInfo: (classType) => {
			if (!known.has(classType)) known.set(classType, rules.classInfo(classType));
			return known.get(classType);
		},
	};
}

/**
 * Decides what of a graph can run. Pure: the graph is not touched, the answer is the body ComfyUI would send.
 * As in ComfyUI, one good output is enough: the others are dropped and only `nodeErrors` tells.
 */
export function validatePrompt(
	prompt: Graph,
	given: ValidationRules,
	targets: readonly string[] | null = null,
): Validation {
	const graph = copyJson(prompt);
	const rules = describedOnce(given);
	const candidates: string[] = [];
	for (const [id, node] of Object.entries(graph)) {
		const info = node.class_type === undefined ? undefined : rules.classInfo(node.class_type);
		if (!info) return unknownClass(id, node, rules);
		if (info.output_node && (targets === null || targets.includes(id))) candidates.push(id);
	}
	if (candidates.length === 0) return refuse(NO_OUTPUTS);

	const validator = new NodeValidator(graph, rules);
	const good: string[] = [];
	const reasons: Complaint[] = [];
	const nodeErrors: Record<string, NodeErrors> = {};
	for (const output of rules.orderOutputs(candidates)) {
		let failed: Complaint[];
		try {
			const verdict = validator.validate(output);
			if (verdict.valid) {
				good.push(output);
				continue;
			}
			failed = verdict.errors;
		} catch (error) {
			if (!(error instanceof PyError)) throw error;
			failed = error instanceof RecursionLimit ? [] : [gaveUp(error)];
			validator.verdicts.set(output, { valid: false, errors: failed });
		}
		reasons.push(...failed);
		for (const [id, verdict] of validator.verdicts) {
			if (verdict.valid || verdict.errors.length === 0) continue;
			const classType = graph[id]?.class_type ?? "";
			const entry = nodeErrors[id] ?? {
				errors: verdict.errors,
				dependent_outputs: [],
				class_type: classType,
			};
			entry.dependent_outputs.push(output);
			nodeErrors[id] = entry;
		}
	}
	if (good.length > 0) return { ok: true, graph, outputs: good, nodeErrors };
	return {
		ok: false,
		nodeErrors,
		error: {
			type: "prompt_outputs_failed_validation",
			message: "Prompt outputs failed validation",
			details: reasons.map((reason) => `${reason.message}: ${reason.details}`).join("\n"),
			extra_info: {},
		},
	};
}
