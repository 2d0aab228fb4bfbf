import { createHash } from "node:crypto";
import { opendir, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { canonical } from "../../../../workflows/graph/canonical.ts";
import { readMetadata } from "../../../../workflows/import/metadata/picture-metadata.ts";
import { CliError } from "../../command.ts";
import { read, unreadable } from "../../files.ts";
import { type FileName, type Found, filesRead, isObject, type Passed, type Source } from "./found.ts";

/** Files that are looked at. */
const MOST_FILES = 20_000;
/** Files of one graph that come as one job. */
const MOST_TOGETHER = 200;
const KINDS = new Set([".png", ".webp", ".jpg", ".jpeg", ".mp4", ".webm", ".flac", ".mp3", ".ogg", ".opus"]);

/** Files that ComfyUI wrote, each with the graph that made it. `inputs`: the folder that its loaders read from. */
export function comfyuiFolder(folder: string, inputs: string | null): Source {
	const folders = { output: folder, input: inputs, temp: null };
	return {
		name: path.basename(folder),
		all: () => graphsIn(folder, inputs),
		async bytes({ filename, subfolder, type }) {
			const at = folders[type];
			if (at === null) return null;
			const file = path.join(at, subfolder, filename);
			return (await stat(file).catch(() => null)) === null ? null : read(file);
		},
	};
}

/** Files with one graph are one job. What is read is held only as a hash: there may be many, with long graphs. */
async function* graphsIn(folder: string, inputs: string | null): AsyncGenerator<Found | Passed> {
	// In a folder that is misspelt everything would be gone, and what came without it never comes again.
	if (inputs !== null) await opendir(inputs).then((found) => found.close(), refused(inputs));
	const groups = new Map<string, FileName[]>();
	for (const file of await filesIn(folder)) {
		const label = nameOf(file);
		const graph = await graphOf(path.join(folder, label));
		if (typeof graph === "string") {
			yield { label, why: graph };
			continue;
		}
		const hash = createHash("sha256").update(canonical(graph)).digest("hex");
		const key = [...groups.keys()].findLast((one) => one.startsWith(hash));
		const group = key === undefined ? undefined : groups.get(key);
		if (group !== undefined && group.length < MOST_TOGETHER) group.push(file);
		else groups.set(`${hash} ${groups.size}`, [file]);
	}
	for (const files of groups.values()) yield await foundOf(folder, files);
}

async function foundOf(folder: string, files: FileName[]): Promise<Found | Passed> {
	const [first] = files;
	const label = first === undefined ? "" : nameOf(first);
	const graph = await graphOf(path.join(folder, label));
	if (typeof graph === "string") return { label, why: graph };
	const times = await Promise.all(
		files.map(async (file) => (await stat(path.join(folder, nameOf(file)))).mtimeMs),
	);
	return {
		label,
		graph,
		outputs: files.map((file) => ({ file, node: null })),
		inputs: filesRead(graph),
		created: null,
		finished: Math.floor(Math.max(...times)),
	};
}

/** The graph that a file carries, or why there is none to be had. */
async function graphOf(file: string): Promise<Record<string, unknown> | string> {
	try {
		const metadata = await readMetadata(await read(file));
		if (metadata === null) return "it is no file of a kind that ComfyUI writes graphs into";
		if (isObject(metadata.prompt)) return metadata.prompt;
		if (metadata.workflow !== undefined)
			return "it carries the editor's workflow alone, not the graph that ran";
		return "it carries no graph of ComfyUI";
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

/** By name, which is the order that ComfyUI counts in. Links are not followed. @throws CliError `files` */
async function filesIn(folder: string): Promise<FileName[]> {
	const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(refused(folder));
	const files = found
		.filter((item) => item.isFile() && KINDS.has(path.extname(item.name).toLowerCase()))
		.map(({ name, parentPath }): FileName => {
			const subfolder = path.relative(folder, parentPath).split(path.sep).join("/");
			return { filename: name, subfolder, type: "output" };
		});
	if (files.length > MOST_FILES)
		throw new CliError(
			"files",
			`${folder} has ${files.length} files: at most ${MOST_FILES} at once, so name a folder in it`,
		);
	return files.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

const refused = (folder: string) => (error: unknown) => {
	throw unreadable(folder, error);
};

const nameOf = ({ filename, subfolder }: FileName) =>
	subfolder === "" ? filename : `${subfolder}/${filename}`;
