import { maxSeed } from "../../definition/parameters.ts";
import type { ParameterDocument } from "../../document/document.ts";
import { documentLimits, standardRange } from "../../document/limits.ts";
import type { GraphValue } from "../../graph/graph.ts";
import { choicesOf, type InputSpec } from "../../object-info/read.ts";
import type { Role } from "./roles.ts";

/** What a parameter accepts, and what it has today. */
export type Kind =
	| { type: "integer"; default: number; min: number; max: number; step?: number }
	| { type: "number"; default: number; min: number; max: number }
	| { type: "choice"; default: string; choices: string[] }
	| { type: "boolean"; default: boolean };

/**
 * The kind of parameter that fits an input: as object_info declares it, else as inputs of that name usually are.
 * A value beyond the range is brought to its end. Null where the value is of no such kind.
 */
export function kindOf(value: GraphValue | undefined, role: Role, spec: InputSpec | undefined): Kind | null {
	const [declared, options = {}] = spec ?? [];
	if (typeof value === "string") {
		const listed = spec === undefined ? role.choices : choicesOf(spec);
		return listed === undefined || listed === null ? null : choice(value, listed);
	}
	if (typeof value === "boolean" && role.type === "boolean" && (declared ?? "BOOLEAN") === "BOOLEAN")
		return { type: "boolean", default: value };
	if (
		typeof value !== "number" ||
		role.type === "boolean" ||
		!Number.isFinite(value) ||
		role.type === "choice"
	)
		return null;
	if (spec !== undefined && declared !== "INT" && declared !== "FLOAT") return null;
	// Where only the name tells, a fraction shows that fractions are taken.
	const undeclared = Number.isInteger(value) ? role.type : "number";
	const type = declared === undefined ? undeclared : declared === "INT" ? "integer" : "number";
	const limit = type === "integer" ? { min: -maxSeed, max: maxSeed } : standardRange;
	// Where only the name says what is usual, today's value is usual enough.
	const usual = {
		min: Math.min(value, role.range?.min ?? limit.min),
		max: Math.max(value, role.range?.max ?? limit.max),
	};
	const declaredMin = clamp(limitOf(options.min) ?? usual.min, limit);
	const min =
		role.least === undefined || value < role.least ? declaredMin : Math.max(declaredMin, role.least);
	const taken = Math.max(min, clamp(limitOf(options.max) ?? usual.max, limit));
	// The largest that a request may ask for, or what the graph has today.
	const max = Math.max(min, Math.min(taken, Math.max(role.most ?? taken, value)));
	if (type === "number") return { type, default: clamp(decimal(value), { min, max }), min, max };
	if (!Number.isInteger(value)) return null;
	const range = { min: Math.ceil(min), max: Math.floor(max) };
	const standard = clamp(value, range);
	return {
		type: "integer",
		default: standard,
		...range,
		...stepOf(limitOf(options.step) ?? role.step, standard, range.min),
	};
}

/** 0.3 where a computer wrote 0.30000000000000004. */
function decimal(value: number): number {
	return Number(value.toPrecision(12));
}

/** The kind of several inputs that are set together; null where they have nothing in common. */
export function commonKind(one: Kind, other: Kind): Kind | null {
	if (one.default !== other.default) return null;
	if (one.type === "boolean") return other.type === "boolean" ? one : null;
	if (one.type === "choice") {
		if (other.type !== "choice") return null;
		const choices = one.choices.filter((item) => other.choices.includes(item));
		return choices.includes(one.default) ? { ...one, choices } : null;
	}
	if (other.type === "choice" || other.type === "boolean" || other.type !== one.type) return null;
	const min = Math.max(one.min, other.min);
	const max = Math.min(one.max, other.max);
	if (one.default < min || one.default > max) return null;
	if (one.type === "number") return { type: "number", default: one.default, min, max };
	const steps = [one, other].map((kind) => ("step" in kind ? (kind.step ?? 1) : 1));
	return { type: "integer", default: one.default, min, max, ...stepOf(Math.max(...steps), one.default, min) };
}

function choice(value: string, listed: readonly unknown[]): Kind | null {
	const texts = listed.filter(
		(item): item is string => typeof item === "string" && item !== "" && item.length <= documentLimits.choice,
	);
	if (value === "" || value.length > documentLimits.choice) return null;
	// Another server offered it. It stays, because it is what the graph was made with.
	const choices = [...new Set(texts.includes(value) ? texts : [value, ...texts])];
	if (choices.length > documentLimits.choices) return null;
	return { type: "choice", default: value, choices };
}

function clamp(value: number, { min, max }: { min: number; max: number }): number {
	return Math.min(max, Math.max(min, value));
}

function limitOf(value: unknown): number | undefined {
	return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A step only where today's value is on one: ComfyUI itself holds nobody to it. */
function stepOf(step: number | undefined, value: number, min: number): { step?: number } {
	return step !== undefined && Number.isSafeInteger(step) && step > 1 && (value - min) % step === 0
		? { step }
		: {};
}

/** The parameter of that kind. */
export function parameterOf(
	kind: Kind,
	common: Pick<ParameterDocument, "name" | "description" | "slots">,
): ParameterDocument {
	return { ...common, ...kind };
}
