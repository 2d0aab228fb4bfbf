import { MAX_PROMPT, plainText, termPositions } from "./text.ts";

/** Longest trigger word, in UTF-16 units. */
export const MAX_TRIGGER = 100;

/**
 * A trigger word as it is used: plain text without commas, because trainers keep what stands before the first
 * comma in its place (`keep_tokens=1`). It may be several words, such as `ohwx woman`.
 */
export function triggerWord(trigger: string): string {
	return plainText(trigger.replaceAll(",", " "), MAX_TRIGGER);
}

/**
 * The prompt with the trigger word of a LoRA first, and exactly once (S2-DATA-02). Where it already begins with
 * the trigger it stays as it reads; a trigger further on, as a word of its own and in the same case, is taken out
 * there. Without a trigger it is the prompt as plain text. At most `MAX_PROMPT` characters; a longer prompt is cut
 * at its end. Idempotent.
 */
export function withTrigger(trigger: string | undefined, prompt: string): string {
	const word = triggerWord(trigger ?? "");
	const text = plainText(prompt);
	if (word === "") return text;
	if (termPositions(text, word)[0] === 0) {
		const tail = text.slice(word.length);
		const rest = withoutTerm(tail, word);
		if (rest === "") return word;
		const gap = /^[ ,]*/.exec(tail)?.[0] ?? "";
		return `${word}${gap === "" && rest[0] !== tail[0] ? " " : gap}${rest}`;
	}
	const rest = withoutTerm(plainText(text, MAX_PROMPT - word.length - 2), word);
	return rest === "" ? word : `${word}, ${rest}`;
}

/**
 * The text without a term, wherever it is a word of its own, and without the brackets this leaves empty. A comma
 * takes its place, so that what stood on either side of it never becomes the term in turn.
 */
function withoutTerm(text: string, term: string): string {
	let left = "";
	let from = 0;
	for (const at of termPositions(text, term)) {
		left += `${text.slice(from, at)},`;
		from = at + term.length;
	}
	if (from === 0) return plainText(text);
	let now = left + text.slice(from);
	for (;;) {
		const next = now.replace(/\([ ,]*(?::[\d.]*)?[ ,]*\)/g, ",");
		if (next === now) return plainText(next);
		now = next;
	}
}

/** What a caption of a training picture says (S2-DATA-02). */
export interface Caption {
	trigger: string;
	/** `full body`, `upper body`, `portrait`, ... */
	framing: string;
	/** Pose or action, and what else varies from picture to picture. May have commas. */
	pose: string;
	/** `white background`, `city street`, ... */
	background: string;
}

/** Longest part of a caption and longest caption, in UTF-16 units. */
const MAX_PART = 290;
export const MAX_CAPTION = 1000;

const shape = "trigger word, framing, pose or action, background";

/**
 * The caption of a training picture: `trigger, framing, pose, background` on one line. Commas inside framing and
 * background become spaces, so that it can be read back; the trigger is there once, whatever the parts say. A
 * blank part is left out: `captionProblems` says so.
 */
export function captionOf(caption: Caption): string {
	const trigger = triggerWord(caption.trigger);
	const part = (text: string) => {
		const plain = plainText(text, MAX_PART);
		return trigger === "" ? plain : withoutTerm(plain, trigger);
	};
	const word = (text: string) => part(text.replaceAll(",", " "));
	return [trigger, word(caption.framing), part(caption.pose), word(caption.background)]
		.filter((text) => text !== "")
		.join(", ");
}

/** The parts of a caption, or undefined where it has fewer than four. Whatever stands between framing and background is the pose. */
export function readCaption(text: string): Caption | undefined {
	const parts = plainText(text)
		.split(",")
		.map((part) => part.trim());
	const [trigger, framing, ...others] = parts;
	const background = others.pop();
	if (trigger === undefined || framing === undefined || background === undefined || others.length === 0)
		return undefined;
	return { trigger, framing, pose: others.join(", "), background };
}

/** What can be wrong with a caption. */
export const CAPTION_PROBLEMS = [
	"no_trigger",
	"caption_empty",
	"caption_long",
	"caption_lines",
	"caption_gap",
	"caption_parts",
	"trigger_not_first",
	"trigger_repeated",
] as const;

/** One of them, and a sentence that says what to do. */
export interface CaptionProblem {
	code: (typeof CAPTION_PROBLEMS)[number];
	message: string;
}

/** What is wrong with a caption file's text; empty when nothing is. A line break at its end is no mistake. */
export function captionProblems(text: string, trigger: string): CaptionProblem[] {
	const caption = text.replace(/\r?\n$/, "");
	const word = triggerWord(trigger);
	const problem = (code: CaptionProblem["code"], message: string) => ({ code, message });
	if (word === "")
		return [problem("no_trigger", "There is no trigger word: choose one, such as spyke_plasma_v1.")];
	if (caption.trim() === "")
		return [
			problem(
				"caption_empty",
				`The caption is empty: write "${word}, full body, standing, white background".`,
			),
		];
	const problems: CaptionProblem[] = [];
	const report = (code: CaptionProblem["code"], message: string) => problems.push(problem(code, message));
	if (caption.length > MAX_CAPTION)
		report("caption_long", `The caption has ${caption.length} characters: shorten it to ${MAX_CAPTION}.`);
	if (/[\p{Cc}\p{Cs}]/u.test(caption))
		report(
			"caption_lines",
			"The caption has line breaks, control characters or broken characters: write it on one line.",
		);
	const parts = caption.split(",").map((part) => part.trim());
	if (parts.includes(""))
		report("caption_gap", "The caption has an empty part between or beside its commas: remove it.");
	if (readCaption(caption) === undefined)
		report("caption_parts", `The caption has fewer than four parts: write ${shape}, with commas between.`);
	const times = termPositions(caption, word).length;
	if (parts[0] !== word)
		report(
			"trigger_not_first",
			`The caption does not begin with the trigger word and a comma: begin it with "${word},".`,
		);
	if (times > 1)
		report(
			"trigger_repeated",
			`The caption has the trigger word ${times} times: leave it only at the beginning.`,
		);
	return problems;
}
