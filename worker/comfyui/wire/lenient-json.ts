/**
 * Reads JSON as ComfyUI writes it: Python leaves bare `NaN` and `Infinity` in it, which become null, and
 * integers up to 2^64-1, which a JavaScript number would round; those become strings of their digits, so
 * that nobody passes on a wrong value unnoticed. Throws SyntaxError on anything else that is not JSON.
 */
export function parseLenient(text: string): unknown {
	return JSON.parse(NEEDS_CARE.test(text) ? repair(text) : text);
}

const NEEDS_CARE = /NaN|Infinity|\d{16}/;
const BARE = /-?(?:NaN|Infinity)|-?\d{16,}(?![\d.eE])|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?/g;

/** Walks from string to string, so that nothing inside quotes is touched. */
function repair(text: string): string {
	const out: string[] = [];
	let at = 0;
	while (at < text.length) {
		const quote = text.indexOf('"', at);
		const end = quote < 0 ? text.length : quote;
		out.push(text.slice(at, end).replace(BARE, mend));
		if (quote < 0) break;
		const close = endOfString(text, quote);
		out.push(text.slice(quote, close));
		at = close;
	}
	return out.join("");
}

function mend(token: string): string {
	if (token.endsWith("NaN") || token.endsWith("Infinity")) return "null";
	if (!/^-?\d{16,}$/.test(token)) return token;
	return Number.isSafeInteger(Number(token)) ? token : `"${token}"`;
}

function endOfString(text: string, open: number): number {
	let at = open + 1;
	for (;;) {
		const quote = text.indexOf('"', at);
		if (quote < 0) return text.length;
		let slashes = 0;
		while (text.charCodeAt(quote - 1 - slashes) === 92) slashes++;
		if (slashes % 2 === 0) return quote + 1;
		at = quote + 1;
	}
}
