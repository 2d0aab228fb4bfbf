import { tellsPrompt } from "./prompts.ts";

/** A segment before the pixels: its marker, its content, and the bytes of all of it. */
interface Segment {
	marker: number;
	content: Buffer;
	whole: Buffer;
}

const [APP0, APP1, APP11, COMMENT, SCAN] = [0xe0, 0xe1, 0xeb, 0xfe, 0xda];
const XMP = Buffer.from("http://ns.adobe.com/xap/1.0/\0", "latin1");
const EXIF = Buffer.from("Exif\0", "latin1");

/**
 * A JPEG with this XMP packet before its pixels, without its comments, and without an Exif segment that holds a prompt.
 * One that is signed (C2PA, in segments of APP11) is given back as it is, byte for byte, and so is what breaks off; an
 * XMP packet that is there already stays, and no other is added.
 */
export function markJpeg(jpeg: Buffer, xmp: string): Buffer {
	const found = segmentsOf(jpeg);
	if (found === null || found.segments.some(({ marker }) => marker === APP11)) return jpeg;
	const kept = found.segments.filter(
		({ marker, content }) => marker !== COMMENT && !(begins(content, EXIF) && tellsPrompt(content)),
	);
	const at = kept.findLastIndex(({ marker }) => marker === APP0) + 1;
	const mark = kept.some(({ content }) => begins(content, XMP))
		? []
		: [segment(Buffer.concat([XMP, Buffer.from(xmp, "utf8")]))];
	const parts = kept.map(({ whole }) => whole);
	return Buffer.concat([
		jpeg.subarray(0, 2),
		...parts.slice(0, at),
		...mark,
		...parts.slice(at),
		jpeg.subarray(found.rest),
	]);
}

function begins(content: Buffer, head: Buffer): boolean {
	return content.subarray(0, head.length).equals(head);
}

/** The segments before the pixels, and where the rest begins; null where there is none. */
function segmentsOf(jpeg: Buffer): { segments: Segment[]; rest: number } | null {
	const segments: Segment[] = [];
	for (let at = 2; at + 4 <= jpeg.length; ) {
		const marker = jpeg[at + 1] as number;
		if (jpeg[at] !== 0xff) return null;
		if (marker === SCAN) return { segments, rest: at };
		const end = at + 2 + jpeg.readUInt16BE(at + 2);
		if (end > jpeg.length || end < at + 4) return null;
		segments.push({ marker, content: jpeg.subarray(at + 4, end), whole: jpeg.subarray(at, end) });
		at = end;
	}
	return null;
}

function segment(content: Buffer): Buffer {
	const head = Buffer.from([0xff, APP1, 0, 0]);
	head.writeUInt16BE(content.length + 2, 2);
	return Buffer.concat([head, content]);
}
