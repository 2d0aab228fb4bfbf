import { isLink, linksOf } from "../../graph/graph.ts";
import { type Context, named, specsOf } from "../roles/context.ts";
import { oneLine } from "../roles/names.ts";
import { holdsWords, namesAText } from "./texts.ts";

const isTextFile = /\.(txt|md|csv|json|ya?ml|srt|lrc)$/i;
const readsTextFile =
	/(load|read|from).*(text|prompt|string|line|file)|(text|prompt|string|line).*(load|read|file)/i;

/**
 * Cuts links from nodes that read words from a file of one computer: nobody else has that file, so the words
 * themselves become something to send. Nodes that are then of no use hang loose.
 */
export function cutTextFiles({ graph, info, consumers, notes }: Context): void {
	for (const [id, node] of Object.entries(graph)) {
		const file = Object.values(node.inputs).find(
			(value): value is string => typeof value === "string" && isTextFile.test(value.trim()),
		);
		if (file === undefined || !readsTextFile.test(node.class_type) || linksOf(node).length > 0) continue;
		for (const { node: to, input } of consumers.get(id) ?? []) {
			const reader = graph[to];
			if (reader === undefined || !isLink(reader.inputs[input])) continue;
			const type = specsOf(info.get(reader.class_type)).get(input)?.[0] ?? "STRING";
			if (type !== "STRING" || !(holdsWords.test(input) || namesAText.test(input))) continue;
			reader.inputs[input] = "";
			notes.push(
				`Node ${id} ${named(node)} read words from the file ${oneLine(file, 80)}, which no client has: they are a text parameter now, for ${input} of node ${to}. Copy what the file says into its default.`,
			);
		}
	}
}
