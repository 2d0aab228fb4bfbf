import type { Bytes } from "./bytes.ts";
import { inflate } from "./inflate.ts";
import { decodeText, type FileText, MAX_TEXT_BYTES } from "./texts.ts";

const signature = "\x89PNG\r\n\x1a\n";

export function isPng(file: Bytes): boolean {
	return file.ascii(0, 8) === signature;
}

/**
 * The texts of a PNG: `tEXt`, `zTXt`, `iTXt`, and `comf`, which ComfyUI writes into animated ones. Their order
 * is that of the file. Check sums are not looked at: editors that change texts forget them.
 */
export async function pngTexts(file: Bytes): Promise<FileText[]> {
	const texts: FileText[] = [];
	let left = MAX_TEXT_BYTES;
	for (let at = 8; at + 12 <= file.length && left > 0; ) {
		const length = file.u32(at);
		const type = file.ascii(at + 4, 4);
		if (type === "IEND") break;
		const text = await textOf(type, file.part(at + 8, length), left);
		if (text !== null) {
			texts.push(text);
			left -= text.text.length;
		}
		at += 12 + length;
	}
	return texts;
}

async function textOf(type: string, data: Uint8Array, limit: number): Promise<FileText | null> {
	if (!["tEXt", "zTXt", "iTXt", "comf"].includes(type)) return null;
	const end = data.indexOf(0);
	if (end < 0) return null;
	const key = decodeText(data.subarray(0, end));
	const rest = data.subarray(end + 1);
	if (type === "zTXt") return inflated(key, rest.subarray(1), limit);
	if (type !== "iTXt") return rest.length > limit ? null : { key, text: decodeText(rest) };
	// Compressed or not, the method, a language and a translated key, each ended by a zero.
	const language = rest.indexOf(0, 2);
	const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
	if (translated < 0) return null;
	const body = rest.subarray(translated + 1);
	if (rest[0] === 1) return inflated(key, body, limit);
	return body.length > limit ? null : { key, text: decodeText(body) };
}

async function inflated(key: string, data: Uint8Array, limit: number): Promise<FileText | null> {
	const bytes = await inflate(data, limit);
	return bytes === null ? null : { key, text: decodeText(bytes) };
}
