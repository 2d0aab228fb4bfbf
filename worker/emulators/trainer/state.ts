import { readdirSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

/** What the stand-in remembers: a hash over all its steps, so that a resumed training ends as an unbroken one. */
export interface Memory {
	step: number;
	made: string;
}

const memorySchema = z.object({ step: z.int(), made: z.string() });

/**
 * Writes a state as sd-scripts does, in its order: `train_state.json` first, `random_states_0.pkl` last. The optimiser has
 * so many bytes at least.
 */
export async function writeState(
	folder: string,
	memory: Memory,
	weights: Buffer,
	optimizerBytes: number,
): Promise<void> {
	await mkdir(folder, { recursive: true });
	const files: [string, string | Buffer][] = [
		["train_state.json", JSON.stringify({ current_epoch: 1, current_step: memory.step })],
		["model.safetensors", weights],
		["optimizer.bin", JSON.stringify(memory).padEnd(optimizerBytes)],
		["scheduler.bin", "stand-in"],
		["random_states_0.pkl", "stand-in"],
	];
	for (const [name, content] of files) await writeFile(join(folder, name), content);
}

/** Reads a state. Throws where a file of it is missing. */
export function readState(folder: string): Memory {
	const there = readdirSync(folder);
	for (const name of ["train_state.json", "model.safetensors", "scheduler.bin", "random_states_0.pkl"])
		if (!there.includes(name))
			throw new Error(`FileNotFoundError: [Errno 2] No such file: '${join(folder, name)}'`);
	return memorySchema.parse(JSON.parse(readFileSync(join(folder, "optimizer.bin"), "utf8")));
}

export const removeState = (folder: string) => rm(folder, { recursive: true, force: true });
