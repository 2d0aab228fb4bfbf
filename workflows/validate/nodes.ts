import { type ClassInfo, isRecord } from "../object-info/read.ts";
import type { Complaints, MakeComplaint } from "./complaints.ts";
import { type Declared, type DeclaredInputs, declaredInputs } from "./declared.ts";
import { compatible } from "./links.ts";
import { type OwnCheck, ownErrors, takes } from "./own-checks.ts";
import { PyError, RECURSION_LIMIT, repr, tooDeep } from "./python/python.ts";
import { contains, itemAt, memberOf } from "./python/python-data.ts";
import { unhashable } from "./replacements.ts";
import { isV3 } from "./rules.ts";
import type { ValidationServer } from "./server.ts";
import { checkValue, convert } from "./values.ts";
import type { NodeError } from "./verdict.ts";

/** A node whose class the server has; nothing is known of the rest. */
export type PromptNode = Record<string, unknown> & { class_type: string };
export type Prompt = ReadonlyMap<string, PromptNode>;

/** What was found of a node and of everything upstream of it; `errors` are the node's own. */
export interface Outcome {
	valid: boolean;
	errors: NodeError[];
}

/** Lines that stand in for a Python traceback: the real ones name files and lines of the server's source. */
function traceback(where: string): string[] {
	return [`  File "darkroom", in ${where}\n`];
}

/** A node that is being looked at: asks for the outcomes of the nodes it links to, one after the other. */
type Look = Generator<string, Outcome, Outcome>;
/** What became of a node that was asked for: an outcome, or what the server's code tripped over. */
type Answer = { outcome: Outcome } | { error: PyError };

/**
 * Validates nodes from an output upwards, as ComfyUI does (execution.py, `validate_inputs`): depth first, each
 * node once, and every kind of complaint where the real server makes it. Converts widget values in place. Keeps
 * its own stack: as deep as Python's would be too deep for that of a browser or worker.
 */
export class NodeValidator {
	/** By node, in the order in which they were first settled. */
	readonly outcomes = new Map<string, Outcome>();
	private readonly prompt: Prompt;
	private readonly server: ValidationServer;
	private readonly complaints: Complaints;
	/** Nodes on the way from the output to the one that is looked at. */
	private readonly path: string[] = [];

	constructor(prompt: Prompt, server: ValidationServer, complaints: Complaints) {
		this.prompt = prompt;
		this.server = server;
		this.complaints = complaints;
	}

	/**
	 * Looks at a node and at everything upstream of it.
	 * @throws PyError where the real server's own code trips over the graph (absent node, bad slot)
	 * @throws BudgetSpent
	 */
	validate(id: string): Outcome {
		const looks: Look[] = [];
		const ask = (wanted: string): Answer | undefined => {
			const answer = this.known(wanted);
			if (answer === undefined) {
				this.path.push(wanted);
				looks.push(this.look(wanted));
			}
			return answer;
		};
		let answer = ask(id);
		for (let look = looks.at(-1); look !== undefined; look = looks.at(-1)) {
			try {
				const step = resume(look, answer);
				if (step.done !== true) {
					answer = ask(step.value);
					continue;
				}
				answer = { outcome: step.value };
			} catch (error) {
				if (!(error instanceof PyError)) throw error;
				answer = { error };
			}
			looks.pop();
			this.path.pop();
		}
		if (answer !== undefined && "outcome" in answer) return answer.outcome;
		throw answer?.error ?? new PyError("RuntimeError", "no answer");
	}

	/** What is known of a node without looking at it. */
	private known(id: string): Answer | undefined {
		const outcome = this.outcomes.get(id);
		if (outcome !== undefined) return { outcome };
		if (this.server.rules.reportsCycles) {
			this.complaints.budget.need(this.path.length / 50);
			const at = this.path.indexOf(id);
			if (at >= 0) return { outcome: this.cycle(id, this.path.slice(at)) };
		}
		// The older release goes round and round a cycle until this happens.
		return this.path.length >= RECURSION_LIMIT
			? { error: tooDeep(" while calling a Python object") }
			: undefined;
	}

	private *look(id: string): Look {
		const node = this.nodeAt(id);
		const inputs = memberOf(node, "inputs");
		const info = this.classOf(node);
		const own = this.server.ownCheck(node.class_type);
		const declared = declaredInputs(
			info,
			isRecord(inputs) ? inputs : {},
			this.server.rules,
			this.complaints.budget,
		);
		const types: Record<string, unknown> = {};
		const errors: NodeError[] = [];
		let valid = true;
		const complain = (make: MakeComplaint) => {
			valid = false;
			this.complaints.add(errors, make);
		};
		for (const name of this.server.orderInputs([...declared.inputs.keys()])) {
			const input = declared.inputs.get(name);
			if (input === undefined) continue;
			this.complaints.budget.need();
			if (!contains(inputs, name)) {
				if (input.required) complain(() => missing(name, declared));
				continue;
			}
			const value = memberOf(inputs, name);
			if (Array.isArray(value)) {
				const link = this.link(name, input, value, types, own);
				if (typeof link === "function") {
					complain(link);
					continue;
				}
				try {
					const upstream = yield link.source;
					valid &&= upstream.valid;
				} catch (error) {
					if (!(error instanceof PyError)) throw error;
					valid = false;
					const make = innerException(name, input, value, error);
					this.outcomes.set(link.source, this.complaints.outcome(make));
				}
			} else if (isRecord(inputs)) {
				const error = this.widget(node.class_type, name, input, inputs, own);
				if (error !== undefined) complain(error);
			}
		}
		if (own !== undefined) for (const make of ownErrors(own, inputs, declared, types)) complain(make);
		return this.settle(id, errors, valid);
	}

