import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type Stack, startStack } from "../../../stack/stack.ts";

/** The stack that the studio is looked at with; each step of the emulated ComfyUI takes `stepMs` milliseconds. */
export async function startStudioStack(stepMs: number): Promise<{ stack: Stack; stop(): Promise<void> }> {
	// Views of a character read a folder of ComfyUI's input: the worker has to know where that lies.
	const base = await mkdtemp(path.join(os.tmpdir(), "darkroom-comfyui-"));
	const stack = await startStack({
		emulator: ["--library", "--fp32-vae", "--step-ms", String(stepMs), "--base-directory", base],
	});
	return {
		stack,
		stop: async () => {
			await stack.stop();
			await rm(base, { recursive: true, force: true });
		},
	};
}
