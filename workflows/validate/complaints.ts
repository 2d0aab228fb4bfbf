import type { Budget } from "../graph/budget.ts";
import { cutText, excerpt } from "../graph/excerpt.ts";
import type { InputSpec } from "../object-info/read.ts";
import { repr, str } from "./python/python.ts";
import type { NodeError } from "./verdict.ts";

/** How much a verdict tells of what it found. */
export interface VerdictLimits {
	/** Complaints that are told; the others are counted. */
	errors: number;
	/** Characters of one complaint's message, of its details, and of each value it shows. */
	text: number;
	/** Outputs that are named as depending on a bad node. */
	dependents: number;
}

/** For whoever answers others: no graph and no object_info makes the answer large or late. */
export const verdictLimits: VerdictLimits = { errors: 100, text: 1_000, dependents: 20 };
/** Steps for a verdict that others wait for: about one for each input that is looked at. */
export const verdictSteps = 100_000;

/** For whoever must answer exactly as ComfyUI does, whatever that takes. */
export const unlimitedVerdict: VerdictLimits = {
	errors: Number.POSITIVE_INFINITY,
	text: Number.POSITIVE_INFINITY,
	dependents: Number.POSITIVE_INFINITY,
};

/** Makes a complaint; asked only where it is going to be told. */
export type MakeComplaint = (tell: Complaints) => NodeError;

/** Collects the complaints of one validation within its limits, and writes the values that they show. */
export class Complaints {
	readonly limits: VerdictLimits;
	readonly budget: Budget;
	/** Complaints that were found and are not told. */
	leftOut = 0;
	#told = 0;
	readonly #configs = new WeakMap<InputSpec, [unknown, unknown]>();

	constructor(limits: VerdictLimits, budget: Budget) {
		this.limits = limits;
		this.budget = budget;
	}

	/** Puts a complaint to the others of its node, or counts it. */
	add(errors: NodeError[], make: MakeComplaint): void {
		if (this.#told >= this.limits.errors) {
			this.leftOut += 1;
			return;
		}
		this.#told += 1;
		errors.push(this.#short(make(this)));
	}

	/** What is known of a node at which validation itself went wrong. */
	outcome(make: MakeComplaint): { valid: false; errors: NodeError[] } {
		const errors: NodeError[] = [];
		this.add(errors, make);
		return { valid: false, errors };
	}

	/** `str()` of a value; one of any size, within the limits. */
	str(value: unknown): string {
		return str(this.#excerpt(value));
	}

	repr(value: unknown): string {
		return repr(this.#excerpt(value));
	}

	/** `input_config` as error bodies show it: always a pair. */
	config(spec: InputSpec): [unknown, unknown] {
		const [type, options] = spec;
		if (this.limits.text === Number.POSITIVE_INFINITY) return [type, options ?? {}];
		const before = this.#configs.get(spec);
		if (before !== undefined) return before;
		const shown: [unknown, unknown] = [this.#excerpt(type), this.#excerpt(options ?? {})];
		this.#configs.set(spec, shown);
		return shown;
	}

	#excerpt(value: unknown): unknown {
		return this.limits.text === Number.POSITIVE_INFINITY ? value : excerpt(value, this.limits.text);
	}

	#short(error: NodeError): NodeError {
		const { text } = this.limits;
		if (text === Number.POSITIVE_INFINITY) return error;
		return {
			type: error.type,
			message: cutText(error.message, text),
			details: cutText(error.details, text),
			extra_info: Object.fromEntries(
				Object.entries(error.extra_info).map(([name, value]) => [name, excerpt(value, text)]),
			),
		};
	}
}
