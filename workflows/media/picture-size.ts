export interface PictureSize {
	type: "png" | "jpeg" | "webp" | "gif";
	/** Pixels, 1 or more. */
	width: number;
	height: number;
}

/** Largest side of a picture, in pixels. */
export const MAX_SIDE = 16_384;

/**
 * Format, width and height of a picture, read from its first bytes (64 KiB are plenty). Null for any other
 * format, for headers that are cut short, and for sizes of zero. Never throws.
 */
export function pictureSize(head: Uint8Array): PictureSize | null {
	const size = png(head) ?? gif(head) ?? webp(head) ?? jpeg(head);
	return size !== null && size.width > 0 && size.height > 0 ? size : null;
}

/**
 * Pixels of a picture that is accepted as an input: a file of half a megabyte can hold more than a machine has
 * memory for, because ComfyUI takes up to 36 bytes for each while it reads one.
 */
export const MAX_PICTURE_PIXELS = 50_000_000;
/** Pixels of all pictures that one prompt reads. */
export const MAX_INPUT_PIXELS = 400_000_000;

/** True for a picture that is too large to be read by a graph. */
export function hasTooManyPixels({
	width,
	height,
}: {
	width: number | null;
	height: number | null;
}): boolean {
	return (width ?? 0) * (height ?? 0) > MAX_PICTURE_PIXELS;
}

const PNG_SIGNATURE = "\x89PNG\r\n\x1a\n";

function png(bytes: Uint8Array): PictureSize | null {
	if (bytes.length < 24 || text(bytes, 0, 8) !== PNG_SIGNATURE || text(bytes, 12, 4) !== "IHDR") return null;
	const view = viewOf(bytes);
	return { type: "png", width: view.getUint32(16), height: view.getUint32(20) };
}

function gif(bytes: Uint8Array): PictureSize | null {
	if (bytes.length < 10 || !/^GIF8[79]a$/.test(text(bytes, 0, 6))) return null;
	const view = viewOf(bytes);
	return { type: "gif", width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function webp(bytes: Uint8Array): PictureSize | null {
	if (bytes.length < 30 || text(bytes, 0, 4) !== "RIFF" || text(bytes, 8, 4) !== "WEBP") return null;
	const view = viewOf(bytes);
	const of = (width: number, height: number): PictureSize => ({ type: "webp", width, height });
	switch (text(bytes, 12, 4)) {
		case "VP8X":
			return of(uint24(view, 24) + 1, uint24(view, 27) + 1);
		case "VP8L": {
			const bits = view.getUint32(21, true);
			return view.getUint8(20) === 0x2f ? of((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1) : null;
		}
		case "VP8 ":
			if (uint24(view, 23) !== 0x2a019d) return null;
			return of(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
		default:
			return null;
	}
}

/** Walks the segments of a JPEG to its frame header (SOF0 to SOF15, without DHT, JPG and DAC). */
function jpeg(bytes: Uint8Array): PictureSize | null {
	if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
	const view = viewOf(bytes);
	for (let at = 2; at + 9 <= bytes.length; ) {
		if (bytes[at] !== 0xff) return null;
		const marker = view.getUint8(at + 1);
		if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
			return { type: "jpeg", width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
		}
		// Padding, and marks that stand alone, have no length.
		if (marker === 0xff) at += 1;
		else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) at += 2;
		else at += 2 + view.getUint16(at + 2);
	}
	return null;
}

function text(bytes: Uint8Array, at: number, length: number): string {
	return String.fromCharCode(...bytes.subarray(at, at + length));
}

function viewOf(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function uint24(view: DataView, at: number): number {
	return view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
}
