import { EDITOR_FILES } from "../contract/comfyui/userdata.ts";

/** A character that no program can be trusted with. */
const isStrange = (char: string) => char < " " || char === "\u007f" || char === "\\";

/**
 * The path of a file as it is kept: parts with one slash between, none of them leading elsewhere. Null where it is
 * no such path. Nothing of it ever names a file of any disk. Pure.
 */
export function keptPath(path: string): string | null {
	if (path.length > EDITOR_FILES.path || [...path].some(isStrange) || !path.isWellFormed()) return null;
	const parts = path.split("/").filter((part) => part !== "" && part !== ".");
	return parts.length === 0 || parts.includes("..") ? null : parts.join("/");
}
