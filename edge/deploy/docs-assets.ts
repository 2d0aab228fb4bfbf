import path from "node:path";
import { ASSETS, makeBuilt, ROOT, runProgram } from "./built-assets.ts";

/**
 * What the documents are made of: texts, the routes, the command line and the library, and how they are built. The studio
 * is no part of it, but for its README.
 */
const SOURCES = [
	...["docs", "README.md", "OPERATE.md", "CONTRIBUTING.md", "CHANGELOG.md", "package.json"],
	...[
		"worker/README.md",
		"worker/runpod/FIRST-HOUR.md",
		"worker/emulators/comfyui/README.md",
		"edge/studio/README.md",
	],
	...["client", "workflows", "edge/api", "edge/contract", "edge/http", "edge/index.ts"],
	...["edge/deploy/docs-assets.ts", "edge/deploy/openapi-document.ts"],
];

/** Makes the documents as web pages in a folder's `docs/`, by default of what is served beside the Worker, where they have changed. */
export function makeDocsAssets(folder = ASSETS): Promise<void> {
	const sources = SOURCES.map((source) => path.join(ROOT, source));
	return makeBuilt(folder, { name: "docs", sources, build: (out) => runProgram("docs/site/build.ts", out) });
}
