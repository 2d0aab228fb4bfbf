/** A contact sheet in pixels: where each picture and the lines below it stand. */
export interface SheetLayout {
	width: number;
	height: number;
	cells: { x: number; y: number; width: number; height: number }[];
}

/** Pictures beside each other, and on one sheet: more of them go to another one, since canvases have an end. */
const COLUMNS = 4;
export const ON_SHEET = 40;

const CELL_WIDTH = 480;
const GAP = 32;
const HEAD = 96;
/** Room for so many lines of text below a picture. */
export const LINES = 3;
export const LINE_HEIGHT = 26;
const CAPTION = LINES * LINE_HEIGHT + 12;

/** Where `count` pictures stand whose width is to their height as `ratio`. Pure. */
export function layOut(count: number, ratio: number, rtl: boolean): SheetLayout {
	const columns = Math.min(COLUMNS, count);
	const height = Math.round(CELL_WIDTH / ratio);
	const rows = Math.ceil(count / columns);
	const width = GAP + columns * (CELL_WIDTH + GAP);
	const cells = Array.from({ length: count }, (_, at) => {
		const start = GAP + (at % columns) * (CELL_WIDTH + GAP);
		return {
			x: rtl ? width - start - CELL_WIDTH : start,
			y: HEAD + Math.floor(at / columns) * (height + CAPTION + GAP),
			...{ width: CELL_WIDTH, height },
		};
	});
	return { width, height: HEAD + rows * (height + CAPTION + GAP), cells };
}

/** Text in at most `most` lines that are no wider than `width`; what does not fit is cut with an ellipsis. Pure. */
export function wrapped(
	text: string,
	width: number,
	most: number,
	measure: (text: string) => number,
): string[] {
	const lines: string[] = [];
	let line = "";
	// Chinese and Japanese have no spaces: there every character may begin a line.
	const parts =
		text.match(/[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*|\s+/gu) ?? [];
	for (const part of parts) {
		if (line !== "" && measure((line + part).trimEnd()) > width) {
			lines.push(line.trimEnd());
			line = "";
		}
		line += part;
	}
	if (line.trim() !== "") lines.push(line.trimEnd());
	if (lines.length <= most) return lines;
	let last = `${lines[most - 1] ?? ""}…`;
	while (measure(last) > width && last.length > 1) last = `${last.slice(0, -2)}…`;
	return [...lines.slice(0, most - 1), last];
}
