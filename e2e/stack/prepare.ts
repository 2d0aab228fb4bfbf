import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { bundlePrograms } from "../../worker/testing/prepare.ts";
import { buildEdge } from "./bundle.ts";
import { workerOptions } from "./configuration.ts";
import { migrate } from "./migrate.ts";

/** Environment variable with the folder of what {@link setup} has made. */
export const PREPARED = "DARKROOM_PREPARED_STACK";

/**
 * Builds the bundles and an empty database once for all test files of a run: every stack they start takes
 * these instead of making its own. Vitest calls it before the first file and its result after the last.
 */
export async function setup(): Promise<() => Promise<void>> {
	const folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-prepared-"));
	await Promise.all([
		buildEdge(path.join(folder, "bundle")),
		migrate(path.join(folder, "state")),
		bundlePrograms(folder),
		writeFile(path.join(folder, "worker-options.json"), JSON.stringify(await workerOptions())),
	]);
	process.env[PREPARED] = folder;
	return () => rm(folder, { recursive: true, force: true });
}
