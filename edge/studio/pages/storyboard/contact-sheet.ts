import type { ProjectResource, ShotResource } from "../../../contract/projects/projects.ts";
import { pictureOf } from "../shot-picture.ts";
import { LINE_HEIGHT, LINES, layOut, ON_SHEET, wrapped } from "./sheet-layout.ts";

/** A sheet is paper, in whichever theme the page is. */
const PAPER = "#ffffff";
const INK = "#1c1917";
const MUTED = "#78716c";
const EMPTY = "#e7e5e4";

/**
 * Draws the pictures of a storyboard with their sentences onto PNGs, forty on each, and has the browser save them.
 * Throws where a browser has no room for that.
 */
export async function saveContactSheet(
	project: ProjectResource,
	shots: readonly ShotResource[],
): Promise<void> {
	const sheets = Math.ceil(shots.length / ON_SHEET);
	for (let sheet = 0; sheet < sheets; sheet++) {
		const own = shots.slice(sheet * ON_SHEET, (sheet + 1) * ON_SHEET);
		const png = await drawn(project, own, sheet * ON_SHEET);
		const number = sheets === 1 ? "" : ` ${sheet + 1}`;
		save(png, `${project.name.replaceAll(/[\\/:*?"<>|]/g, "-")}${number}.png`);
	}
}

async function drawn(
	project: ProjectResource,
	shots: readonly ShotResource[],
	before: number,
): Promise<Blob> {
	const pictures = await Promise.all(shots.map((shot) => loaded(pictureOf(shot))));
	const known = pictures.find((picture) => picture !== null);
	const rtl = document.documentElement.dir === "rtl";
	const layout = layOut(shots.length, known ? known.naturalWidth / known.naturalHeight : 16 / 9, rtl);
	const canvas = document.createElement("canvas");
	canvas.width = layout.width;
	canvas.height = layout.height;
	const pen = canvas.getContext("2d");
	if (!pen) throw new Error("this browser cannot draw");
	const font = getComputedStyle(document.body).fontFamily;
	pen.fillStyle = PAPER;
	pen.fillRect(0, 0, layout.width, layout.height);
	pen.textBaseline = "top";
	pen.direction = rtl ? "rtl" : "ltr";
	pen.textAlign = "start";
	pen.fillStyle = INK;
	pen.font = `600 36px ${font}`;
	const [first] = layout.cells;
	pen.fillText(project.name, rtl ? layout.width - 32 : 32, 30, layout.width - 64);
	if (!first) throw new Error("there is no shot to draw");
	for (const [at, cell] of layout.cells.entries()) {
		const picture = pictures[at];
		pen.fillStyle = EMPTY;
		pen.fillRect(cell.x, cell.y, cell.width, cell.height);
		if (picture) {
			const scale = Math.min(cell.width / picture.naturalWidth, cell.height / picture.naturalHeight);
			const [width, height] = [picture.naturalWidth * scale, picture.naturalHeight * scale];
			pen.drawImage(
				picture,
				cell.x + (cell.width - width) / 2,
				cell.y + (cell.height - height) / 2,
				width,
				height,
			);
		}
		const edge = rtl ? cell.x + cell.width : cell.x;
		pen.font = `20px ${font}`;
		const text = `${before + at + 1}  ${shots[at]?.sentence ?? ""}`;
		const lines = wrapped(text, cell.width, LINES, (part) => pen.measureText(part).width);
		pen.fillStyle = picture ? INK : MUTED;
		for (const [i, line] of lines.entries())
			pen.fillText(line, edge, cell.y + cell.height + 10 + i * LINE_HEIGHT, cell.width);
	}
	return new Promise((resolve, reject) =>
		canvas.toBlob(
			(blob) => (blob ? resolve(blob) : reject(new Error("this browser has no room for the contact sheet"))),
			"image/png",
		),
	);
}

/** A picture that has been loaded; null where there is none, or it is gone. */
async function loaded(src: string | undefined): Promise<HTMLImageElement | null> {
	if (src === undefined) return null;
	const picture = new Image();
	picture.src = src;
	return picture.decode().then(
		() => picture,
		() => null,
	);
}

function save(blob: Blob, name: string): void {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(blob);
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
