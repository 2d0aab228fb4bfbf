import { Budget, BudgetSpent } from "../graph/budget.ts";
import { isRecord } from "../object-info/read.ts";
import { Complaints, unlimitedVerdict, type VerdictLimits } from "./complaints.ts";
import { gaveUp, NodeValidator, type Prompt, type PromptNode } from "./nodes.ts";
import { bool, PyError, RECURSION_LIMIT, str, tooDeep } from "./python/python.ts";
import { contains, memberOf } from "./python/python-data.ts";
import { noAttribute, replaceClass, unhashable } from "./replacements.ts";
import type { ValidationServer } from "./server.ts";
import type { NodeError, Verdict } from "./verdict.ts";

/** How far a validation goes, and how much it tells. */
export interface VerdictBounds {
	limits?: VerdictLimits | undefined;
	budget?: Budget | undefined;
}

/** A verdict, and with a good one the graph with widget values converted, as history will show it. */
export type Validation =
	| Extract<Verdict, { valid: false }>
	| (Extract<Verdict, { valid: true }> & { graph: Record<string, PromptNode> });

function refuse(error: NodeError): Extract<Verdict, { valid: false }> {
	return { valid: false, error, node_errors: {} };
}

const noOutputs = () =>
	refuse({ type: "prompt_no_outputs", message: "Prompt has no outputs", details: "", extra_info: {} });

/**
 * Decides what of a graph can run, as ComfyUI's `validate_prompt` does. Pure: what was given is not touched. As in
 * ComfyUI, one good output is enough: the others are dropped and only `node_errors` tells.
 *
 * @param prompt anything that came as JSON
 * @param targets outputs to run, or null for all
 * @param bounds absent: it takes what it takes, and tells everything, as ComfyUI does
 * @throws PyError where the server's own code trips before it comes to any node: it answers 500 then
 */
export function validatePrompt(
	prompt: unknown,
	server: ValidationServer,
	targets: readonly string[] | null = null,
	{ limits = unlimitedVerdict, budget = Budget.unlimited() }: VerdictBounds = {},
): Validation {
	const asked = describedOnce(server);
	if (nestsTooDeep(prompt)) throw tooDeep(" while decoding a JSON object");
	const nodes = nodesOf(prompt, asked);
	if (nodes === undefined) return noOutputs();

	const read = new Map<string, PromptNode>();
	const candidates: string[] = [];
	for (const [id, node] of nodes) {
		const known = knownNode(id, node, asked);
		if ("refusal" in known) return refuse(known.refusal);
		read.set(id, known.node);
		const wanted = targets === null || targets.includes(id);
		if (known.outputs && wanted) candidates.push(id);
	}
	return candidates.length === 0
		? noOutputs()
		: validateOutputs(read, candidates, asked, new Complaints(limits, budget));
}

function validateOutputs(
	prompt: Prompt,
	candidates: string[],
	server: ValidationServer,
	complaints: Complaints,
): Validation {
	const { budget, limits } = complaints;
	const validator = new NodeValidator(prompt, server, complaints);
	const good: string[] = [];
	const reasons: NodeError[] = [];
	const reported = new Map<string, { errors: NodeError[]; outputs: string[] }>();
	const report = (output: string) => {
		for (const [id, { valid, errors }] of validator.outcomes) {
			if (valid || errors.length === 0) continue;
			const entry = reported.get(id) ?? { errors, outputs: [] };
			if (entry.outputs.length < limits.dependents) entry.outputs.push(output);
			reported.set(id, entry);
		}
	};
	const look = (output: string) => {
		budget.need(1 + validator.outcomes.size / 10);
		const outcome = attempt(validator, output, complaints);
		if (outcome.valid) {
			good.push(output);
			return;
		}
		if (reasons.length < limits.dependents) reasons.push(...outcome.errors);
		report(output);
	};
	const stopped = stops(() => server.orderOutputs(candidates).forEach(look));
	const node_errors = Object.fromEntries(
		[...reported].map(([id, { errors, outputs }]) => [
			id,
			{ errors, dependent_outputs: outputs, class_type: prompt.get(id)?.class_type ?? "" },
		]),
	);
	const more = complaints.leftOut > 0 ? { left_out: complaints.leftOut } : {};
	if (stopped !== undefined)
		return {
			valid: false,
			error: {
				type: "validation_stopped",
				message: "Validation stopped before its end",
				details: `For this graph and this object_info ${stopped.message}. Send a smaller graph, or an object_info with the classes that it uses only.`,
				extra_info: {},
			},
			node_errors,
			...more,
		};
	if (good.length > 0)
		return { valid: true, outputs: good, node_errors, graph: Object.fromEntries(prompt), ...more };
	return {
		valid: false,
		error: {
			type: "prompt_outputs_failed_validation",
			message: "Prompt outputs failed validation",
			details: reasons.map((reason) => `${reason.message}: ${reason.details}`).join("\n"),
			extra_info: {},
		},
		node_errors,
		...more,
	};
}

