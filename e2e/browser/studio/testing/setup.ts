import type { TestProject } from "vitest/node";
import { chromiumPath } from "../../chromium.ts";
import { startStudioStack } from "./studio-stack.ts";

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
const STEP_MS = 120;

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
	project.provide("studio", null);
	if (chromiumPath === undefined) return undefined;
	const { stack, stop } = await startStudioStack(STEP_MS);
	project.provide("studio", { url: stack.edge.url, adminKey: stack.adminKey });
	return stop;
}
