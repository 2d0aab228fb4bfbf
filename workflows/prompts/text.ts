import { withoutEnd } from "../graph/text-ends.ts";

/** What the prompt builders share: text of one line, joined without doubled commas. */

/** Longest prompt that is made or taken, in UTF-16 units. The workflows accept as much. */
export const MAX_PROMPT = 4000;

/** Longest single word or phrase that fills a slot of a prompt, such as a hair colour. */
export const MAX_PHRASE = 120;

/** Control characters, broken characters, and those that turn the direction in which text is shown. */
const unwanted = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu;

/**
 * The text on one line: control characters become spaces, runs of spaces and of commas become one, and none
 * stand at either end. Cut to `max` UTF-16 units, never through a character. Idempotent.
 */
export function plainText(text: string, max: number = MAX_PROMPT): string {
	const line = text
		.replace(unwanted, " ")
		.replace(/\s+/g, " ")
		.replace(/ ?,(?: ?,)*/g, ",")
		.replace(/^[ ,]+/, "");
	const cut = line.length > max ? line.slice(0, Math.max(0, max)).replace(/\p{Cs}$/u, "") : line;
	return withoutEnd(cut, (character) => character === " " || character === ",");
}

/** A phrase for a slot: plain text without a sentence's end, or `otherwise` where nothing is left. */
export function phrase(text: string | undefined, otherwise = ""): string {
	const words = withoutStop(plainText(text ?? "", MAX_PHRASE));
	return words === "" ? otherwise : words;
}

const stop = /[\s.,;:。，、；：]/u;

/** The text without the marks that end a sentence or a part of one, Western or Chinese. */
function withoutStop(text: string): string {
	return withoutEnd(text, (character) => stop.test(character));
}

/**
 * The texts with `, ` between them; empty ones are left out. What ends in a full stop, a colon or the like loses
 * it, so that no two marks meet; after `!` and `?` there is only a space.
 */
export function joinTexts(texts: readonly string[]): string {
	let joined = "";
	for (const text of texts.map((t) => plainText(t, Number.POSITIVE_INFINITY))) {
		if (text === "") continue;
		const before = withoutStop(joined);
		if (before === "") joined = text;
		else joined = /[!?！？]$/u.test(before) ? `${before} ${text}` : `${before}, ${text}`;
	}
	return joined;
}

const wordPart = "[\\p{L}\\p{N}\\p{M}_-]";
const beginsInWord = new RegExp(`^${wordPart}`, "u");
const endsInWord = new RegExp(`${wordPart}$`, "u");

/**
 * Where `term` stands in the text as a word of its own, from left to right and without overlaps: `ohwx` in `an
 * ohwx, smiling`, not in `ohwx2`. Upper and lower case differ. Indices in UTF-16 units.
 */
export function termPositions(text: string, term: string): number[] {
	const found: number[] = [];
	if (term === "") return found;
	const [open, close] = [!beginsInWord.test(term), !endsInWord.test(term)];
	let at = text.indexOf(term);
	while (at !== -1) {
		const end = at + term.length;
		const free =
			(open || !endsInWord.test(text.slice(Math.max(0, at - 2), at))) &&
			(close || !beginsInWord.test(text.slice(end, end + 2)));
		if (free) found.push(at);
		at = text.indexOf(term, free ? end : at + 1);
	}
	return found;
}

/**
 * The prompt followed by those `lines` that it does not say yet (upper and lower case alike). Where the whole
 * would be longer than `MAX_PROMPT` the prompt is cut, not the lines. Idempotent.
 */
export function appendMissing(prompt: string, lines: readonly string[]): string {
	const says = (text: string, line: string) =>
		termPositions(text.toLowerCase(), line.toLowerCase()).length > 0;
	let missing: readonly string[] = [];
	for (;;) {
		const known = missing;
		const room = known.reduce((left, line) => left - line.length - 2, MAX_PROMPT);
		const head = plainText(prompt, room);
		// A cut can take away a line that the prompt had, so look again until nothing changes.
		missing = lines.filter((line) => known.includes(line) || !says(head, line));
		if (missing.length === known.length) return joinTexts([head, ...missing]);
	}
}
