import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { WrittenFile } from "../../../workflows/training/dialect/dialect.ts";

/** The folders of one attempt at a training; all names are the worker's own. */
export interface TrainingFolder {
	root: string;
	pictures: string;
	regularisation: string;
	output: string;
	resume: string;
	configs: string;
	/** Copies of what a checkpoint keeps, until they are stored: the trainer removes its own. */
	kept: string;
}

/** Below this, each attempt has its folder. */
const trainingRoot = (scratch: string) => join(scratch, "training");

/** Where the trainer that runs is noted, so that the next life of a worker that was killed finds it. */
export const trainerPidFile = (scratch: string) => join(trainingRoot(scratch), "trainer.pid");

/** Makes the folders of an attempt. What earlier lives left of others is removed: one worker trains once at a time. */
export async function makeFolder(scratch: string, task: string, epoch: number): Promise<TrainingFolder> {
	const root = join(trainingRoot(scratch), `${task.replaceAll(/[^A-Za-z0-9_]/g, "_")}-${epoch}`);
	await rm(root, { recursive: true, force: true });
	const below = (name: string) => join(root, name);
	const folder = {
		root,
		pictures: below("pictures"),
		regularisation: below("regularisation"),
		output: below("output"),
		resume: below("resume"),
		configs: below("configs"),
		kept: below("kept"),
	};
	for (const path of Object.values(folder)) await mkdir(path, { recursive: true });
	return folder;
}

/** The files below a folder, by paths with `/`; what goes meanwhile is left out. */
export async function writtenIn(folder: string): Promise<WrittenFile[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
	const files = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
	const found = await Promise.all(
		files.map(async (path) => {
			const about = await stat(path).catch(() => null);
			if (about === null) return [];
			const below = path.slice(folder.length + 1).replaceAll("\\", "/");
			return [{ path: below, bytes: about.size }];
		}),
	);
	return found.flat();
}

/** Bytes that are read of a file at once: of a state, sixteen times fewer pieces to handle than Node would make. */
export const READ_BYTES = 1024 * 1024;

/** Size and SHA-256 of a file. Throws as the disk does. */
export async function measured(path: string): Promise<{ size: number; sha256: string }> {
	const hash = createHash("sha256");
	let size = 0;
	for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) {
		if (!Buffer.isBuffer(chunk)) continue;
		hash.update(chunk);
		size += chunk.length;
	}
	return { size, sha256: hash.digest("hex") };
}
