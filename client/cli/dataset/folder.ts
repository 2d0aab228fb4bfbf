import { createHash } from "node:crypto";
import path from "node:path";
import type { DatasetRest } from "../../../workflows/datasets/check.ts";
import { originalStem } from "../../../workflows/datasets/flips.ts";
import type { DatasetItem } from "../../../workflows/datasets/items.ts";
import { MOST_PICTURES } from "../../../workflows/datasets/presets.ts";
import { CliError } from "../command.ts";
import { list, read, readIfThere } from "../files.ts";
import { decode } from "./picture.ts";

/** Extensions of pictures, as trainers know them. */
const PICTURES = new Set([".png", ".jpg", ".jpeg", ".webp"]);
const CAPTIONS = ".txt";

/** A data set as it lies in a folder: pictures, and beside each a text of the same name. */
export interface DatasetFolder {
	items: DatasetItem[];
	rest: Pick<DatasetRest, "loose_captions">;
}

const stemOf = (name: string) => path.parse(name).name;
const isPicture = (name: string) => !name.startsWith(".") && PICTURES.has(path.extname(name).toLowerCase());

/** Names of the pictures of a folder, sorted. @throws CliError `files`, also where there are too many */
export async function picturesIn(folder: string, most = MOST_PICTURES): Promise<string[]> {
	return picturesOf(folder, await list(folder), most);
}

function picturesOf(folder: string, names: readonly string[], most: number): string[] {
	const pictures = names.filter(isPicture).toSorted();
	if (pictures.length > most)
		throw new CliError(
			"files",
			`${folder} has ${pictures.length} pictures: a data set has at most ${most}, so name a folder with fewer`,
		);
	return pictures;
}

/** Reads a folder and decodes its pictures, one after the other. @throws CliError `files` */
export async function readDatasetFolder(folder: string): Promise<DatasetFolder> {
	const names = await list(folder);
	const pictures = picturesOf(folder, names, MOST_PICTURES);
	const byStem = new Map(pictures.map((name) => [stemOf(name), name]));
	const loose_captions = names
		.filter((name) => !name.startsWith(".") && path.extname(name).toLowerCase() === CAPTIONS)
		.filter((name) => !byStem.has(stemOf(name)))
		.toSorted();
	const items: DatasetItem[] = [];
	for (const name of pictures) items.push(await readItem(folder, name, byStem));
	return { items, rest: { loose_captions } };
}

async function readItem(
	folder: string,
	name: string,
	byStem: ReadonlyMap<string, string>,
): Promise<DatasetItem> {
	const bytes = await read(path.join(folder, name));
	const decoded = await decode(bytes);
	const caption = await readIfThere(path.join(folder, captionName(name)));
	const original = originalStem(stemOf(name));
	return {
		name,
		sha256: createHash("sha256").update(bytes).digest("hex"),
		size: decoded && { width: decoded.width, height: decoded.height },
		hashes: decoded?.hashes ?? null,
		caption: caption && new TextDecoder().decode(caption).replace(/\r?\n$/, ""),
		framing: null,
		flip_of: original === null ? null : (byStem.get(original) ?? original + path.extname(name)),
	};
}

/** What the text beside a picture is called. */
export const captionName = (picture: string) => stemOf(picture) + CAPTIONS;
