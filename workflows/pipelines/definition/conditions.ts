import * as z from "zod";
import { isGiven } from "../../definition/parts.ts";
import { name, scalar } from "../../document/parameter-fields.ts";
import { stageKey } from "./keys.ts";
import { pipelineLimits as limits } from "./limits.ts";

/**
 * When a stage runs, or which of its workflows. Of parameters it is said as the parts of a workflow say it; the
 * rest is about earlier stages. Closed and shallow, so that whether one can ever hold can be told by reading.
 */
export type Condition =
	| { absent: string }
	| { present: string }
	| { parameter: string; is: string | number | boolean }
	| { parameter: string; is_not: string | number | boolean }
	/** The stage has left something: it neither was skipped nor failed. */
	| { outputs_of: string }
	| { not: Condition }
	| { all: Condition[] }
	| { any: Condition[] };

const hint =
	'must be a condition: {"present": parameter}, {"absent": parameter}, {"parameter": name, "is": value}, {"parameter": name, "is_not": value}, {"outputs_of": stage}, or up to three levels of {"not": condition}, {"all": [conditions]} and {"any": [conditions]} around them';

const plain = z
	.union(
		[
			z.strictObject({ absent: name }),
			z.strictObject({ present: name }),
			z.strictObject({ parameter: name, is: scalar }),
			z.strictObject({ parameter: name, is_not: scalar }),
			z.strictObject({ outputs_of: stageKey }),
		],
		{ error: hint },
	)
	.meta({ id: "PipelinePlainCondition", description: "A condition without others in it." });

/** Written out level by level: what has no end cannot be read to its end. */
function around<T extends z.ZodType>(inner: T, id: string) {
	const several = z.array(inner).min(1).max(limits.conditions);
	return z
		.union(
			[
				plain,
				z.strictObject({ not: inner }),
				z.strictObject({ all: several }),
				z.strictObject({ any: several }),
			],
			{ error: hint },
		)
		.meta({ id, description: "When a stage runs, or which of its workflows." });
}

export const conditionSchema = around(
	around(around(plain, "PipelineInnermostCondition"), "PipelineInnerCondition"),
	"PipelineCondition",
);

/** What conditions look at. */
export interface Seen {
	parameters: Readonly<Record<string, unknown>>;
	/** Whether the stage of that key has left something. */
	hasOutputs(stage: string): boolean;
}

/** An empty list or text is as good as none, wherever it is asked whether there is one. */
export function isThere(value: unknown): boolean {
	return isGiven(value) && value !== "";
}

/** Whether the condition holds. */
export function holds(when: Condition, seen: Seen): boolean {
	if ("absent" in when) return !isThere(seen.parameters[when.absent]);
	if ("present" in when) return isThere(seen.parameters[when.present]);
	if ("outputs_of" in when) return seen.hasOutputs(when.outputs_of);
	if ("not" in when) return !holds(when.not, seen);
	if ("all" in when) return when.all.every((one) => holds(one, seen));
	if ("any" in when) return when.any.some((one) => holds(one, seen));
	const value = seen.parameters[when.parameter];
	return "is" in when ? value === when.is : value !== when.is_not;
}

/**
 * Whether the two can never hold for one job, as far as it shows in what both ask of one parameter: where it does not
 * show, they may. No condition always holds. Pure.
 */
export function exclude(one: Condition | undefined, other: Condition | undefined): boolean {
	const theirs = askedBy(other);
	return askedBy(one).some((a) => theirs.some((b) => contradict(a, b) || contradict(b, a)));
}

/** What must hold wherever the condition does. */
function askedBy(when: Condition | undefined): PlainCondition[] {
	if (when === undefined || "any" in when || "not" in when) return [];
	return "all" in when ? when.all.flatMap(askedBy) : [when];
}

function contradict(one: PlainCondition, other: PlainCondition): boolean {
	if ("absent" in one) return "present" in other && one.absent === other.present;
	if (!("is" in one) || !("parameter" in other) || one.parameter !== other.parameter) return false;
	return "is" in other ? one.is !== other.is : one.is === other.is_not;
}

/** A condition without others in it. */
export type PlainCondition = Exclude<
	Condition,
	{ not: Condition } | { all: Condition[] } | { any: Condition[] }
>;

/** The conditions that this one is made of, each with its place in it. */
export function plainOf(
	when: Condition,
	at: readonly (string | number)[] = [],
): { when: PlainCondition; at: readonly (string | number)[] }[] {
	if ("not" in when) return plainOf(when.not, [...at, "not"]);
	if ("all" in when) return when.all.flatMap((one, i) => plainOf(one, [...at, "all", i]));
	if ("any" in when) return when.any.flatMap((one, i) => plainOf(one, [...at, "any", i]));
	return [{ when, at }];
}

/** What is sure to be there where a condition holds. */
export interface Sure {
	parameters: ReadonlySet<string>;
	stages: ReadonlySet<string>;
}

/** What all of these conditions together promise: that a parameter was given, that a stage left something. */
export function sureOf(conditions: readonly (Condition | undefined)[]): Sure {
	const parameters = new Set<string>();
	const stages = new Set<string>();
	const visit = (when: Condition): void => {
		if ("present" in when) parameters.add(when.present);
		else if ("parameter" in when && "is" in when) parameters.add(when.parameter);
		else if ("outputs_of" in when) stages.add(when.outputs_of);
		else if ("all" in when) when.all.forEach(visit);
	};
	for (const when of conditions) if (when !== undefined) visit(when);
	return { parameters, stages };
}
