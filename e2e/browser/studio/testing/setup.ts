import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { startStack } from "../../../stack/stack.ts";
import { chromiumPath } from "../../chromium.ts";

/** The stack that all test files of the studio share: each makes accounts of its own. */
export interface StudioStack {
	url: string;
	adminKey: string;
}
declare module "vitest" {
	interface ProvidedContext {
		studio: StudioStack | null;
	}
}

/** Slow enough for a page to see a run go on, in milliseconds for each step. */
const STEP_MS = "120";

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
	project.provide("studio", null);
	if (chromiumPath === undefined) return undefined;
	// Views of a character read a folder of ComfyUI's input: the worker has to know where that lies.
	const base = await mkdtemp(path.join(os.tmpdir(), "darkroom-comfyui-"));
	const stack = await startStack({
		emulator: ["--library", "--fp32-vae", "--step-ms", STEP_MS, "--base-directory", base],
	});
	project.provide("studio", { url: stack.edge.url, adminKey: stack.adminKey });
	return async () => {
		await stack.stop();
		await rm(base, { recursive: true, force: true });
	};
}
