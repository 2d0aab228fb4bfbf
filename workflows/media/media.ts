import { pictureSize } from "./picture-size.ts";

/**
 * What a file really is, told from its bytes: names and declared types are the sender's claims. Pictures are
 * walked to their end, so that half a file is not taken for a whole one.
 */
export interface Media {
	kind: "image" | "video" | "audio";
	content_type: string;
	extension: string;
	/** Pixels; null where the kind has none or they are not read. */
	width: number | null;
	height: number | null;
}

/** Largest side of a picture, in pixels. */
const MAX_SIDE = 16_384;

/** Null when the bytes are none of the accepted kinds, or a picture that is broken, cut off or too large. */
export function sniffMedia(bytes: Uint8Array): Media | null {
	return readPicture(bytes) ?? readSound(bytes) ?? readVideo(bytes);
}

function readPicture(bytes: Uint8Array): Media | null {
	const size = pictureSize(bytes);
	if (size === null || size.type === "gif" || !isWhole(bytes, size.type)) return null;
	if (size.width > MAX_SIDE || size.height > MAX_SIDE) return null;
	return {
		kind: "image",
		content_type: `image/${size.type}`,
		extension: size.type === "jpeg" ? "jpg" : size.type,
		width: size.width,
		height: size.height,
	};
}

function isWhole(bytes: Uint8Array, type: "png" | "jpeg" | "webp"): boolean {
	switch (type) {
		case "png":
			return endsInIend(bytes);
		case "jpeg":
			return endsInEoi(bytes);
		case "webp":
			return viewOf(bytes).getUint32(4, true) + 8 <= bytes.length;
	}
}

/** Walks the chunks of a PNG: some picture data, then IEND, nothing cut off before it. */
function endsInIend(bytes: Uint8Array): boolean {
	const view = viewOf(bytes);
	let data = false;
	for (let at = 8; at + 12 <= bytes.length; ) {
		const length = view.getUint32(at);
		const type = ascii(bytes, at + 4, 4);
		if (at + 12 + length > bytes.length) return false;
		data ||= type === "IDAT" && length > 0;
		if (type === "IEND") return data;
		at += 12 + length;
	}
	return false;
}

/** A whole JPEG ends with its end-of-image mark; some cameras pad with zeros behind it. */
function endsInEoi(bytes: Uint8Array): boolean {
	let end = bytes.length;
	while (end > 2 && bytes[end - 1] === 0) end -= 1;
	return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
}

function readSound(bytes: Uint8Array): Media | null {
	const sound = (content_type: string, extension: string): Media => ({
		kind: "audio",
		content_type,
		extension,
		width: null,
		height: null,
	});
	if (bytes.length < 12) return null;
	if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 4) === "WAVE") return sound("audio/wav", "wav");
	if (ascii(bytes, 0, 4) === "fLaC") return sound("audio/flac", "flac");
	if (ascii(bytes, 0, 4) === "OggS") return sound("audio/ogg", "ogg");
	const frameSync = bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2;
	if (ascii(bytes, 0, 3) === "ID3" || frameSync) return sound("audio/mpeg", "mp3");
	return null;
}

function readVideo(bytes: Uint8Array): Media | null {
	const video = (content_type: string, extension: string): Media => ({
		kind: "video",
		content_type,
		extension,
		width: null,
		height: null,
	});
	if (bytes.length < 12) return null;
	if (ascii(bytes, 4, 4) === "ftyp") return video("video/mp4", "mp4");
	if (startsWith(bytes, [0x1a, 0x45, 0xdf, 0xa3])) return video("video/webm", "webm");
	return null;
}

function startsWith(bytes: Uint8Array, head: number[]): boolean {
	return head.every((byte, i) => bytes[i] === byte);
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
	return String.fromCharCode(...bytes.subarray(at, at + length));
}

function viewOf(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
