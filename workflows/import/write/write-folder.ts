import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { WorkflowDefinition } from "../../definition/define.ts";
import { readmeOf } from "../../definition/readme.ts";
import type { WorkflowDocument } from "../../document/document.ts";
import { constantName } from "./parameter-text.ts";
import { sourceText } from "./source-text.ts";

/** Where the workflows of the library are. */
const libraryFolder = join(import.meta.dirname, "../../library");

export type Written =
	| { ok: true; folder: string; files: string[]; constant: string }
	/** The folder is there already. */
	| { ok: false; folder: string };

/**
 * Writes the folder of a workflow: `graph.json`, `workflow.ts` and `README.md`, in a folder called like its id.
 *
 * @param workflow what `fromDocument` made of the document, version 1
 * @param to the folder to put it into
 * @param force overwrite the files where they are there already
 */
export function writeFolder(
	document: WorkflowDocument,
	workflow: WorkflowDefinition,
	{ to = libraryFolder, force = false }: { to?: string; force?: boolean } = {},
): Written {
	// The schema of a document lets only lower case words with hyphens through; this keeps it so.
	if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(document.id)) throw new TypeError("the id is no name of a folder");
	const folder = join(to, document.id);
	if (existsSync(folder) && !force) return { ok: false, folder };
	const framework = relative(folder, join(import.meta.dirname, "../.."))
		.split(sep)
		.join("/");
	const files = {
		"graph.json": `${JSON.stringify(workflow.graph, null, "\t")}\n`,
		"workflow.ts": sourceText(document, workflow, framework),
		"README.md": readmeOf(workflow),
	};
	mkdirSync(folder, { recursive: true });
	for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
	return { ok: true, folder, files: Object.keys(files), constant: constantName(document.id) };
}
