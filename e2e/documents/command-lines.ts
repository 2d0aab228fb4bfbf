/** A command that a document tells its reader to type. */
export interface CommandLine {
	/** What is typed, without what a shell makes of it further. */
	words: string[];
	/** It stands in a block of commands, so that it can be typed as it is; else it may be only the beginning of one. */
	whole: boolean;
}

const BLOCK = /^ *```sh\n([\s\S]*?)^ *```$/gm;
const INLINE = /`([^`\n]+)`/g;
/** A word of a shell, with its quotes; what ends a command; white space; a remark up to its line's end. */
const TOKEN = /(?:"(?:\\.|[^"\\])*"|'[^']*'|\\\n|[^\s"';|&()])+|[;|&()]+|\n|[^\S\n]+/g;

/** The commands of a document in Markdown, in their order. Pure. */
export function commandLines(markdown: string): CommandLine[] {
	const blocks = [...markdown.matchAll(BLOCK)].flatMap(([, block = ""]) => split(block));
	const rest = markdown.replace(BLOCK, "").replace(/^ *```[\s\S]*?^ *```$/gm, "");
	const inline = [...rest.matchAll(INLINE)].flatMap(([, code = ""]) => split(code));
	return [
		...blocks.map((words) => ({ words, whole: true })),
		...inline.map((words) => ({ words, whole: false })),
	];
}

/** The commands of a text of a shell, each as its words. */
function split(text: string): string[][] {
	const commands: string[][] = [[]];
	let remark = false;
	for (const [token] of text.matchAll(TOKEN)) {
		if (token === "\n") remark = false;
		if (token.startsWith("#")) remark = true;
		if (remark) continue;
		if (/^[;|&()\n]/.test(token)) commands.push([]);
		else if (token.trim() !== "" && token !== "\\\n") commands.at(-1)?.push(unquoted(token));
	}
	return commands.map(withoutFiles).filter((words) => words.length > 0);
}

/** Without where it reads from and writes to. */
function withoutFiles(words: readonly string[]): string[] {
	const redirects = (word: string | undefined) => word !== undefined && /^(<|>>?)$/.test(word);
	return words.filter((word, at) => !redirects(word) && !redirects(words[at - 1]));
}

function unquoted(word: string): string {
	return word.replaceAll(
		/"((?:\\.|[^"\\])*)"|'([^']*)'/g,
		(_, double?: string, single?: string) => double ?? single ?? "",
	);
}
