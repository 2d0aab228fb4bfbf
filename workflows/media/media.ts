import { guess, type Media, nameOf, tagBytes } from "./kinds.ts";
import { MAX_SIDE, pictureSize } from "./picture-size.ts";
import { JpegWalker, Mp3Walker, PngWalker, RiffWalker, type Walker } from "./walkers.ts";

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

	/** What it is, where that is known and not accepted. */
	get name(): string | null {
		return nameOf(this.kept());
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
