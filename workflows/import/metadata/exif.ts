import { Bytes } from "./bytes.ts";
import { decodeText, type FileText, MAX_TEXT_BYTES, withoutZeros } from "./texts.ts";

/** Directories that are looked into, and entries of one: real files have three and some dozens. */
const MAX_DIRECTORIES = 8;
const MAX_ENTRIES = 1000;

/** Tags of directories further in: Exif and GPS. */
const furtherIn = [0x8769, 0x8825];
const userComment = 0x9286;
const ascii = 2;
const byte = 1;
const undefinedType = 7;

/**
 * The texts of EXIF data (a TIFF header with directories). ComfyUI writes `prompt:{...}` and `workflow:{...}`
 * into Make, Model and tags around them; save nodes use ImageDescription and UserComment.
 */
function exifTexts(data: Uint8Array): FileText[] {
	const start = decodeText(data.subarray(0, 6)) === "Exif\0\0" ? 6 : 0;
	const file = new Bytes(data.subarray(start));
	const order = file.ascii(0, 2);
	if (order !== "II" && order !== "MM") return [];
	const little = order === "II";
	const texts: FileText[] = [];
	const open = [file.u32(4, little)];
	const seen = new Set<number>();
	let left = MAX_TEXT_BYTES;
	for (let at = open.shift(); at !== undefined; at = open.shift()) {
		if (at < 8 || at >= file.length || seen.has(at) || seen.size >= MAX_DIRECTORIES) continue;
		seen.add(at);
		const count = Math.min(file.u16(at, little), MAX_ENTRIES);
		for (let i = 0; i < count; i++) {
			const entry = at + 2 + 12 * i;
			const tag = file.u16(entry, little);
			const type = file.u16(entry + 2, little);
			const size = file.u32(entry + 4, little);
			const place = file.u32(entry + 8, little);
			if (furtherIn.includes(tag)) open.push(place);
			else if ([ascii, byte, undefinedType].includes(type) && size > 4 && size <= left) {
				const text =
					tag === userComment
						? commentOf(file.part(place, size), little)
						: decodeText(file.part(place, size));
				texts.push({ key: "", text: withoutZeros(text) });
				left -= size;
			}
		}
		open.push(file.u32(at + 2 + 12 * count, little));
	}
	return texts;
}

/** A user comment begins with eight characters that name its encoding. */
function commentOf(data: Uint8Array, little: boolean): string {
	const encoding = withoutZeros(decodeText(data.subarray(0, 8)));
	if (encoding === "UNICODE") {
		const text = data.subarray(8);
		// Without a mark the order is that of the file, but many writers use their own machine's.
		const bigEndian = text[0] === 0 ? true : text[1] === 0 ? false : !little;
		return new TextDecoder(bigEndian ? "utf-16be" : "utf-16le").decode(text);
	}
	return decodeText(["ASCII", "JIS", ""].includes(encoding) ? data.subarray(8) : data);
}

export function isWebp(file: Bytes): boolean {
	return file.ascii(0, 4) === "RIFF" && file.ascii(8, 4) === "WEBP";
}

/** The texts in the EXIF chunk of a WebP picture. */
export function webpTexts(file: Bytes): FileText[] {
	for (let at = 12; at + 8 <= file.length; ) {
		const size = file.u32(at + 4, true);
		if (file.ascii(at, 4) === "EXIF") return exifTexts(file.part(at + 8, size));
		at += 8 + size + (size % 2);
	}
	return [];
}

export function isJpeg(file: Bytes): boolean {
	return file.u16(0) === 0xffd8;
}

/** The texts in the EXIF segments and comments of a JPEG picture. */
export function jpegTexts(file: Bytes): FileText[] {
	const texts: FileText[] = [];
	for (let at = 2; at + 4 <= file.length && file.u8(at) === 0xff; ) {
		const marker = file.u8(at + 1);
		// From here on there are pixels.
		if (marker === 0xda || marker === 0xd9) break;
		const length = Math.max(2, file.u16(at + 2));
		const data = file.part(at + 4, length - 2);
		if (marker === 0xe1 && decodeText(data.subarray(0, 4)) === "Exif") texts.push(...exifTexts(data));
		if (marker === 0xfe) texts.push({ key: "comment", text: decodeText(data) });
		at += 2 + length;
	}
	return texts;
}
