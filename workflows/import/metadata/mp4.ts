import { Bytes } from "./bytes.ts";
import { decodeText, type FileText, MAX_TEXT_BYTES } from "./texts.ts";

/** Boxes that are looked at in one file; more are those of a broken one. */
const MAX_BOXES = 10_000;

interface Box {
	type: string;
	/** The type read as a number: items of a list with names are numbered so, from 1. */
	number: number;
	/** Without its header. */
	data: Uint8Array;
}

export function isMp4(file: Bytes): boolean {
	return file.ascii(4, 4) === "ftyp";
}

/**
 * The metadata tags of an MP4 or MOV film: `moov` / (`udta` /) `meta` with names in `keys` and values in `ilst`,
 * as ffmpeg writes them with `use_metadata_tags`, and the comment of the older kind.
 */
export function mp4Texts(file: Bytes): FileText[] {
	const budget = { boxes: MAX_BOXES, bytes: MAX_TEXT_BYTES };
	return find(boxesOf(file.bytes, budget), "moov").flatMap((moov) => {
		const inside = boxesOf(moov, budget);
		const users = find(inside, "udta").flatMap((udta) => boxesOf(udta, budget));
		return [...find(inside, "meta"), ...find(users, "meta")].flatMap((meta) => tagsOf(meta, budget));
	});
}

type Budget = { boxes: number; bytes: number };

function find(boxes: readonly Box[], type: string): Uint8Array[] {
	return boxes.flatMap((box) => (box.type === type ? [box.data] : []));
}

function boxesOf(data: Uint8Array, budget: Budget): Box[] {
	const file = new Bytes(data);
	const boxes: Box[] = [];
	for (let at = 0; at + 8 <= file.length && budget.boxes > 0; budget.boxes--) {
		const short = file.u32(at);
		const header = short === 1 ? 16 : 8;
		const size = short === 1 ? file.u64(at + 8) : short === 0 ? file.length - at : short;
		if (size < header) break;
		boxes.push({
			type: file.ascii(at + 4, 4),
			number: file.u32(at + 4),
			data: file.part(at + header, size - header),
		});
		at += size;
	}
	return boxes;
}

function tagsOf(meta: Uint8Array, budget: Budget): FileText[] {
	// MP4 puts a version before the boxes of a meta box, QuickTime does not.
	const plain = new Bytes(meta).ascii(4, 4) === "hdlr";
	const boxes = boxesOf(plain ? meta : meta.subarray(4), budget);
	const names = find(boxes, "keys").flatMap((keys) =>
		boxesOf(keys.subarray(8), budget).map(({ data }) => decodeText(data)),
	);
	return find(boxes, "ilst").flatMap((list) =>
		boxesOf(list, budget).flatMap(({ type, number, data }): FileText[] => {
			const [value] = find(boxesOf(data, budget), "data");
			// Type and language stand before the value.
			const text = value?.subarray(8);
			if (text === undefined || text.length > budget.bytes) return [];
			budget.bytes -= text.length;
			return [{ key: names[number - 1] ?? type, text: decodeText(text) }];
		}),
	);
}
