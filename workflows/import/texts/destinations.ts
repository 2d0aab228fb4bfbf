import { nodeOf } from "../../graph/graph.ts";
import type { Context, Place } from "../roles/context.ts";
import { specsOf } from "../roles/context.ts";

/** Where a value goes that a node hands on over its links. */

/** Nodes whose very value is handed on: of ComfyUI itself, and what packs call theirs. */
const isConstant =
	/^primitive|constant|^(easy |jw ?|ttn |cr )?(int|integer|float|number|string|boolean|seed|text|value)(eger)?( ?multiline| ?box)?($|[ _(|])/i;
/** Nodes that hand on what comes in. */
const handsOn = /reroute|^primitive|switch|^(get|set)node$/i;
/** Nodes that make a text of texts. */
const joinsTexts = /reroute|string|text|concat|join|replace|switch|prompt|wildcard|^primitive/i;
/** What such a node calls its value. */
const namesAValue = /^(value|int|integer|float|number|string|text|boolean|bool|seed|prompt)$/i;

/** True where the input is the value of a node that is there to hand it on. */
export function isCarried({ consumers }: Context, { id, node, input }: Place): boolean {
	return namesAValue.test(input) && isConstant.test(node.class_type) && (consumers.get(id) ?? []).length > 0;
}

/**
 * The inputs that a node's value ends up in.
 *
 * @param texts follow it through nodes that put texts together as well
 */
export function destinationsOf({ graph, info, consumers }: Context, id: string, texts = false): Place[] {
	const found: Place[] = [];
	const seen = new Set([id]);
	const open = [id];
	for (let at = open.pop(); at !== undefined; at = open.pop())
		for (const { node: to, input } of consumers.get(at) ?? []) {
			const node = nodeOf(graph, to);
			if (node === undefined) continue;
			const through = texts ? joinsTexts.test(node.class_type) : handsOn.test(node.class_type);
			if (!through || /encode/i.test(node.class_type) || (consumers.get(to) ?? []).length === 0)
				found.push({ id: to, node, input, spec: specsOf(info.get(node.class_type)).get(input) });
			else if (!seen.has(to)) {
				seen.add(to);
				open.push(to);
			}
		}
	return found;
}
