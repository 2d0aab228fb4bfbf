import type { WrittenCheckpoint, WrittenFile } from "../dialect/dialect.ts";

/**
 * What every training is called towards ai-toolkit. It goes on from the newest file in its folder that begins so: of a LoRA
 * called `c` or `opt` that would be its own `config.yaml` or `optimizer.pt`.
 */
export const NAME = "trained";

/** What ai-toolkit calls what it saves, below its training folder: steps have nine digits. */
export const savedFile = (step: number) => `${NAME}/${NAME}_${String(step).padStart(9, "0")}.safetensors`;

/** Of the newest checkpoint only: it is written over each time. */
const OPTIMIZER_FILE = `${NAME}/optimizer.pt`;

/**
 * The checkpoints of which the files are whole, oldest first. The optimiser's state is that of the newest one: those
 * before it can be delivered, but not gone on from, and are left out. Pure.
 */
export function writtenCheckpoints(
	files: readonly WrittenFile[],
	{ step, ended }: { step: number; ended: boolean },
): WrittenCheckpoint[] {
	const steps = files.flatMap(({ path }) => {
		const found = /_(\d{9})\.safetensors$/.exec(path);
		return found && path === savedFile(Number(found[1])) ? [Number(found[1])] : [];
	});
	const newest = Math.max(0, ...steps);
	const optimizer = files.find(({ path, bytes }) => path === OPTIMIZER_FILE && bytes > 0);
	if (newest === 0 || optimizer === undefined || !(ended || newest + 1 < step)) return [];
	return [
		{
			step: newest,
			lora: savedFile(newest),
			state: [{ path: optimizer.path, name: "optimizer.pt" }],
		},
	];
}
