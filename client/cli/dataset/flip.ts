import { rm } from "node:fs/promises";
import path from "node:path";
import { flippedCaption, flippedName, flipRefusal } from "../../../workflows/datasets/flips.ts";
import type { DatasetItem, DatasetTerms } from "../../../workflows/datasets/items.ts";
import { create, read } from "../files.ts";
import { captionName } from "./folder.ts";
import { mirror } from "./picture.ts";

/** What became of one picture: the name of its copy, or why it has none. */
export type Flipped = { name: string; copy: string } | { name: string; refused: string };

/** What is to be flipped of a data set: neither copies nor what has one. Pure. */
export function toFlip(items: readonly DatasetItem[], { trigger, asymmetric }: DatasetTerms): Flipped[] {
	const copied = new Set(items.map(({ flip_of }) => flip_of));
	return items
		.filter(({ name, flip_of }) => flip_of === null && !copied.has(name))
		.map(({ name, size, caption }) => {
			if (size === null) return { name, refused: "the picture cannot be read" };
			if (caption === null) return { name, refused: "it has no caption that its copy could have" };
			const refused = flipRefusal(caption, trigger, asymmetric);
			return refused === null ? { name, copy: flippedName(name) } : { name, refused };
		});
}

/**
 * Writes the flipped copy of a picture with its caption beside the original.
 * @throws CliError `files`; neither of them is there then
 */
export async function writeFlip(
	folder: string,
	{ name, copy }: { name: string; copy: string },
	caption: string,
	trigger: string,
): Promise<void> {
	const picture = path.join(folder, copy);
	const bytes = await mirror(await read(path.join(folder, name)));
	if (!(await create(picture, bytes))) return;
	try {
		await create(path.join(folder, captionName(copy)), `${flippedCaption(caption, trigger)}\n`);
	} catch (error) {
		await rm(picture, { force: true });
		throw error;
	}
}
