import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { openApiDocument } from "../../../edge/deploy/openapi-document.ts";
import { root } from "../../stack/processes.ts";
import type { Paths } from "../resources.ts";
import { Models, type Schema } from "./models.ts";
import { problemsSource } from "./problems.ts";
import { resourcesSource } from "./resources.ts";

/** Where they lie, from the root of the repository. */
export const GENERATED = "client/python/src/darkroom/generated";

/** What of the Python package is made of the API: names of files and what is in them. */
export async function pythonFiles(): Promise<{ files: Record<string, string>; paths: Paths }> {
	const document = await openApiDocument();
	const { schemas } = document.components as { schemas: Record<string, Schema> };
	const paths = document.paths as Paths;
	const models = new Models(schemas);
	// It names what its bodies and answers are, too.
	const resources = resourcesSource(paths, models);
	const files = { "models.py": models.source(), "resources.py": resources, "problems.py": problemsSource() };
	return { files, paths };
}

/** Writes them. */
export async function writePythonFiles(): Promise<void> {
	const { files } = await pythonFiles();
	const folder = path.join(root, GENERATED);
	await mkdir(folder, { recursive: true });
	for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
}
