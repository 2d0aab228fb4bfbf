export interface ImageSize {
	width: number;
	height: number;
}

/**
 * Width and height of a PNG, JPEG, WebP or GIF, read from its first bytes (64 KiB are plenty). Null for any
 * other format, for headers that are cut short, and for sizes of zero. Never throws.
 */
export function imageSize(head: Buffer): ImageSize | null {
	const size = png(head) ?? gif(head) ?? webp(head) ?? jpeg(head);
	return size !== null && size.width > 0 && size.height > 0 ? size : null;
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function png(b: Buffer): ImageSize | null {
	if (b.length < 24 || !b.subarray(0, 8).equals(PNG_SIGNATURE) || b.toString("latin1", 12, 16) !== "IHDR")
		return null;
	return { width: b.readUInt32BE(16), height: b.readUInt32BE(20) };
}

function gif(b: Buffer): ImageSize | null {
	if (b.length < 10 || !/^GIF8[79]a$/.test(b.toString("latin1", 0, 6))) return null;
	return { width: b.readUInt16LE(6), height: b.readUInt16LE(8) };
}

function webp(b: Buffer): ImageSize | null {
	if (b.length < 30 || b.toString("latin1", 0, 4) !== "RIFF" || b.toString("latin1", 8, 12) !== "WEBP")
		return null;
	switch (b.toString("latin1", 12, 16)) {
		case "VP8X":
			return { width: 1 + b.readUIntLE(24, 3), height: 1 + b.readUIntLE(27, 3) };
		case "VP8L": {
			const bits = b.readUInt32LE(21);
			return b.readUInt8(20) === 0x2f
				? { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
				: null;
		}
		case "VP8 ":
			if (b.readUIntLE(23, 3) !== 0x2a019d) return null;
			return { width: b.readUInt16LE(26) & 0x3fff, height: b.readUInt16LE(28) & 0x3fff };
		default:
			return null;
	}
}

/** Walks the segments of a JPEG to its frame header (SOF0 to SOF15, without DHT, JPG and DAC). */
function jpeg(b: Buffer): ImageSize | null {
	if (b.length < 4 || b.readUInt16BE(0) !== 0xffd8) return null;
	let at = 2;
	while (at + 9 <= b.length) {
		if (b[at] !== 0xff) return null;
		const marker = b.readUInt8(at + 1);
		if (marker === 0xff) {
			at += 1;
			continue;
		}
		if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
			return { width: b.readUInt16BE(at + 7), height: b.readUInt16BE(at + 5) };
		const alone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
		at += alone ? 2 : 2 + b.readUInt16BE(at + 2);
	}
	return null;
}
