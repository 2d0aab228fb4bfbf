import { pictureSize } from "./picture-size.ts";
import { JpegWalker, Mp3Walker, PngWalker, RiffWalker, type Walker } from "./walkers.ts";

/**
 * What a file really is, told from its bytes: names and declared types are the sender's claims. Pictures are
 * walked to their end, so that half a file is not taken for a whole one, nor one with something behind it.
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
/** Bytes of a file's beginning that are kept; the size of a picture stands within them. */
const HEAD_BYTES = 512 * 1024;
/** Bytes after which it is known what a file may be. */
const KNOWN_BYTES = 64;

/** Null when the bytes are none of the accepted kinds, or a picture that is broken, cut off or too large. */
export function sniffMedia(bytes: Uint8Array): Media | null {
	const reader = new MediaReader();
	reader.push(bytes);
	return reader.end();
}

/** Tells what a file is while it passes by, in pieces of any size, and keeps its beginning only. */
export class MediaReader {
	private head = new Uint8Array(4096);
	private filled = 0;
	private size = 0;
	private walker: Walker | null = null;
	private known = false;

	push(bytes: Uint8Array): void {
		const before = this.kept();
		this.size += bytes.length;
		this.keep(bytes);
		if (this.known) this.walker?.push(bytes);
		else if (this.filled >= KNOWN_BYTES) this.begin(before, bytes);
	}

	/** True as soon as it is certain that the file is nothing that is accepted. */
	get refused(): boolean {
		return this.known && guess(this.kept()) === null;
	}

	/** To be asked when the last byte has passed. */
	end(): Media | null {
		if (!this.known) this.begin(this.kept());
		const head = this.kept();
		const media = guess(head);
		if (media === null || (this.walker && !this.walker.whole)) return null;
		if (media.kind !== "image") return this.size < 12 ? null : media;
		const size = pictureSize(head);
		if (size === null || size.width > MAX_SIDE || size.height > MAX_SIDE) return null;
		return { ...media, width: size.width, height: size.height };
	}

	/** What the file may be is known: all of it so far, and what comes, is walked. */
	private begin(...soFar: Uint8Array[]): void {
		this.known = true;
		this.walker = walkerFor(this.kept());
		for (const bytes of soFar) this.walker?.push(bytes);
	}

	private keep(bytes: Uint8Array): void {
		const more = bytes.subarray(0, HEAD_BYTES - this.filled);
		if (this.filled + more.length > this.head.length) {
			const room = Math.min(HEAD_BYTES, Math.max(this.head.length * 2, this.filled + more.length));
			const wider = new Uint8Array(room);
			wider.set(this.kept());
			this.head = wider;
		}
		this.head.set(more, this.filled);
		this.filled += more.length;
	}

	private kept(): Uint8Array {
		return this.head.subarray(0, this.filled);
	}
}

const image = (type: string, extension = type): Media => media("image", `image/${type}`, extension);
const media = (kind: Media["kind"], content_type: string, extension: string): Media => ({
	kind,
	content_type,
	extension,
	width: null,
	height: null,
});

/** What a file is if it is whole, by its first bytes. */
function guess(head: Uint8Array): Media | null {
	if (startsWith(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return image("png");
	if (startsWith(head, [0xff, 0xd8])) return image("jpeg", "jpg");
	const riff = ascii(head, 0, 4) === "RIFF" ? ascii(head, 8, 4) : "";
	if (riff === "WEBP") return image("webp");
	if (riff === "WAVE" && /^[\x20-\x7e]{4}$/.test(ascii(head, 12, 4)))
		return media("audio", "audio/wav", "wav");
	// Its first block says how the sound is coded, in 34 bytes.
	if (ascii(head, 0, 4) === "fLaC" && ((head[4] ?? 1) & 0x7f) === 0 && head[7] === 34)
		return media("audio", "audio/flac", "flac");
	// Version 0, and the first page of its stream.
	if (ascii(head, 0, 4) === "OggS" && head[4] === 0 && ((head[5] ?? 0) & 2) === 2)
		return media("audio", "audio/ogg", "ogg");
	if (tagBytes(head) !== null || isSync(head)) return media("audio", "audio/mpeg", "mp3");
	if (isMp4(head)) return media("video", "video/mp4", "mp4");
	if (startsWith(head, [0x1a, 0x45, 0xdf, 0xa3]) && /webm|matroska/.test(ascii(head, 4, 60)))
		return media("video", "video/webm", "webm");
	return null;
}

function walkerFor(head: Uint8Array): Walker | null {
	switch (guess(head)?.content_type) {
		case "image/png":
			return new PngWalker();
		case "image/jpeg":
			return new JpegWalker();
		case "image/webp":
			return new RiffWalker();
		case "audio/mpeg":
			return new Mp3Walker(tagBytes(head) ?? 0);
		default:
			return null;
	}
}

function isSync(head: Uint8Array): boolean {
	return head[0] === 0xff && ((head[1] ?? 0) & 0xe6) === 0xe2;
}

/** Bytes of the ID3v2 tag at the head, its own ten included; null where there is none. */
function tagBytes(head: Uint8Array): number | null {
	if (head.length < 10 || ascii(head, 0, 3) !== "ID3") return null;
	const [version = 0, , flags = 0, ...sizes] = head.subarray(3, 10);
	if (version < 2 || version > 4 || sizes.some((byte) => byte > 0x7f)) return null;
	const size = sizes.reduce((sum, byte) => sum * 128 + byte, 0);
	return 10 + size + (flags & 0x10 ? 10 : 0);
}

/** A box that says which kind of MP4 this is, with another one behind it. */
function isMp4(head: Uint8Array): boolean {
	if (head.length < 16 || ascii(head, 4, 4) !== "ftyp") return false;
	const size = new DataView(head.buffer, head.byteOffset).getUint32(0);
	if (size < 16 || size > 1024 || size % 4 !== 0) return false;
	const isType = (at: number) => /^[\x20-\x7e]{4}$/.test(ascii(head, at, 4));
	return isType(8) && (head.length < size + 8 || MP4_BOXES.has(ascii(head, size + 4, 4)));
}

const MP4_BOXES = new Set("moov mdat free skip wide moof sidx styp uuid meta pdin emsg udta".split(" "));

function startsWith(bytes: Uint8Array, head: number[]): boolean {
	return head.every((byte, i) => bytes[i] === byte);
}

function ascii(bytes: Uint8Array, at: number, length: number): string {
	return String.fromCharCode(...bytes.subarray(at, at + length));
}
