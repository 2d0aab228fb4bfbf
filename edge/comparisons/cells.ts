import type { Comparison } from "../contract/jobs/comparison-request.ts";

/** One picture of a comparison. */
export interface Cell {
	/** Place of its prompt. */
	prompt: number;
	seed: number;
	/** Null: without the LoRA. */
	step: number | null;
}

/** The pictures of a comparison in the order of its tasks: prompts, of each the seeds, of each without and with. Pure. */
export function cellsOf({
	prompts,
	seeds,
	steps = [],
}: Pick<Comparison, "prompts" | "seeds" | "steps">): Cell[] {
	return prompts.flatMap((_, prompt) =>
		seeds.flatMap((seed) => [null, ...steps].map((step): Cell => ({ prompt, seed, step }))),
	);
}
