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
	const image = readPng(bytes) ?? readJpeg(bytes) ?? readWebp(bytes);
	if (image) return image;
	return readSound(bytes) ?? readVideo(bytes);
}

function picture(type: "png" | "jpeg" | "webp", width: number, height: number): Media | null {
	if (width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE) return null;
	return {
		kind: "image",
		content_type: `image/${type}`,
		extension: type === "jpeg" ? "jpg" : type,
		width,
		height,
	};
}

/** Walks the chunks: IHDR first, some IDAT, IEND at the end. */
function readPng(bytes: Uint8Array): Media | null {
	if (!startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return null;
	const view = viewOf(bytes);
	let at = 8;
	let size: { width: number; height: number } | null = null;
	let data = false;
	while (at + 12 <= bytes.length) {
		const length = view.getUint32(at);
		const type = ascii(bytes, at + 4, 4);
		if (at + 12 + length > bytes.length) return null;
		if (type === "IHDR" && at === 8 && length === 13) {
			size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
		}
		data ||= type === "IDAT" && length > 0;
		if (type === "IEND") return size && data ? picture("png", size.width, size.height) : null;
		at += 12 + length;
	}
	return null;
}

/** Walks the segments to the frame header; the file must end with the end-of-image mark. */
function readJpeg(bytes: Uint8Array): Media | null {
	if (!startsWith(bytes, [0xff, 0xd8, 0xff])) return null;
	let end = bytes.length;
	while (end > 2 && bytes[end - 1] === 0) end -= 1;
	if (bytes[end - 2] !== 0xff || bytes[end - 1] !== 0xd9) return null;
	const view = viewOf(bytes);
	let at = 2;
	while (at + 9 < bytes.length) {
		if (bytes[at] !== 0xff) return null;
		const marker = bytes[at + 1] ?? 0;
		if (marker === 0xff) {
			at += 1;
			continue;
		}
		const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
		if (isFrame) return picture("jpeg", view.getUint16(at + 7), view.getUint16(at + 5));
		if (marker === 0xda) return null;
		at += 2 + view.getUint16(at + 2);
	}
	return null;
}

function readWebp(bytes: Uint8Array): Media | null {
	if (bytes.length < 30 || ascii(bytes, 0, 4) !== "RIFF" || ascii(bytes, 8, 4) !== "WEBP") return null;
	const view = viewOf(bytes);
	if (view.getUint32(4, true) + 8 > bytes.length) return null;
	switch (ascii(bytes, 12, 4)) {
		case "VP8X":
			return picture("webp", uint24(view, 24) + 1, uint24(view, 27) + 1);
		case "VP8 ":
			return picture("webp", view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
		case "VP8L": {
			const bits = view.getUint32(21, true);
			return picture("webp", (bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
		}
		default:
			return null;
	}
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

function uint24(view: DataView, at: number): number {
	return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}
