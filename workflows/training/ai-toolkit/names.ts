import type { WrittenCheckpoint, WrittenFile } from "../dialect/dialect.ts";

/** What ai-toolkit calls what it saves, below its training folder: steps have nine digits. */
export const savedFile = (name: string, step: number) =>
	`${name}/${name}_${String(step).padStart(9, "0")}.safetensors`;

/** Of the newest checkpoint only: it is written over each time. */
const optimizerFile = (name: string) => `${name}/optimizer.pt`;

/**
 * The checkpoints of which the files are whole, oldest first. The optimiser's state is that of the newest one: those
 * before it can be delivered, but not gone on from, and are left out. Pure.
 */
export function writtenCheckpoints(
	name: string,
	files: readonly WrittenFile[],
	{ step, ended }: { step: number; ended: boolean },
): WrittenCheckpoint[] {
	const steps = files.flatMap(({ path }) => {
		const found = /_(\d{9})\.safetensors$/.exec(path);
		return found && path === savedFile(name, Number(found[1])) ? [Number(found[1])] : [];
	});
	const newest = Math.max(0, ...steps);
	const optimizer = files.find(({ path, bytes }) => path === optimizerFile(name) && bytes > 0);
	if (newest === 0 || optimizer === undefined || !(ended || newest + 1 < step)) return [];
	return [
		{
			step: newest,
			lora: savedFile(name, newest),
			state: [{ path: optimizer.path, name: "optimizer.pt" }],
		},
	];
}
