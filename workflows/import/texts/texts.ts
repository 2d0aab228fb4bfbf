import { textOrNothing } from "../../definition/parameters.ts";
import { documentLimits } from "../../document/limits.ts";
import { titleOf } from "../../graph/graph.ts";
import { isMediaFile, isModelFile } from "../../graph/paths.ts";
import { namesAPath } from "../../plan/file-inputs.ts";
import { type Context, type Place, shortName } from "../roles/context.ts";
import { polarityOf } from "../roles/polarity.ts";
import { destinationsOf } from "./destinations.ts";

/** What a text of the graph is for: words for a model, with their sign or kind, or any other text. */
export type TextUse = "prompt" | "negative" | "tags" | "lyrics" | "text";

/** Names of inputs that hold words for a model. */
export const holdsWords =
	/^(text(_[a-z])?|([a-z]+_)?prompt(_\d+)?|(text_)?(positive|negative)(_prompt)?|clip_[lg]|t5xxl|mt5xl|bert|llama|caption|description|instructions?|script|lyrics|tags)$/i;
/** Classes whose very text is handed on. */
const isTextNode = /^(primitive)?string|^text\b|text ?(box|multiline)/i;
/** What they and others like them call it. */
export const namesAText = /^(value|content|words|string|text|(string|text)_[a-z0-9])$/i;

/** What a node computes by or is set up with: written in signs, not in words, and by whoever made the graph. */
const isNotation =
	/^(expression|formula|equation|code|regex(_pattern)?|\w+_args|sigmas(_string)?|\w*points_string|block_vector|(layer_)?weights|json_string)$/i;

/** What the text in that input is for, or null where it is nothing for a client to write. */
export function textUse(context: Context, place: Place): TextUse | null {
	const { id, node, spec } = place;
	const input = shortName(place.input);
	const value = node.inputs[place.input];
	if (typeof value !== "string" || namesAPath(input) || isModelFile(value) || isMediaFile(value)) return null;
	if (isNotation.test(input)) return null;
	// An object_info that knows the input knows whether it is text, and whether it is a long one.
	if (spec !== undefined && spec[0] !== "STRING") return null;
	const into = destinationsOf(context, id, true).map((to) => shortName(to.input));
	const words = holdsWords.test(input);
	const carries =
		namesAText.test(input) &&
		(isTextNode.test(node.class_type) || into.some((name) => holdsWords.test(name)));
	if (!words && !carries && spec?.[1]?.multiline !== true) return null;
	const followers = context.consumers.get(id) ?? [];
	// What becomes part of a file's name is not for a client to say.
	if (followers.length > 0 && followers.every((follower) => namesAPath(follower.input))) return null;
	if (!isSendable(value)) return null;

	if (/lyrics/i.test(input) || (carries && into.some((name) => /lyrics/i.test(name)))) return "lyrics";
	if (/negative/i.test(input)) return "negative";
	if (/positive/i.test(input)) return "prompt";
	const sign = polarityOf(context.graph, context.consumers, id);
	if (sign === "negative") return "negative";
	if (/^tags$/i.test(input) || (carries && into.some((name) => /^tags$/i.test(name)))) return "tags";
	if (sign !== null) return "prompt";
	const written = words || (carries && into.some((name) => holdsWords.test(name)));
	if (!written && !/prompt|encode/i.test(titleOf(node))) return "text";
	return /negativ/i.test(titleOf(node)) ? "negative" : "prompt";
}

/** True where a text parameter would accept it. */
export function isSendable(value: string): boolean {
	return textOrNothing(documentLimits.text).safeParse(value).success;
}
