import { boxOf, C2PA } from "./boxes.ts";
import { tellsPrompt } from "./prompts.ts";

/** Kinds of files that are made of boxes as MP4 is. */
const BOXED = new Set(["video/mp4", "video/quicktime", "video/3gpp", "audio/mp4"]);

/** The box of an XMP packet (XMP specification, part 3, table 8). */
const XMP = Buffer.from("be7acfcb97a942e89c71999491e3afac", "hex");

/** Boxes of a table of contents that are held in memory to be looked through, in bytes; larger ones pass by as they are. */
const MOST_CONTENTS = 16 * 1024 * 1024;
const MOST_BOXES = 100_000;

export function isBoxed(contentType: string | undefined): boolean {
	return contentType !== undefined && BOXED.has(contentType);
}

/**
 * An MP4, QuickTime or 3GP file with this XMP packet in a box of its own at its end: nothing before it moves, so that every
 * place that its tables name stays right. Tags of a container that hold a prompt become free space of the same length.
 * Nothing is added where a packet is there already, where the file is signed (C2PA), where its last box has no end of its
 * own, or ends with an index that players look for in the last bytes (`mfra`), nor where its boxes do not fill it; signed
 * ones pass by byte for byte. Reads the file once, and holds no more of it than its table of contents.
 */
export async function* markMp4(source: AsyncIterable<Buffer>, xmp: string): AsyncGenerator<Buffer> {
	const bytes = new Reader(source);
	let addable = true;
	let signed = false;
	let fills = false;
	for (let boxes = 0; ; boxes++) {
		const head = await bytes.peek(32);
		if (head.length === 0) {
			fills = true;
			break;
		}
		const box = boxes < MOST_BOXES ? boxOf(head) : null;
		if (box === null) break;
		if (box.type === "mfra" || box.size === null) addable = false;
		if (box.type === "uuid" && head.subarray(box.head, box.head + 16).equals(XMP)) addable = false;
		if (box.type === "uuid" && head.subarray(box.head, box.head + 16).equals(C2PA)) signed = true;
		if (box.size === null) break;
		if (box.type === "moov" && box.size <= MOST_CONTENTS && !signed) {
			const moov = await bytes.take(box.size);
			yield moov.length === box.size ? withoutPrompts(moov, box.head) : moov;
			if (moov.length < box.size) return;
			continue;
		}
		let left = box.size;
		for await (const part of bytes.through(left)) {
			left -= part.length;
			yield part;
		}
		if (left > 0) return;
	}
	if (fills) {
		if (addable && !signed) yield boxWith(xmp);
		return;
	}
	yield* bytes.through(Number.POSITIVE_INFINITY);
}

/** Boxes in which programs keep what a file was made with, at the top of a table of contents or of a track. */
const TAGS = new Set(["udta", "meta"]);

/** A table of contents in which tags that hold a prompt are free space: as long as before, so that nothing moves. */
function withoutPrompts(moov: Buffer, head: number): Buffer {
	const clean = Buffer.from(moov);
	const look = (from: number, to: number) => {
		for (let at = from; at + 8 <= to; ) {
			const box = boxOf(clean.subarray(at, to));
			if (box?.size == null || at + box.size > to) return;
			const content = clean.subarray(at + box.head, at + box.size);
			if (box.type === "trak") look(at + box.head, at + box.size);
			else if (TAGS.has(box.type) && tellsPrompt(content)) {
				clean.write("free", at + 4, "latin1");
				content.fill(0);
			}
			at += box.size;
		}
	};
	look(head, clean.length);
	return clean;
}

function boxWith(xmp: string): Buffer {
	const packet = Buffer.from(xmp, "utf8");
	const head = Buffer.alloc(8);
	head.writeUInt32BE(8 + XMP.length + packet.length, 0);
	head.write("uuid", 4, "latin1");
	return Buffer.concat([head, XMP, packet]);
}

/** Takes bytes from a stream in the amounts that are wanted. */
class Reader {
	private readonly source: AsyncIterator<Buffer>;
	private held: Buffer = Buffer.alloc(0);

	constructor(source: AsyncIterable<Buffer>) {
		this.source = source[Symbol.asyncIterator]();
	}

	/** The next bytes, which stay to be taken; fewer at the end. */
	async peek(count: number): Promise<Buffer> {
		const parts = [this.held];
		for (let have = this.held.length; have < count; ) {
			const next = await this.source.next();
			if (next.done) break;
			parts.push(next.value);
			have += next.value.length;
		}
		if (parts.length > 1) this.held = Buffer.concat(parts);
		return this.held.subarray(0, count);
	}

	/** The next bytes, in one; fewer at the end. */
	async take(count: number): Promise<Buffer> {
		const taken = await this.peek(count);
		this.held = this.held.subarray(taken.length);
		return taken;
	}

	/** So many bytes as they come; fewer at the end. */
	async *through(count: number): AsyncGenerator<Buffer> {
		for (let left = count; left > 0; ) {
			if (this.held.length === 0) {
				const next = await this.source.next();
				if (next.done) return;
				this.held = next.value;
				continue;
			}
			const part = this.held.subarray(0, left);
			this.held = this.held.subarray(part.length);
			left -= part.length;
			yield part;
		}
	}
}
