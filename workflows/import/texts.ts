import { textOrNothing } from "../definition/parameters.ts";
import { documentLimits } from "../document/limits.ts";
import { type ApiGraph, type GraphNode, titleOf } from "../graph/graph.ts";
import { isMediaFile, isModelFile } from "../graph/paths.ts";
import type { InputSpec } from "../object-info/read.ts";
import { namesAPath } from "../plan/file-inputs.ts";
import { type Consumers, polarityOf } from "./polarity.ts";

/** What a text of the graph is for: words for a model, with their sign, or any other text. */
export type TextUse = "prompt" | "negative" | "text";

/** Names of inputs that hold words for a model. */
const holdsWords =
	/^(text(_[a-z])?|prompt(_\d+)?|(text_)?(positive|negative)(_prompt)?|clip_[lg]|t5xxl|caption|instruction|lyrics|tags)$/i;
/** Classes whose very text is handed on. */
const isTextNode = /^(primitive)?string|^text\b|text ?(box|multiline)/i;

/** What the text in that input is for, or null where it is nothing for a client to write. */
export function textUse(
	graph: ApiGraph,
	consumers: Consumers,
	[id, node]: [string, GraphNode],
	input: string,
	spec: InputSpec | undefined,
): TextUse | null {
	const value = node.inputs[input];
	if (typeof value !== "string" || namesAPath(input) || isModelFile(value) || isMediaFile(value)) return null;
	// An object_info that knows the input knows whether it is text, and whether it is a long one.
	if (spec !== undefined && spec[0] !== "STRING") return null;
	const words = holdsWords.test(input);
	const carries = isTextNode.test(node.class_type) && /^(value|string|text)$/i.test(input);
	if (!words && !carries && spec?.[1]?.multiline !== true) return null;
	const followers = consumers.get(id) ?? [];
	// What becomes part of a file's name is not for a client to say.
	if (followers.length > 0 && followers.every((follower) => namesAPath(follower.input))) return null;
	if (!isSendable(value)) return null;

	if (/negative/i.test(input)) return "negative";
	if (/positive/i.test(input)) return "prompt";
	const sign = polarityOf(graph, consumers, id);
	if (sign !== null) return sign === "negative" ? "negative" : "prompt";
	if (!words && !/prompt|encode/i.test(titleOf(node))) return "text";
	return /negativ/i.test(titleOf(node)) ? "negative" : "prompt";
}

/** True where a text parameter would accept it. */
export function isSendable(value: string): boolean {
	return textOrNothing(documentLimits.text).safeParse(value).success;
}
