import type { TestProject } from "vitest/node";
import { chromiumPath } from "../../chromium.ts";
import { startStudioStack } from "./studio-stack.ts";

/** The stack that all test files of the studio share: each makes accounts of its own. */
export interface StudioStack {
	url: string;
	adminKey: string;
	/** What further workers are told, but for their pool and their name. */
	workerEnv: Record<string, string>;
}
declare module "vitest" {
	interface ProvidedContext {
		studio: StudioStack | null;
	}
}

/** Slow enough for a page to see a run go on, in milliseconds for each step. */
const STEP_MS = 120;

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
	project.provide("studio", null);
	if (chromiumPath === undefined) return undefined;
	const { stack, workerEnv, stop } = await startStudioStack(STEP_MS);
	project.provide("studio", {
		...{ url: stack.edge.url, adminKey: stack.adminKey },
		workerEnv: { ...workerEnv, COMFYUI_URL: stack.comfyui.url, ALLOW_REMOTE_COMFYUI: "1" },
	});
	return stop;
}
