import { type Graph, type GraphNode, isRecord } from "../graph.ts";
import type { InputInfo } from "../object-info.ts";
import { PyError, repr, str } from "../python.ts";
import { checkValue, coerce, compatible, declaredInputs, shownConfig } from "./inputs.ts";
import type { Complaint, ValidationRules } from "./types.ts";

/** Verdict on a node and everything upstream of it; `errors` are the node's own. */
export interface Verdict {
	valid: boolean;
	errors: Complaint[];
}

/** The old release follows a cycle until Python gives up; nothing is reported then but the refusal itself. */
export class RecursionLimit extends PyError {
	constructor() {
		super("RecursionError", "maximum recursion depth exceeded");
	}
}

/** Lines that stand in for a Python traceback: the real ones name files and lines of the server's source. */
function traceback(where: string): string[] {
	return [`  File "emulator", in ${where}\n`];
}

function lookUp<T>(record: Record<string, T>, key: string): T {
	const found = Object.hasOwn(record, key) ? record[key] : undefined;
	if (found === undefined) throw new PyError("KeyError", repr(key));
	return found;
}

/**
 * Validates nodes from an output upwards, as ComfyUI does: depth first, each node once, and every kind of
 * complaint where the real server makes it. Converts widget values in place in `graph`.
 */
export class NodeValidator {
	readonly verdicts = new Map<string, Verdict>();
	private readonly graph: Graph;
	private readonly rules: ValidationRules;

	constructor(graph: Graph, rules: ValidationRules) {
		this.graph = graph;
		this.rules = rules;
	}

	private complain(id: string, errors: Complaint[]): Verdict {
		const verdict = { valid: false, errors };
		this.verdicts.set(id, verdict);
		return verdict;
	}

	private cycle(path: readonly string[]): Verdict {
		if (!this.rules.traits.reportsCycles) throw new RecursionLimit();
		const nodes = [...new Set(path)];
		const named = path.map((id) => `${id} (${this.graph[id]?.class_type ?? ""})`).join(" -> ");
		for (const id of nodes) {
			this.complain(id, [
				{
					type: "dependency_cycle",
					message: "Dependency cycle detected",
					details: named,
					extra_info: { node_id: id, cycle_nodes: nodes },
				},
			]);
		}
		return { valid: false, errors: [] };
	}

	/**
	 * @throws PyError where the real server's own code would trip over the graph (absent node, bad slot).
	 */
	validate(id: string, visiting: readonly string[] = []): Verdict {
		const known = this.verdicts.get(id);
		if (known) return known;
		const loop = visiting.indexOf(id);
		if (loop >= 0) return this.cycle([...visiting.slice(loop), id]);
		const node = lookUp(this.graph, id);
		const inputs: unknown = node.inputs;
		if (!isRecord(inputs)) throw new PyError("KeyError", repr("inputs"));
		const info = this.rules.classInfo(node.class_type);
		if (!info) throw new PyError("KeyError", repr(node.class_type));
		const own = this.rules.ownCheck(node.class_type);
		const errors: Complaint[] = [];
		let valid = true;
		for (const [name, declared] of declaredInputs(info, inputs)) {
			if (!(name in inputs)) {
				if (declared.required) {
					errors.push({
						type: "required_input_missing",
						message: "Required input is missing",
						details: name,
						extra_info: { input_name: name },
					});
				}
				continue;
			}
			const value = inputs[name];
			if (Array.isArray(value)) {
				const upstream = this.link(name, declared.info, value, [...visiting, id]);
				if ("type" in upstream) errors.push(upstream);
				else valid &&= upstream.valid;
				continue;
			}
			const converted = coerce(name, declared.info, value);
			if ("type" in converted) {
				errors.push(converted);
				continue;
			}
			inputs[name] = converted.value;
			if (own?.inputs.includes(name)) continue;
			const complaint = checkValue(name, declared.info, converted.value, this.rules.traits.checksNewCombos);
			if (complaint) errors.push(complaint);
		}
		this.ownCheck(node, errors);
		const found = this.verdicts.get(id);
		if (found) return found; // part of a cycle that was found further up
		if (errors.length > 0 || !valid) return this.complain(id, errors);
		const verdict = { valid: true, errors: [] };
		this.verdicts.set(id, verdict);
		return verdict;
	}

	private link(
		name: string,
		info: InputInfo,
		value: unknown[],
		visiting: readonly string[],
	): Complaint | Verdict {
		if (value.length !== 2) {
			return {
				type: "bad_linked_input",
				message: "Bad linked input, must be a length-2 list of [node_id, slot_index]",
				details: name,
				extra_info: { input_name: name, input_config: shownConfig(info), received_value: value },
			};
		}
		const from = str(value[0]);
		const source = lookUp(this.graph, from);
		const types = this.rules.classInfo(source.class_type)?.output ?? [];
		const received = types[Number(value[1])];
		if (received === undefined) throw new PyError("IndexError", "tuple index out of range");
		if (!compatible(received, info[0])) {
			return {
				type: "return_type_mismatch",
				message: "Return type mismatch between linked nodes",
				details: `${name}, received_type(${str(received)}) mismatch input_type(${str(info[0])})`,
				extra_info: {
					input_name: name,
					input_config: shownConfig(info),
					received_type: received,
					linked_node: value,
				},
			};
		}
		try {
			return this.validate(from, visiting);
		} catch (error) {
			if (!(error instanceof PyError) || error instanceof RecursionLimit) throw error;
			return this.complain(from, [
				{
					type: "exception_during_inner_validation",
					message: "Exception when validating inner node",
					details: error.message,
					extra_info: {
						input_name: name,
						input_config: shownConfig(info),
						exception_message: error.message,
						exception_type: error.type,
						traceback: traceback("validate_inputs"),
						linked_node: value,
					},
				},
			]);
		}
	}

	private ownCheck(node: GraphNode, errors: Complaint[]): void {
		const own = this.rules.ownCheck(node.class_type);
		if (!own || own.inputs.some((name) => Array.isArray(node.inputs[name]) || !(name in node.inputs))) return;
		const message = own.check(node.inputs);
		if (message === undefined) return;
		for (const name of own.inputs) {
			errors.push({
				type: "custom_validation_failed",
				message: "Custom validation failed for node",
				details: `${name} - ${message}`,
				extra_info: { input_name: name },
			});
		}
	}
}

/** The complaint about an output at which the server's own code gave up. */
export function gaveUp(error: PyError): Complaint {
	return {
		type: "exception_during_validation",
		message: "Exception when validating node",
		details: error.message,
		extra_info: { exception_type: error.type, traceback: traceback("validate_prompt") },
	};
}
