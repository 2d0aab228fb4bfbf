/**
 * Walk a file from its first byte to its last as it comes, in pieces of any size, and keep none of it. They tell
 * whether it is whole, with nothing behind its end: what follows a picture is shown by no viewer, and may be a page.
 */
export interface Walker {
	/** Takes the next bytes; never throws. */
	push(bytes: Uint8Array): void;
	/** Whether the file could end here. */
	readonly whole: boolean;
}

/** Chunks of a PNG: its signature, some picture data, then IEND, and nothing but zeros behind it. */
export class PngWalker implements Walker {
	private readonly header = new Uint8Array(8);
	private filled = 0;
	/** Bytes to pass over: the signature first, then the body of each chunk with its sum. */
	private skip = 8;
	private data = false;
	private state: "chunks" | "ended" | "broken" = "chunks";

	push(bytes: Uint8Array): void {
		for (let at = 0; at < bytes.length && this.state !== "broken"; ) {
			if (this.skip > 0) {
				const passed = Math.min(this.skip, bytes.length - at);
				this.skip -= passed;
				at += passed;
			} else if (this.state === "ended") {
				if (bytes[at] !== 0) this.state = "broken";
				at += 1;
			} else {
				this.header[this.filled++] = bytes[at] ?? 0;
				at += 1;
				if (this.filled === 8) this.chunk();
			}
		}
	}

	get whole(): boolean {
		return this.state === "ended" && this.skip === 0 && this.data;
	}

	private chunk(): void {
		this.filled = 0;
		const length = new DataView(this.header.buffer).getUint32(0);
		const type = String.fromCharCode(...this.header.subarray(4));
		if (type === "IDAT" && length > 0) this.data = true;
		if (type === "IEND") this.state = "ended";
		this.skip = length + 4;
	}
}

/** Segments and scans of a JPEG to its end mark; then only zeros, or another picture of the same file (MPO). */
export class JpegWalker implements Walker {
	private state: "mark" | "code" | "length" | "segment" | "scan" | "escape" | "ended" | "broken" = "mark";
	private skip = 0;
	private length = 0;
	private lengthBytes = 0;
	/** What follows the segment that is passed over. */
	private scans = false;

	push(bytes: Uint8Array): void {
		for (let at = 0; at < bytes.length && this.state !== "broken"; ) {
			if (this.state === "segment") {
				const passed = Math.min(this.skip, bytes.length - at);
				this.skip -= passed;
				at += passed;
				if (this.skip === 0) this.state = this.scans ? "scan" : "mark";
			} else if (this.state === "scan") {
				const mark = bytes.indexOf(0xff, at);
				at = mark < 0 ? bytes.length : mark + 1;
				if (mark >= 0) this.state = "escape";
			} else {
				this.take(bytes[at] ?? 0);
				at += 1;
			}
		}
	}

	get whole(): boolean {
		return this.state === "ended";
	}

	private take(byte: number): void {
		switch (this.state) {
			case "mark":
				this.state = byte === 0xff ? "code" : "broken";
				return;
			case "code":
				if (byte !== 0xff) this.mark(byte);
				return;
			case "escape":
				// A stuffed byte, or a restart mark: the scan goes on.
				if (byte === 0 || (byte >= 0xd0 && byte <= 0xd7)) this.state = "scan";
				else if (byte !== 0xff) this.mark(byte);
				return;
			case "length":
				this.length = this.length * 256 + byte;
				this.lengthBytes += 1;
				if (this.lengthBytes === 2) this.segment();
				return;
			case "ended":
				if (byte === 0xff) this.state = "code";
				else if (byte !== 0) this.state = "broken";
				return;
		}
	}

	private mark(code: number): void {
		this.scans = code === 0xda;
		if (code === 0xd9) this.state = "ended";
		else if (code === 0xd8 || code === 0x01) this.state = "mark";
		else if (code < 0xc0 || (code >= 0xd0 && code <= 0xd7)) this.state = "broken";
		else {
			this.state = "length";
			this.length = 0;
			this.lengthBytes = 0;
		}
	}

	private segment(): void {
		this.skip = this.length - 2;
		if (this.skip < 0) this.state = "broken";
		else if (this.skip === 0) this.state = this.scans ? "scan" : "mark";
		else this.state = "segment";
	}
}

/** A RIFF file (WebP) says how long it is: it must be just that, to a byte of padding. */
export class RiffWalker implements Walker {
	private readonly head = new Uint8Array(8);
	private size = 0;

	push(bytes: Uint8Array): void {
		for (let at = 0; at < bytes.length && this.size + at < 8; at++)
			this.head[this.size + at] = bytes[at] ?? 0;
		this.size += bytes.length;
	}

	get whole(): boolean {
		if (this.size < 8) return false;
		const said = new DataView(this.head.buffer).getUint32(4, true) + 8;
		return this.size === said || this.size === said + 1;
	}
}

/** Passes over the tag at the head of an MP3, however long, and looks whether sound follows. */
export class Mp3Walker implements Walker {
	private readonly frames = new Uint8Array(8192);
	private filled = 0;
	private skip: number;

	/** `tag`: bytes of the tag before the first frame. */
	constructor(tag: number) {
		this.skip = tag;
	}

	push(bytes: Uint8Array): void {
		const passed = Math.min(this.skip, bytes.length);
		this.skip -= passed;
		const rest = bytes.subarray(passed, passed + this.frames.length - this.filled);
		this.frames.set(rest, this.filled);
		this.filled += rest.length;
	}

	/** Two frames, one behind the other; or one that ends with the file. */
	get whole(): boolean {
		const bytes = this.frames.subarray(0, this.filled);
		const start = bytes.findIndex((byte) => byte !== 0);
		if (start < 0) return false;
		const length = frameLength(bytes, start);
		if (length === null) return false;
		return start + length === this.filled || frameLength(bytes, start + length) !== null;
	}
}

const BITRATES_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const BITRATES_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const RATES = [44_100, 48_000, 32_000];

/** Bytes of the layer III frame that begins here; null where none does. */
function frameLength(bytes: Uint8Array, at: number): number | null {
	const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
	if (a !== 0xff || (b & 0xe0) !== 0xe0) return null;
	const version = (b >> 3) & 3;
	const layer3 = ((b >> 1) & 3) === 1;
	const bitrate = (version === 3 ? BITRATES_1 : BITRATES_2)[c >> 4] ?? 0;
	const rate = RATES[(c >> 2) & 3];
	if (version === 1 || !layer3 || bitrate === 0 || rate === undefined) return null;
	const divided = version === 3 ? rate : version === 2 ? rate / 2 : rate / 4;
	const samples = version === 3 ? 144 : 72;
	return Math.floor((samples * bitrate * 1000) / divided) + ((c >> 1) & 1);
}
