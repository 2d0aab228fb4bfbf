import { CAPTION_PROBLEMS } from "../prompts/trigger.ts";

/** What can be found at one picture. */
export const ITEM_FINDINGS = [
	"undecodable",
	"too_small",
	"caption_missing",
	...CAPTION_PROBLEMS,
	"framing_unknown",
	"duplicate",
	"near_duplicate",
	"flipped_twin",
	"flip_says_side",
	"flip_of_asymmetric",
	"original_missing",
	"not_compared",
] as const;

/** What can be found at a set. */
export const SET_FINDINGS = [
	"too_few",
	"too_many",
	"composition",
	"caption_without_picture",
	"regularisation_count",
] as const;

/** A fault keeps the set from being trained; a warning does not. */
export const SEVERITIES = ["fault", "warning"] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Finding<Code extends string = string> {
	code: Code;
	severity: Severity;
	/** What is wrong and what to do, as a sentence. */
	message: string;
	/** Names of the other items it is about. */
	others: string[];
}
export type ItemFinding = Finding<(typeof ITEM_FINDINGS)[number]>;
export type SetFinding = Finding<(typeof SET_FINDINGS)[number]>;

export function fault<Code extends string>(
	code: Code,
	message: string,
	others: string[] = [],
): Finding<Code> {
	return { code, severity: "fault", message, others };
}

export function warning<Code extends string>(
	code: Code,
	message: string,
	others: string[] = [],
): Finding<Code> {
	return { code, severity: "warning", message, others };
}
