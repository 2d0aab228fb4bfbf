import type { ProblemItem } from "../contract/problem.ts";

/** Where a shot says what the parameters of its job say. */
const PLACES: Readonly<Record<string, string>> = {
	prompt: "/image_prompt",
	references: "/references",
	seed: "/seed",
	style_lora: "/style_lora/file",
	style_lora_strength: "/style_lora/strength",
};

/** A problem of a job's request, told of the shot that it is for. Pure. */
export function blamed({ pointer, code, message }: ProblemItem, at: string): ProblemItem {
	const [, , name = "", ...rest] = pointer.split("/");
	const place = PLACES[name];
	return { pointer: place === undefined ? at : `${at}${[place, ...rest].join("/")}`, code, message };
}