	private settle(id: string, errors: NodeError[], valid: boolean): Outcome {
		// Where a cycle was found further up, the node has been complained about already.
		const before = this.server.rules.reportsCycles ? this.outcomes.get(id) : undefined;
		const outcome = {
			valid: (before?.valid ?? true) && valid,
			errors: [...(before?.errors ?? []), ...errors],
		};
		this.outcomes.set(id, outcome);
		return outcome;
	}

	private cycle(id: string, path: readonly string[]): Outcome {
		this.complaints.budget.need(path.length);
		const details = [...path, id]
			.map((node) => `${node} (${this.prompt.get(node)?.class_type ?? ""})`)
			.join(" -> ");
		for (const node of path) {
			const make = () => ({
				type: "dependency_cycle",
				message: "Dependency cycle detected",
				details,
				extra_info: { node_id: node, cycle_nodes: path },
			});
			this.outcomes.set(node, this.complaints.outcome(make));
		}
		return this.outcomes.get(id) ?? { valid: false, errors: [] };
	}

	private nodeAt(id: unknown): PromptNode {
		if (typeof id === "object" && id !== null) throw unhashable(id);
		const node = typeof id === "string" ? this.prompt.get(id) : undefined;
		if (node === undefined) throw new PyError("KeyError", repr(id));
		return node;
	}

	private classOf(node: PromptNode): ClassInfo {
		const info = this.server.classInfo(node.class_type);
		if (info === undefined) throw new PyError("KeyError", repr(node.class_type));
		return info;
	}

	private widget(
		classType: string,
		name: string,
		{ spec }: Declared,
		inputs: Record<string, unknown>,
		own: OwnCheck | undefined,
	): MakeComplaint | undefined {
		this.complaints.budget.need(weight(inputs[name]));
		const converted = convert(name, spec, inputs[name]);
		if (typeof converted === "function") return converted;
		inputs[name] = converted.value;
		if (own !== undefined && takes(own, name)) return undefined;
		const open = this.server.isOpen(classType, name, spec);
		return checkValue(name, spec, converted.value, this.server.rules, open, this.complaints.budget);
	}

	private fit(received: unknown, wanted: unknown): boolean {
		return compatible(received, wanted, this.server.rules, this.complaints.budget);
	}

	/** The node a link leads to, or what is wrong with the link itself. @throws PyError where it leads nowhere */
	private link(
		name: string,
		{ spec }: Declared,
		value: unknown[],
		types: Record<string, unknown>,
		own: OwnCheck | undefined,
	): MakeComplaint | { source: string } {
		const about = (tell: Complaints) => ({ input_name: name, input_config: tell.config(spec) });
		if (value.length !== 2) {
			return (tell) => ({
				type: "bad_linked_input",
				message: "Bad linked input, must be a length-2 list of [node_id, slot_index]",
				details: name,
				extra_info: { ...about(tell), received_value: value },
			});
		}
		const [id, slot]: unknown[] = value;
		const info = this.classOf(this.nodeAt(id));
		const received = itemAt(info.output, slot, isV3(info) ? "list" : "tuple");
		types[name] = received;
		if (own?.takesTypes !== true && !this.fit(received, spec[0])) {
			return (tell) => ({
				type: "return_type_mismatch",
				message: "Return type mismatch between linked nodes",
				details: `${name}, received_type(${tell.str(received)}) mismatch input_type(${tell.str(spec[0])})`,
				extra_info: { ...about(tell), received_type: received, linked_node: value },
			});
		}
		return { source: String(id) };
	}
}

/** The first step of a look needs no answer; every further one has been asked for one. */
function resume(look: Look, answer: Answer | undefined): IteratorResult<string, Outcome> {
	if (answer === undefined) return look.next({ valid: true, errors: [] });
	return "error" in answer ? look.throw(answer.error) : look.next(answer.outcome);
}

/** What is said of a node at which the server's own code gave up, by the node that links to it. */
function innerException(name: string, { spec }: Declared, link: unknown[], error: PyError): MakeComplaint {
	return (tell) => ({
		type: "exception_during_inner_validation",
		message: "Exception when validating inner node",
		details: error.message,
		extra_info: {
			input_name: name,
			input_config: tell.config(spec),
			exception_message: error.message,
			exception_type: error.type,
			traceback: traceback("validate_inputs"),
			linked_node: link,
		},
	});
}

/** Steps that reading a value may take: long texts are gone through character by character. */
function weight(value: unknown): number {
	if (typeof value === "string") return value.length / 20;
	if (typeof value !== "object" || value === null) return 0;
	return Object.values(value).reduce<number>((sum, item) => sum + 1 + weight(item), 0);
}

function missing(name: string, { dynamic }: DeclaredInputs): NodeError {
	return {
		type: "required_input_missing",
		message: "Required input is missing",
		details: dynamic ? (name.split(".").at(-1) ?? name) : name,
		extra_info: { input_name: name },
	};
}

/** The complaint about an output at which the server's own code gave up. */
export function gaveUp(error: PyError): NodeError {
	return {
		type: "exception_during_validation",
		message: "Exception when validating node",
		details: error.message,
		extra_info: { exception_type: error.type, traceback: traceback("validate_prompt") },
	};
}
