/** Prompts of one comparison, and its pictures. */
export const MAX_PROMPTS = 12;
export const MAX_COMPARED_PICTURES = 200;

/** What a workflow must take, so that pictures of a comparison differ in nothing but the LoRA. */
export const COMPARED_BY = ["prompt", "seed", "lora", "lora_strength", "trigger_word"] as const;

/**
 * The steps that are compared where there are more than are wanted: at even distances, and always the last. In the order
 * that they came in. Pure.
 *
 * @param steps in their order
 * @param most at least 1
 */
export function comparedSteps(steps: readonly number[], most: number): number[] {
	const taken = Math.min(most, steps.length);
	return Array.from({ length: taken }, (_, i) => steps[Math.ceil(((i + 1) * steps.length) / taken) - 1] ?? 0);
}
