import { type ApiGraph, isLink, linksOf, nodeOf } from "../graph/graph.ts";
import type { Context } from "./roles/context.ts";

/** What a parameter of a further pass is called, where nobody named its node: `refine_steps`, `pass_3_steps`. */
export function passName(context: Context, ids: readonly string[], at: number): string {
	const own = samplerOf(context, ids[at] ?? "");
	if (own === null) return "";
	const earlier = ancestorsOf(context.graph, own);
	const before = new Set(
		ids.flatMap((id) => {
			const sampler = samplerOf(context, id);
			return sampler !== null && sampler !== own && earlier.has(sampler) ? [sampler] : [];
		}),
	);
	if (before.size === 0) return "";
	return before.size === 1 ? "refine" : `pass_${before.size + 1}`;
}

const takesLatent = /^(latent|latent_image|samples)$/;

/** The sampler that a node is or leads to: the nearest that works on a latent. */
function samplerOf({ graph, consumers }: Context, id: string): string | null {
	const seen = new Set([id]);
	for (const at of seen) {
		const node = nodeOf(graph, at);
		if (node === undefined) continue;
		const works = Object.entries(node.inputs).some(
			([name, value]) => takesLatent.test(name) && isLink(value),
		);
		if (works && /sampl/i.test(node.class_type)) return at;
		// A set grows while it is gone through: nearest first, each once.
		for (const { node: next } of consumers.get(at) ?? []) seen.add(next);
	}
	return null;
}

function ancestorsOf(graph: ApiGraph, id: string): Set<string> {
	const seen = new Set([id]);
	for (const at of seen) {
		const node = nodeOf(graph, at);
		if (node !== undefined) for (const [, source] of linksOf(node)) seen.add(source);
	}
	seen.delete(id);
	return seen;
}
