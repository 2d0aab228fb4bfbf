import * as z from "zod";
import type { WorkflowDescription } from "../../workflows/definition/describe.ts";

const commit = z.string().regex(/^[0-9a-f]{40}$/);
const lockSchema = z.strictObject({
	comfyui: z.strictObject({ source: z.url(), version: z.string(), commit, licence: z.string() }),
	/** Where they come from and under which licence they are is what the workflows say that need them. */
	nodes: z.array(z.strictObject({ name: z.string().regex(/^[\w-]+$/), commit })),
});

/** A repository at a commit, and the folder it goes to. */
export interface Pinned {
	name: string;
	source: string;
	commit: string;
}

/** Reads the lock of ComfyUI and its node packs, for these workflows. Throws what is wrong with it. */
export function readNodesLock(
	json: unknown,
	workflows: readonly WorkflowDescription[],
): { comfyui: Pinned; nodes: Pinned[] } {
	const { comfyui, nodes } = lockSchema.parse(json);
	const needed = new Map(
		workflows.flatMap(({ custom_nodes }) => custom_nodes.map(({ name, source }) => [name, source] as const)),
	);
	const missing = [...needed.keys()].filter((name) => !nodes.some((node) => node.name === name));
	if (missing.length > 0)
		throw new Error(`nodes.lock.json has no commit for ${missing.join(", ")}, which workflows need`);
	return {
		comfyui: { name: "comfyui", source: comfyui.source, commit: comfyui.commit },
		nodes: nodes.map(({ name, commit: at }) => {
			const source = needed.get(name);
			if (source === undefined)
				throw new Error(`nodes.lock.json names ${name}, which no workflow needs; take it out`);
			return { name, source, commit: at };
		}),
	};
}
