import { lookUp, modelFolders } from "../../workflows/graph/known-nodes.ts";
import { isModelFile } from "../../workflows/graph/paths.ts";
import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import type { ModelFile, ModelList } from "../contract/workflows/models.ts";

/** What is wanted of the files of a pool. */
export interface Wanted {
	folder?: string | undefined;
	/** Part of the name, in any case. */
	query?: string | undefined;
	limit: number;
}

/**
 * The model files that the kinds of workers of a pool list, each once: a loader may list one under several inputs, and several
 * loaders of a folder list the same. What a list holds beside files of weights (`baked VAE`) is none. Pure.
 */
export function modelFiles(
	kinds: readonly { capabilities: Pick<Capabilities, "model_inputs">; serving: boolean }[],
	{ folder, query, limit }: Wanted,
): ModelList {
	const found = new Map<string, ModelFile>();
	for (const { capabilities, serving } of kinds)
		for (const [name, inputs] of Object.entries(capabilities.model_inputs))
			for (const [input, files] of Object.entries(inputs)) {
				const at = lookUp(lookUp(modelFolders, name) ?? {}, input) ?? null;
				if (folder !== undefined && at !== folder) continue;
				for (const file of files) {
					const key = JSON.stringify([at, file]);
					if (isModelFile(file))
						found.set(key, { folder: at, file, available: serving || found.get(key)?.available === true });
				}
			}
	const sought = query?.toLowerCase() ?? "";
	const data = [...found.values()]
		.filter(({ file }) => file.toLowerCase().includes(sought))
		.sort((a, b) => compare(a.folder ?? "~", b.folder ?? "~") || compare(a.file, b.file));
	return { data: data.slice(0, limit), has_more: data.length > limit };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
