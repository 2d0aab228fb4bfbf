import path from "node:path";
import { ASSETS, makeBuilt, ROOT, runProgram } from "./built-assets.ts";

/** What the studio is made of: itself, what it reads of the contract, how it is built, and the versions of its packages. */
const SOURCES = ["edge/studio", "edge/contract", "edge/deploy/studio-assets.ts", "package.json"];

/** Builds the studio into a folder's `studio/`, by default of what is served beside the Worker, where it has changed. */
export function makeStudioAssets(folder = ASSETS): Promise<void> {
	const sources = SOURCES.map((source) => path.join(ROOT, source));
	return makeBuilt(folder, { name: "studio", sources, build });
}

/** In a process of its own: within a test, React would be taken for one that is developed, and twice as large. */
function build(folder: string): Promise<void> {
	const config = path.join(ROOT, "edge/studio/vite.config.ts");
	const args = ["build", "--config", config, "--outDir", folder, "--emptyOutDir", "--logLevel", "warn"];
	return runProgram("node_modules/vite/bin/vite.js", ...args);
}
