import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { programs } from "./programs.ts";

/** A machine that trains by the stand-in: ComfyUI's folder with models to train on, and the place of the trainer. */
export interface TrainerMachine {
	/** ComfyUI's folder, as the emulator and workers are told it. */
	comfyui: string;
	/** Environment of a worker of it. */
	env: Record<string, string>;
	remove(): Promise<void>;
}

/**
 * Makes it in a temporary folder.
 *
 * @param models below ComfyUI's `models`, such as `checkpoints/v1-5.safetensors`: files of a few bytes, the stand-in looks
 * only whether they are there
 * @param behaviour `stepMs`: what a step takes, in milliseconds; `stateBytes`: what a state has at least
 */
export async function trainerMachine(
	models: readonly string[],
	{ stepMs, stateBytes = 0 }: { stepMs: number; stateBytes?: number },
): Promise<TrainerMachine> {
	const folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-trainer-"));
	const comfyui = path.join(folder, "comfyui");
	const sdScripts = path.join(folder, "sd-scripts");
	await mkdir(sdScripts);
	for (const model of models) {
		const file = path.join(comfyui, "models", model);
		await mkdir(path.dirname(file), { recursive: true });
		await writeFile(file, "no model: the stand-in looks whether it is there");
	}
	return {
		comfyui,
		env: {
			POLL_MS: "500",
			COMFYUI_DIR: comfyui,
			SD_SCRIPTS_DIR: sdScripts,
			TRAINER_COMMAND: `${process.execPath} ${path.resolve(programs().trainer)}`,
			TRAINER_STAND_IN_STEP_MS: String(stepMs),
			TRAINER_STAND_IN_STATE_BYTES: String(stateBytes),
		},
		remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
	};
}
