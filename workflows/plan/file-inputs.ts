import type { AssetKind } from "../definition/define.ts";
import { knownFileInputs, lookUp } from "../graph/known-nodes.ts";
import { isMediaFile } from "../graph/paths.ts";

/** Inputs of that class that read an uploaded file: the known ones, and those a ComfyUI marks as uploads. */
export function fileInputsOf(
	className: string,
	capabilities: { file_inputs: Readonly<Record<string, string[]>> } | null,
): string[] {
	const known = lookUp(knownFileInputs, className) ?? [];
	return [...new Set([...known, ...(lookUp(capabilities?.file_inputs ?? {}, className) ?? [])])];
}

/** Names under which nodes that nobody has described take a file. */
const namesAFile = /^(image|img|picture|video|audio|mask)s?(_?\d+)?$/i;

/** True where a text in an input of that name is likely to be read as a file's name. */
export function mayNameAFile(input: string): boolean {
	return namesAFile.test(input);
}

/** True where that text in that input is a picture's, film's or sound's name, though no class says so. */
export function looksLikeAFile(input: string, value: unknown): value is string {
	return typeof value === "string" && mayNameAFile(input) && isMediaFile(value);
}

/** Names of inputs that tell a node where to read or write. */
export function namesAPath(input: string): boolean {
	return /path|director|folder|file|(^|[_.])dir($|_)/i.test(input);
}

/** Which kind of file that input takes, or null where it takes one that clients cannot send. */
export function fileKindOf(className: string, input: string): AssetKind | null {
	if (/latent|3d|model_file|lora/i.test(`${className}.${input}`) || /InputFiles$/.test(className))
		return null;
	for (const kind of ["mask", "audio", "video"] as const)
		if (new RegExp(kind, "i").test(input) || new RegExp(kind, "i").test(className)) return kind;
	return "image";
}
