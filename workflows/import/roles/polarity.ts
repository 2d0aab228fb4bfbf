import { type ApiGraph, linksOf, nodeOf } from "../../graph/graph.ts";

/** Where the words of a node end up. */
export type Polarity = "positive" | "negative";

const entersPositive = /(^|_|\.)positive/i;
/** Also where attention is guided away from words, and where packs shorten the name. */
const entersNegative = /(^|_|\.)(negative|neg(_|$)|uncond|nag_)/i;
/** Behind a sampler there are pictures, and a zeroed conditioning carries no words on. */
const endsWords = /zeroout|sampler|decode/i;

/** Consumers of each node: who is linked to it, and by which input. */
export type Consumers = ReadonlyMap<string, readonly { node: string; input: string; slot: number }[]>;

export function consumersOf(graph: ApiGraph): Consumers {
	const found = new Map<string, { node: string; input: string; slot: number }[]>();
	for (const [id, node] of Object.entries(graph))
		for (const [input, source, slot] of linksOf(node)) {
			const list = found.get(source) ?? [];
			list.push({ node: id, input, slot });
			found.set(source, list);
		}
	return found;
}

/**
 * Follows the links from a node with words until they enter an input called positive or negative. Null where
 * they enter none. What is both counts as positive.
 */
export function polarityOf(graph: ApiGraph, consumers: Consumers, id: string): Polarity | null {
	const seen = new Set<string>([id]);
	const open = [id];
	let negative = false;
	for (let at = open.pop(); at !== undefined; at = open.pop())
		for (const { node, input } of consumers.get(at) ?? []) {
			if (entersPositive.test(input)) return "positive";
			if (entersNegative.test(input)) negative = true;
			else if (!seen.has(node) && !endsWords.test(nodeOf(graph, node)?.class_type ?? "")) {
				seen.add(node);
				open.push(node);
			}
		}
	return negative ? "negative" : null;
}
