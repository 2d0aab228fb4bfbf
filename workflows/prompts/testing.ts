import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { absent } from "../testing/absent.ts";
import { recordings } from "../testing/comfyui.ts";

/** What the tests of this folder share. */

const folder = resolve(recordings, "../seeds");

/**
 * Lines `from` to `to` (counted from 1, both included) of a document the product comes from, or undefined (said
 * aloud) where the documents are not at hand.
 */
export function seedLines(document: 0 | 1 | 2 | 3, from: number, to: number): string[] | undefined {
	const name = existsSync(folder)
		? readdirSync(folder).find((file) => file.startsWith(`00${document}_`))
		: undefined;
	if (name !== undefined)
		return readFileSync(join(folder, name), "utf8")
			.split("\n")
			.slice(from - 1, to);
	return absent(`no document ${document} in ${folder}`);
}

/** Text as people and programs send it: words, commas in odd places, brackets, breaks, control and broken characters. */
export const anyText = fc.oneof(
	fc.string({ unit: "binary", maxLength: 60 }),
	fc
		.array(
			fc.constantFrom(
				..."ohwx,ohwx woman,woman,ohwx2,a,b,x,smiling,é,笑,😀".split(","),
				...[
					",",
					",,",
					" ",
					"  ",
					", ",
					".",
					"!",
					"(",
					")",
					":1.2",
					"-",
					"'s",
					"\n",
					"\t",
					"\u0000",
					"\u0085",
				],
				...["\ud800", "\u202e", "\u2028", "\u00a0", "f/2.8", "$&", "\\", "[", "。", "，"],
			),
			{ maxLength: 25 },
		)
		.map((parts) => parts.join("")),
);

/** What is wrong with the look of a built prompt; empty when it is one tidy line. */
export function untidy(prompt: string): string[] {
	const faults: [string, RegExp][] = [
		["a control, broken or direction character", /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/u],
		["a comma or space at an end", /^[\s,]|[\s,]$/],
		["a doubled space", /\s\s/],
		["a doubled comma", /,\s*,/],
		["a space before a comma", /\s,/],
	];
	return faults.filter(([, pattern]) => pattern.test(prompt)).map(([fault]) => fault);
}

/** How often a term is there as a word of its own: by a pattern, as a second opinion. */
export function timesSaid(text: string, term: string, flags = ""): number {
	const word = "[\\p{L}\\p{N}\\p{M}_-]";
	const literal = term.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
	const before = new RegExp(`^${word}`, "u").test(term) ? `(?<!${word})` : "";
	const after = new RegExp(`${word}$`, "u").test(term) ? `(?!${word})` : "";
	return text.match(new RegExp(before + literal + after, `gu${flags}`))?.length ?? 0;
}
