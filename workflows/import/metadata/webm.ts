import type { Bytes } from "./bytes.ts";
import { decodeText, type FileText, MAX_TEXT_BYTES } from "./texts.ts";

/** Elements that are looked at in one file. A long film has thousands of clusters. */
const MAX_ELEMENTS = 200_000;

/** Elements inside one another. Real tags are four deep. */
const MAX_DEPTH = 8;

const segment = 0x18538067;
const cluster = 0x1f43b675;
const tags = 0x1254c367;
const tag = 0x7373;
const simpleTag = 0x67c8;
const tagName = 0x45a3;
const tagString = 0x4487;

export function isWebm(file: Bytes): boolean {
	return file.u32(0) === 0x1a45dfa3;
}

/** The tags of a WebM or Matroska film: `Segment` / `Tags` / `Tag` / `SimpleTag`. */
export function webmTexts(file: Bytes): FileText[] {
	const texts: FileText[] = [];
	let name = "";
	let left = MAX_ELEMENTS;
	let bytes = MAX_TEXT_BYTES;
	const walk = (from: number, to: number, depth: number): void => {
		for (let at = from; at < to && left > 0; left--) {
			const id = numberAt(file, at, true);
			const size = id === null ? null : numberAt(file, at + id.length, false);
			if (id === null || size === null) return;
			const start = at + id.length + size.length;
			// A live stream does not know how long its segment and clusters are: what is inside comes next.
			const unknown = size.value === 2 ** (7 * size.length) - 1;
			const end = unknown ? to : Math.min(to, start + size.value);
			const container = [segment, tags, tag, simpleTag].includes(id.value);
			if (unknown && id.value === cluster) {
				at = start;
				continue;
			}
			if (container && depth < MAX_DEPTH) walk(start, end, depth + 1);
			else if (id.value === tagName) name = decodeText(file.part(start, Math.min(end - start, 200)));
			else if (id.value === tagString && end - start <= bytes) {
				bytes -= end - start;
				texts.push({ key: name, text: decodeText(file.part(start, end - start)) });
			}
			at = end;
		}
	};
	walk(0, file.length, 0);
	return texts;
}

/** A number whose first byte says how many bytes it has. Ids keep the bit that says so, sizes lose it. */
function numberAt(file: Bytes, at: number, keep: boolean): { value: number; length: number } | null {
	const first = file.u8(at);
	if (first === 0 || at >= file.length) return null;
	const length = Math.clz32(first) - 23;
	let value = keep ? first : first & (0xff >> length);
	for (let i = 1; i < length; i++) value = value * 256 + file.u8(at + i);
	return { value, length };
}
