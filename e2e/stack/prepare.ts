import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { transform } from "esbuild";
import { bundlePrograms } from "../../worker/testing/prepare.ts";
import { bundleProgram } from "../../workflows/bundle/program.ts";
import { buildEdge } from "./bundle.ts";
import { workerOptions } from "./configuration.ts";
import { migrate } from "./migrate.ts";
import { COMPILED, root } from "./processes.ts";

/** Environment variable with the folder of what {@link setup} has made. */
export const PREPARED = "DARKROOM_PREPARED_STACK";

/**
 * Builds the bundles and an empty database once for all test files of a run: every stack they start takes
 * these instead of making its own. Vitest calls it before the first file and its result after the last.
 */
export async function setup(): Promise<() => Promise<void>> {
	const folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-prepared-"));
	await Promise.all([
		buildEdge(path.join(folder, "bundle")).then(compact),
		migrate(path.join(folder, "state")),
		bundlePrograms(folder),
		bundleProgram(path.join(root, "client/cli.ts"), folder, "cli"),
		writeFile(path.join(folder, "worker-options.json"), JSON.stringify(await workerOptions())),
	]);
	process.env[PREPARED] = folder;
	// Whoever tests what workers find in pictures says so: it takes processor time at every job.
	process.env.QUALITY_CHECKS ??= "off";
	process.env[COMPILED] = path.join(folder, "compiled");
	// A program that is just ending may write there once more.
	return () => rm(folder, { recursive: true, force: true, maxRetries: 10 });
}

/** The same program in fewer characters: each edge that is started gets it whole. */
async function compact(bundle: string): Promise<void> {
	const file = path.join(bundle, "index.js");
	const { code } = await transform(await readFile(file, "utf8"), {
		...{ format: "esm", target: "es2024", minifyWhitespace: true, minifySyntax: true },
	});
	await writeFile(file, code);
}
