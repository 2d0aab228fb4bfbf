import { documentLimits } from "../../document/limits.ts";
import { type GraphNode, isReservedKey } from "../../graph/graph.ts";
import type { ClassInfo } from "../../object-info/read.ts";

/** Making names of what people wrote over their nodes. */

/** Lower case words joined with `_`, beginning with a letter; `""` where nothing is left. */
export function snakeCase(text: string): string {
	const words = wordsOf(text)
		.join("_")
		.replace(/^[^a-z]+/, "");
	const name = words.slice(0, documentLimits.name).replace(/_+$/, "");
	return isReservedKey(name) ? "" : name;
}

/** Lower case words joined with `-`; `""` where nothing is left. */
export function kebabCase(text: string): string {
	return wordsOf(text).join("-").slice(0, 80).replace(/-+$/, "");
}

function wordsOf(text: string): string[] {
	const plain = text
		// One word, however it is written.
		.replace(/LoRA/g, "Lora")
		.replace(/([a-z])([A-Z])/g, "$1 $2")
		.normalize("NFKD")
		// Letters with their accents taken off.
		.replace(/\p{Mn}/gu, "")
		.toLowerCase();
	return plain.split(/[^a-z0-9]+/).filter((word) => word !== "");
}

/** One line of at most `max` characters that can be written as UTF-8. */
export function oneLine(text: string, max: number): string {
	const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
	return (line.length > max ? `${line.slice(0, max - 3)}...` : line).toWellFormed();
}

/** What people write before the name of a value: its type. */
const namesAType = /^\s*(int(eger)?|float|number|string|text|bool(ean)?)\s*$/i;

/**
 * The node's title where somebody gave it one, without the class before it: “Int (Steps)” is “Steps”. Null where it
 * only repeats what the class is called.
 */
export function ownTitle(node: GraphNode, info: ClassInfo | undefined): string | null {
	const title = node._meta?.title ?? "";
	// Packs write their entries by hand: it may be anything.
	const displayed: unknown = info?.display_name;
	const repeated = [
		node.class_type,
		typeof displayed === "string" ? displayed : "",
		node.class_type.replace(/\|.*$/, ""),
	];
	const repeats = (text: string) =>
		repeated.some((name) => [name, name.replace(/\([^()]*\)$/, "")].some((one) => same(one, text)));
	if (snakeCase(title) === "" || repeats(title)) return null;
	const [, before = "", within = ""] = /^([^()]+)\(([^()]+)\)\s*$/.exec(title.normalize("NFKC")) ?? [];
	return snakeCase(within) !== "" && (repeats(before) || namesAType.test(before)) ? within : title;
}

function same(a: string, b: string): boolean {
	return wordsOf(a).join("") === wordsOf(b).join("");
}

/** Hands out names, none of them twice. */
export class Names {
	readonly #given = new Set<string>();

	/** The first of the wishes that is free; where none is, the last with a number. */
	take(...wishes: readonly [string, ...string[]]): string {
		const free = wishes.find((wish) => wish !== "" && !this.#given.has(wish));
		const last = wishes.findLast((wish) => wish !== "") ?? "value";
		const name = free ?? this.#numbered(last);
		this.#given.add(name);
		return name;
	}

	#numbered(wish: string): string {
		for (let n = 2; ; n++) {
			const end = `_${n}`;
			const name = wish.slice(0, documentLimits.name - end.length).replace(/_+$/, "") + end;
			if (!this.#given.has(name)) return name;
		}
	}
}

/** `first_last`, with whole words of `first` left out where it gets too long; one of them where it says both. */
export function joined(first: string, last: string): string {
	if (first === "" || first === last) return last;
	if (first.endsWith(`_${last}`)) return first;
	const room = documentLimits.name - last.length - 1;
	if (first.length <= room) return `${first}_${last}`;
	const words = first
		.slice(0, room + 1)
		.split("_")
		.slice(0, -1)
		.join("_");
	return words === "" ? last : `${words}_${last}`;
}
