import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { bundleProgram } from "../bundle/program.ts";

declare module "vitest" {
	interface ProvidedContext {
		/** The command line of the workflows as one file. */
		cli: string;
	}
}

/** Bundles the command line once for all test files of a run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
	const folder = await mkdtemp(path.join(tmpdir(), "darkroom-cli-"));
	project.provide("cli", await bundleProgram(path.resolve(import.meta.dirname, "../cli.ts"), folder, "cli"));
	return () => rm(folder, { recursive: true, force: true });
}
