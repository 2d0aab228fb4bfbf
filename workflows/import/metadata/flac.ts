import { Bytes, joinBytes } from "./bytes.ts";
import { decodeText, type FileText, MAX_TEXT_BYTES } from "./texts.ts";

const vorbisComment = 4;

export function isFlac(file: Bytes): boolean {
	return file.ascii(0, 4) === "fLaC";
}

/** The comments of a FLAC file, `name=value` each. */
export function flacTexts(file: Bytes): FileText[] {
	for (let at = 4; at + 4 <= file.length; ) {
		const header = file.u8(at);
		const length = file.u32(at) & 0xffffff;
		if ((header & 0x7f) === vorbisComment) return commentsOf(new Bytes(file.part(at + 4, length)));
		if ((header & 0x80) !== 0) break;
		at += 4 + length;
	}
	return [];
}

export function isOgg(file: Bytes): boolean {
	return file.ascii(0, 4) === "OggS";
}

/** The comments of an Opus or Vorbis file: its second packet, which may go on over several pages. */
export function oggTexts(file: Bytes): FileText[] {
	const parts: Uint8Array[] = [];
	let size = 0;
	let packet = 0;
	for (let at = 0; at + 27 <= file.length && file.ascii(at, 4) === "OggS" && packet < 2; ) {
		const segments = file.u8(at + 26);
		let data = at + 27 + segments;
		for (let i = 0; i < segments && packet < 2; i++) {
			const length = file.u8(at + 27 + i);
			if (packet === 1) parts.push(file.part(data, length));
			size += length;
			data += length;
			// A packet ends with the first segment that is not full.
			if (length < 255) packet++;
		}
		if (size > MAX_TEXT_BYTES) return [];
		at = data;
	}
	const whole = new Bytes(joinBytes(parts));
	if (whole.ascii(0, 8) === "OpusTags") return commentsOf(new Bytes(whole.part(8, whole.length)));
	if (whole.ascii(1, 6) === "vorbis") return commentsOf(new Bytes(whole.part(7, whole.length)));
	return [];
}

function commentsOf(block: Bytes): FileText[] {
	const texts: FileText[] = [];
	const vendor = block.u32(0, true);
	const count = block.u32(4 + vendor, true);
	let at = 8 + vendor;
	for (let i = 0; i < count && at + 4 <= block.length; i++) {
		const length = block.u32(at, true);
		if (length > MAX_TEXT_BYTES) break;
		const comment = decodeText(block.part(at + 4, length));
		const equals = comment.indexOf("=");
		if (equals > 0) texts.push({ key: comment.slice(0, equals), text: comment.slice(equals + 1) });
		at += 4 + length;
	}
	return texts;
}
