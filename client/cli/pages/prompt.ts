/** Longest prompt that a page takes, in characters. */
const MOST_CHARACTERS = 4000;

/** The prompt in a file's bytes: its text, without a byte order mark and without white space around it; or why not. */
export function readPrompt(bytes: Uint8Array): { ok: true; prompt: string } | { ok: false; why: string } {
	let text: string;
	try {
		text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		return { ok: false, why: "is not UTF-8 text: save it as UTF-8" };
	}
	const prompt = text.trim();
	if (prompt === "") return { ok: false, why: "is empty: write what is to be seen on the page" };
	if (prompt.length > MOST_CHARACTERS)
		return { ok: false, why: `has ${prompt.length} characters; a prompt has at most ${MOST_CHARACTERS}` };
	return { ok: true, prompt };
}
