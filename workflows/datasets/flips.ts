import { triggerWord } from "../prompts/trigger.ts";

/** Behind the name of a picture, before its extension: this is its flipped copy. */
const FLIPPED = "_flipped";

const SIDES = /\b(left|right)\b/gi;

/** Whether a caption says left or right. The trigger word says nothing. */
export function saysSide(caption: string, trigger: string): boolean {
	return new RegExp(SIDES.source, "i").test(splitTrigger(caption, trigger)[1]);
}

/** The caption of the flipped copy: what is left of the picture is right of the copy. */
export function flippedCaption(caption: string, trigger: string): string {
	const [first, rest] = splitTrigger(caption, trigger);
	return first + rest.replace(SIDES, (side) => likeCase(side, /^l/i.test(side) ? "right" : "left"));
}

function splitTrigger(caption: string, trigger: string): [first: string, rest: string] {
	const word = triggerWord(trigger);
	const first = word !== "" && caption.startsWith(word) ? word : "";
	return [first, caption.slice(first.length)];
}

function likeCase(like: string, word: string): string {
	if (like === like.toUpperCase()) return word.toUpperCase();
	return like[0] === like[0]?.toUpperCase() ? word.charAt(0).toUpperCase() + word.slice(1) : word;
}

/**
 * Why a picture may not be flipped; null: it may. One whose caption says a side, of a character whose sides differ, would
 * teach that what is on the left is on the right.
 */
export function flipRefusal(caption: string, trigger: string, asymmetric: boolean): string | null {
	return asymmetric && saysSide(caption, trigger)
		? "the sides of this character differ, and the caption says left or right: a flipped copy would teach the wrong side"
		: null;
}

/** What the flipped copy of a picture is called: `a.png` gives `a_flipped.png`. */
export function flippedName(name: string): string {
	const dot = name.lastIndexOf(".");
	return dot <= 0 ? name + FLIPPED : `${name.slice(0, dot)}${FLIPPED}${name.slice(dot)}`;
}

/** Whose flipped copy a file of that name is, by its name without extension; null: it is called like no copy. */
export function originalStem(stem: string): string | null {
	return stem.endsWith(FLIPPED) && stem.length > FLIPPED.length ? stem.slice(0, -FLIPPED.length) : null;
}
