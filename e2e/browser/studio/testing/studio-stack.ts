import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { programs } from "../../../stack/programs.ts";
import { type Stack, startStack } from "../../../stack/stack.ts";
import { writeHistory } from "./history.ts";

/** A model that the worker of the studio can train on; the stand-in looks whether it is there. */
export const BASE_MODEL = "AnythingV5_v5PrtRE.safetensors";

interface StudioProcesses {
	stack: Stack;
	/** What a worker is told that trains on this machine. */
	workerEnv: Record<string, string>;
	stop(): Promise<void>;
}

/** The stack that the studio is looked at with; each step of the emulated ComfyUI takes `stepMs` milliseconds, and one of the stand-in for a trainer a third. */
export async function startStudioStack(stepMs: number): Promise<StudioProcesses> {
	// Views of a character read a folder of ComfyUI's input: the worker has to know where that lies.
	const base = await mkdtemp(path.join(os.tmpdir(), "darkroom-comfyui-"));
	await mkdir(path.join(base, "models", "checkpoints"), { recursive: true });
	await mkdir(path.join(base, "sd-scripts"));
	await writeFile(path.join(base, "models", "checkpoints", BASE_MODEL), "no model");
	const workerEnv = {
		COMFYUI_DIR: base,
		SD_SCRIPTS_DIR: path.join(base, "sd-scripts"),
		TRAINER_COMMAND: `${process.execPath} ${path.resolve(programs().trainer)}`,
		TRAINER_STAND_IN_STEP_MS: String(Math.round(stepMs / 3)),
	};
	const stack = await startStack({
		workerEnv,
		emulator: ["--library", "--fp32-vae", "--step-ms", String(stepMs), "--base-directory", base],
	});
	await writeHistory(stack, Date.now());
	return {
		stack,
		workerEnv,
		stop: async () => {
			await stack.stop();
			await rm(base, { recursive: true, force: true });
		},
	};
}
