import * as z from "zod";
import { cutText } from "./excerpt.ts";
import { knownNames } from "./known-names.ts";
import { type Problem, pointer } from "./problems.ts";

/**
 * The names that an object may have at a place of what a schema reads, whichever of several schemas it is read by;
 * empty where any may stand there. Pure.
 */
export function fieldsAt(schema: unknown, path: readonly PropertyKey[]): string[] {
	if (
		schema instanceof z.ZodOptional ||
		schema instanceof z.ZodNullable ||
		schema instanceof z.ZodDefault ||
		schema instanceof z.ZodPrefault ||
		schema instanceof z.ZodReadonly
	)
		return fieldsAt(schema.def.innerType, path);
	if (schema instanceof z.ZodPipe) return fieldsAt(schema.def.in, path);
	if (schema instanceof z.ZodUnion)
		return [...new Set(schema.def.options.flatMap((option) => fieldsAt(option, path)))];
	const [step, ...rest] = path;
	if (schema instanceof z.ZodObject) {
		if (step === undefined) return Object.keys(schema.shape);
		return Object.hasOwn(schema.shape, step) ? fieldsAt(schema.shape[String(step)], rest) : [];
	}
	if (step === undefined) return [];
	if (schema instanceof z.ZodArray) return fieldsAt(schema.def.element, rest);
	if (schema instanceof z.ZodRecord) return fieldsAt(schema.def.valueType, rest);
	return [];
}

/**
 * Issues, each place told once of a number's size: an integer far beyond a limit is beyond what integers are exact
 * to as well, which tells nobody anything.
 */
export function toldOnce<Issue extends z.core.$ZodIssue>(issues: readonly Issue[]): Issue[] {
	const placeOf = ({ code, path }: Issue) => JSON.stringify([code, path.map(String)]);
	const isOfIntegers = (issue: Issue) =>
		(issue.code === "too_big" || issue.code === "too_small") && "note" in issue;
	const limited = new Set(issues.filter((issue) => !isOfIntegers(issue)).map(placeOf));
	return issues.filter((issue) => !isOfIntegers(issue) || !limited.has(placeOf(issue)));
}

/** Fields of a document that its schema does not have, with those that there are in place of the first. */
export function unknownFields({ keys, path }: z.core.$ZodIssueUnrecognizedKeys, schema: unknown): Problem {
	const [first = ""] = keys;
	const known = fieldsAt(schema, path);
	const told = cutText(keys.slice(0, 5).join(", "), 200);
	return {
		pointer: pointer(...path.map(String), first),
		code: "unknown_parameter",
		message: `${told}: there is no such field here${known.length === 0 ? "" : ` (known: ${knownNames(first, known)})`}. Leave it out.`,
	};
}
