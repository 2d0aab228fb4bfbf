import type { ComputedValue, Slot } from "../../definition/define.ts";
import { seed } from "../../definition/parameters.ts";
import { numberAt } from "../../definition/values.ts";

/** What the workflows share whose nodes run at a partner of Comfy. They need no GPU, but a key and credits. */

/** Where every price here is from: the badge the node shows. */
export function badgeOf(node: string): string {
	return `price badge of ${node} in ComfyUI 0.33.0 (August 2026)`;
}

/** What may be done with the result. */
export function partnerTerms(partner: string): string {
	return `${partner} makes it, so ${partner}'s terms of use apply, and those of Comfy's partner nodes. The worker needs the key of a Comfy account with credits. The prompt and every file you send leave your own machines.`;
}

export const partnerNote =
	"The worker hands ComfyUI the key of a Comfy account and pays from its credits; a worker without a key is not given the task. Comfy limits how many such tasks an account may run at once.";

/** Where the node has no seed. */
export const unseeded =
	"There is no seed, and no two films are alike. The very same request on the same worker may be answered with the film ComfyUI still has, without a new charge: change a word of the prompt for another film.";

/** What the seed of a partner's node is for. */
export const partnerSeed = seed.optional().meta({
	description:
		"Another seed makes another film. The same seed does not make the same film again. Chosen when absent.",
});

/** Seeds of ours are larger than the node takes. 0 means "any" to some, so 1 is the least. */
export function nodeSeed(max: number, slots: readonly Slot[]): ComputedValue {
	return {
		name: "node_seed",
		from: ["seed"],
		slots,
		compute: (values) => (numberAt(values, "seed") % max) + 1,
		what: `the seed brought into the range of the node, 1 to ${max}.`,
	};
}

/** Largest seed of the nodes of Kling and Sora, and of those of Veo. */
export const MAX_SEED31 = 2 ** 31 - 1;
export const MAX_SEED32 = 2 ** 32 - 1;
