import type { Bytes } from "./bytes.ts";
import { decodeText, type FileText, MAX_TEXT_BYTES } from "./texts.ts";

export function isId3(file: Bytes): boolean {
	return file.ascii(0, 3) === "ID3";
}

/** The texts in the ID3v2.3 or 2.4 tag of an MP3 file: `TXXX` frames, each with a name and a value. */
export function id3Texts(file: Bytes): FileText[] {
	const newer = file.u8(3) === 4;
	const end = Math.min(file.length, 10 + syncSafe(file.u32(6)));
	const texts: FileText[] = [];
	for (let at = 10; at + 10 <= end; ) {
		const size = newer ? syncSafe(file.u32(at + 4)) : file.u32(at + 4);
		if (size === 0) break;
		if (file.ascii(at, 4) === "TXXX" && size <= MAX_TEXT_BYTES) {
			const [key, text] = split(file.u8(at + 10), file.part(at + 11, size - 1));
			texts.push({ key, text });
		}
		at += 10 + size;
	}
	return texts;
}

/** Four times seven bits: no byte looks like the beginning of sound. */
function syncSafe(value: number): number {
	return (
		((value >>> 24) << 21) | (((value >>> 16) & 0x7f) << 14) | (((value >>> 8) & 0x7f) << 7) | (value & 0x7f)
	);
}

function split(encoding: number, data: Uint8Array): [key: string, text: string] {
	const wide = encoding === 1 || encoding === 2;
	const bigEndian = encoding === 2 || (data[0] === 0xfe && data[1] === 0xff);
	const text = wide
		? new TextDecoder(bigEndian ? "utf-16be" : "utf-16le").decode(
				data.subarray(0, data.length - (data.length % 2)),
			)
		: decodeText(data);
	const zero = text.indexOf("\0");
	const [key, value] = zero < 0 ? [text, ""] : [text.slice(0, zero), text.slice(zero + 1)];
	// Each of the two may begin with a mark of the byte order.
	return [key.replace(/^\uFEFF/, ""), value.replace(/^\uFEFF/, "").replace(/\0+$/, "")];
}
