import type { PROJECT_LIMITS, ShotResource } from "../../contract/projects/projects.ts";

/** Shots that one request may add or make: the contract's number, whose file must not come along. */
const AT_ONCE: (typeof PROJECT_LIMITS)["at_once"] = 500;

/** The shots of a script: a line is a sentence, and what is to be seen with it until somebody says it better. Pure. */
export function shotsOf(script: string): Pick<ShotResource, "sentence" | "image_prompt">[] {
	return script
		.split("\n")
		.map((line) => line.trim())
		.filter((line) => line !== "")
		.map((line) => ({ sentence: line, image_prompt: line }));
}

/** Lists of as many as one request takes. Pure. */
export function batchesOf<T>(all: readonly T[]): T[][] {
	const count = Math.ceil(all.length / AT_ONCE);
	return Array.from({ length: count }, (_, at) => all.slice(at * AT_ONCE, (at + 1) * AT_ONCE));
}