function stops(work: () => void): BudgetSpent | undefined {
	try {
		work();
		return undefined;
	} catch (error) {
		if (error instanceof BudgetSpent) return error;
		throw error;
	}
}

function attempt(validator: NodeValidator, output: string, complaints: Complaints) {
	try {
		return validator.validate(output);
	} catch (error) {
		if (!(error instanceof PyError)) throw error;
		const outcome = complaints.outcome(() => gaveUp(error));
		validator.outcomes.set(output, outcome);
		return outcome;
	}
}

/** The nodes by id, or undefined where the older release sees nothing to go through. */
function nodesOf(prompt: unknown, { rules, classInfo }: ValidationServer): [string, unknown][] | undefined {
	if (isRecord(prompt)) {
		const nodes = Object.entries(prompt);
		if (!rules.replacesClasses) return nodes;
		const has = (classType: string) => classInfo(classType) !== undefined;
		return nodes.map(([id, node]) => [id, replaceClass(node, has)]);
	}
	if (rules.replacesClasses) throw noAttribute(prompt, "items");
	// It goes through whatever can be gone through, and looks each part up in the whole.
	if (Array.isArray(prompt) || typeof prompt === "string") {
		if (prompt.length === 0) return undefined;
		throw new PyError("TypeError", "list indices must be integers or slices");
	}
	throw new PyError("TypeError", "object is not iterable");
}

/**
 * The node, copied as far as validation changes it, or why the prompt is refused for it.
 * @throws PyError where the server looks for a class or a title in what has none
 */
function knownNode(
	id: string,
	node: unknown,
	{ rules, classInfo }: ValidationServer,
): { node: PromptNode; outputs: boolean } | { refusal: NodeError } {
	const has = contains(node, "class_type");
	const classType = has ? memberOf(node, "class_type") : undefined;
	if (typeof classType === "object" && classType !== null) throw unhashable(classType);
	const info = typeof classType === "string" ? classInfo(classType) : undefined;
	if (info !== undefined && typeof classType === "string" && isRecord(node)) {
		const inputs = isRecord(node.inputs) ? { inputs: { ...node.inputs } } : {};
		return { node: { ...node, ...inputs, class_type: classType }, outputs: info.output_node === true };
	}
	const details = `Node ID '#${id}'`;
	if (!rules.namesMissingNodes) {
		const message = has
			? `Cannot execute because node ${str(classType)} does not exist.`
			: "Cannot execute because a node is missing the class_type property.";
		return { refusal: { type: "invalid_prompt", message, details, extra_info: {} } };
	}
	const title = titleOf(node, has ? classType : null);
	const named = has || bool(title) ? str(title) : `ID #${id}`;
	return {
		refusal: {
			type: "missing_node_type",
			message: has
				? `Node '${named}' not found. The custom node may not be installed.`
				: `Node '${named}' has no class_type. The workflow may be corrupted or a custom node is missing.`,
			details,
			extra_info: { node_id: id, class_type: has ? classType : null, node_title: title },
		},
	};
}

function titleOf(node: unknown, otherwise: unknown): unknown {
	if (!isRecord(node)) throw noAttribute(node, "get");
	const meta = Object.hasOwn(node, "_meta") ? node._meta : {};
	if (!isRecord(meta)) throw noAttribute(meta, "get");
	return Object.hasOwn(meta, "title") ? meta.title : otherwise;
}

/** Classes may be described from what lies on a disk: once per class and prompt is enough. */
function describedOnce(server: ValidationServer): ValidationServer {
	const known = new Map<string, ReturnType<ValidationServer["classInfo"]>>();
	return {
		...server,
		classInfo: (classType) => {
			if (!known.has(classType)) known.set(classType, server.classInfo(classType));
			return known.get(classType);
		},
	};
}

/** True where Python's JSON reader would give up, or a value contains itself. Needs no stack of its own. */
function nestsTooDeep(value: unknown): boolean {
	const done = new Set<unknown>();
	const around = new Set<unknown>();
	const open: { item: object; members: unknown[] }[] = [];
	const enter = (item: unknown): boolean => {
		if (typeof item !== "object" || item === null || done.has(item)) return true;
		if (around.has(item) || open.length > RECURSION_LIMIT) return false;
		around.add(item);
		open.push({ item, members: Object.values(item) });
		return true;
	};
	if (!enter(value)) return true;
	for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
		if (last.members.length > 0) {
			if (!enter(last.members.pop())) return true;
		} else {
			open.pop();
			around.delete(last.item);
			done.add(last.item);
		}
	}
	return false;
}
