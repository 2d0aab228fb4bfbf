import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, rmdir } from "node:fs/promises";
import path from "node:path";
import { mendedCaption } from "../../../workflows/datasets/captions.ts";
import type { DatasetItem } from "../../../workflows/datasets/items.ts";
import { trainerFolder } from "../../../workflows/datasets/trainer-folder.ts";
import { CliError } from "../command.ts";
import { codeOf, create, makeFolders, read } from "../files.ts";

/** What goes where. */
export interface Preparation {
	/** The folder that is read, and the one that is made; both absolute. */
	from: string;
	to: string;
	trigger: string;
	/** How often each picture is seen in an epoch. */
	repeats: number;
	/** What the pictures of `beside` show. */
	class_words: string;
	items: readonly DatasetItem[];
	/** Pictures of the class: their folder, and their names in it. */
	beside: { folder: string; names: readonly string[] };
}

/** The items with their captions mended; one without a caption stays without. */
export function mended(items: readonly DatasetItem[], trigger: string): DatasetItem[] {
	return items.map((item) => ({
		...item,
		caption: item.caption === null ? null : mendedCaption(item.caption, trigger),
	}));
}

/**
 * Writes a data set as a trainer reads it, whole or not at all. Answers with the files, as paths below `to`.
 * @throws CliError `files`, also where `to` is there and not empty
 */
export async function prepare(asked: Preparation): Promise<string[]> {
	const { from, to, items, beside } = asked;
	await refuseUnlessNew(to);
	const plan = trainerFolder({
		name: asked.trigger,
		repeats: asked.repeats,
		class_words: asked.class_words,
		pictures: items.map(({ name }) => extensionOf(name)),
		regularisation: beside.names.map(extensionOf),
	});
	const begun = path.join(path.dirname(to), `.${path.basename(to)}.${randomUUID()}.tmp`);
	const written: string[] = [];
	const write = async (file: string, bytes: Uint8Array | string) => {
		await makeFolders(path.dirname(begun), [path.basename(begun), ...path.dirname(file).split("/")]);
		await create(path.join(begun, file), bytes);
		written.push(file);
	};
	try {
		for (const { path: file, index, caption_path } of plan.pictures) {
			const item = items[index] as DatasetItem;
			await write(file, await read(path.join(from, item.name)));
			if (caption_path !== null) await write(caption_path, `${item.caption ?? ""}\n`);
		}
		for (const { path: file, index } of plan.regularisation)
			await write(file, await read(path.join(beside.folder, beside.names[index] as string)));
		await rename(begun, to);
	} catch (error) {
		await rm(begun, { recursive: true, force: true });
		if (error instanceof CliError) throw error;
		throw new CliError("files", `${to} cannot be written: ${String(error)}`, { cause: error });
	}
	return written;
}

const extensionOf = (name: string) => path.extname(name).slice(1).toLowerCase();

/** An empty folder may stand in its place: it goes. */
async function refuseUnlessNew(to: string): Promise<void> {
	try {
		await rmdir(to);
	} catch (error) {
		if (codeOf(error) === "ENOENT") return;
		throw new CliError("files", `${to} is there and is no empty folder: name a new one with --out`, {
			cause: error,
		});
	}
	await mkdir(path.dirname(to), { recursive: true });
}
