/**
 * Dynamic prompts of the editor: comments are taken out, `{a|b|{c|d}}` becomes one of its choices, and `\{`, `\|`
 * and `\}` lose their backslash (frontend 1.45: formatUtil.ts, processDynamicPrompt). Undefined for a text with
 * more than {@link MAX_BLOCKS} braces, which nobody wrote by hand.
 *
 * @param random answers with numbers from 0 up to, not including, 1
 */
export function resolveDynamicPrompt(text: string, random: () => number): string | undefined {
	return hasTooMany(text) ? undefined : resolve(text, random);
}

/** True where the resolved text depends on chance. */
export function hasChoices(text: string): boolean {
	let chance = hasTooMany(text);
	if (chance) return true;
	resolve(text, () => {
		chance = true;
		return 0;
	});
	return chance;
}

export const MAX_BLOCKS = 256;

function hasTooMany(text: string): boolean {
	let count = 0;
	for (let at = text.indexOf("{"); at !== -1 && count <= MAX_BLOCKS; at = text.indexOf("{", at + 1))
		count += 1;
	return count > MAX_BLOCKS;
}

/** Choices within choices deeper than this stay as they are. */
const MAX_DEPTH = 32;

/** A piece of the text and the blocks of choices in it. */
interface Piece {
	start: number;
	end: number;
	blocks: Block[];
}
interface Block {
	start: number;
	end: number;
	choices: Piece[];
}

function resolve(raw: string, random: () => number): string {
	const text = withoutComments(raw);
	const write = (piece: Piece, depth: number): string => {
		let result = "";
		let from = piece.start;
		for (const block of piece.blocks) {
			const texts = block.choices.map((choice) => text.slice(choice.start, choice.end));
			const same = texts.every((choice) => choice === texts[0]);
			const chosen = block.choices[same ? 0 : Math.floor(random() * texts.length)];
			if (chosen === undefined || depth >= MAX_DEPTH) continue;
			result += text.slice(from, block.start) + write(chosen, depth + 1);
			from = block.end;
		}
		return (result + text.slice(from, piece.end)).replace(/\\([{}|])/g, "$1");
	};
	return write(parse(text), 0);
}

/** The blocks of a text. One that is not closed ends with it; bars and closing braces outside mean nothing. */
function parse(text: string): Piece {
	const whole: Piece = { start: 0, end: text.length, blocks: [] };
	const open: Block[] = [];
	let piece = whole;
	const around: Piece[] = [];
	const special = /[\\{}|]/g;
	for (let at = special.exec(text); at !== null; at = special.exec(text)) {
		const block = open.at(-1);
		if (at[0] === "\\") special.lastIndex = at.index + 2;
		else if (at[0] === "{") {
			around.push(piece);
			piece = { start: at.index + 1, end: text.length, blocks: [] };
			const opened: Block = { start: at.index, end: text.length, choices: [piece] };
			around.at(-1)?.blocks.push(opened);
			open.push(opened);
		} else if (block !== undefined) {
			piece.end = at.index;
			if (at[0] === "|") {
				piece = { start: at.index + 1, end: text.length, blocks: [] };
				block.choices.push(piece);
			} else {
				block.end = at.index + 1;
				open.pop();
				piece = around.pop() ?? whole;
			}
		}
	}
	return whole;
}

/** Without block comments and without what follows two slashes on a line, which takes the ends of addresses too. */
function withoutComments(text: string): string {
	const lastEnd = text.lastIndexOf("*/");
	let result = "";
	let from = 0;
	for (let at = text.indexOf("/"); at !== -1; at = text.indexOf("/", at)) {
		const next = text[at + 1];
		let end = at;
		if (next === "*" && lastEnd >= at + 2) end = text.indexOf("*/", at + 2) + 2;
		else if (next === "/") end = lineEnd(text, at);
		if (end > at) {
			result += text.slice(from, at);
			from = end;
		}
		at = Math.max(end, at + 1);
	}
	return result + text.slice(from);
}

function lineEnd(text: string, from: number): number {
	const breaks = /[\n\r\u2028\u2029]/g;
	breaks.lastIndex = from;
	return breaks.exec(text)?.index ?? text.length;
}
