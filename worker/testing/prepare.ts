import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { bundleProgram } from "../../workflows/bundle/program.ts";

declare module "vitest" {
	interface ProvidedContext {
		/** The programs of the worker, each as one file. */
		programs: Programs;
	}
}

export interface Programs {
	worker: string;
	emulator: string;
	/** The stand-in for a trainer. */
	trainer: string;
}

/** Bundles the worker and the emulated ComfyUI into a folder. */
export async function bundlePrograms(folder: string): Promise<Programs> {
	const source = (file: string) => path.resolve(import.meta.dirname, "..", file);
	const [worker, emulator, trainer] = await Promise.all([
		bundleProgram(source("main.ts"), folder, "worker"),
		bundleProgram(source("emulators/comfyui/main.ts"), folder, "emulator"),
		bundleProgram(source("emulators/trainer/main.ts"), folder, "trainer"),
		// Found by the worker, which it lies beside.
		bundleProgram(source("../workflows/quality/examine/main.ts"), folder, "examine"),
	]);
	return { worker, emulator, trainer };
}

/** Bundles them once for all test files of a run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
	const folder = await mkdtemp(path.join(tmpdir(), "darkroom-programs-"));
	project.provide("programs", await bundlePrograms(folder));
	return () => rm(folder, { recursive: true, force: true });
}
