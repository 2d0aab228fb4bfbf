import type { LockedFile } from "../models/lock.ts";

/** Folders under `models/` that ComfyUI always looks into, beside those that the library's files need. */
const USUAL = ["checkpoints", "controlnet", "embeddings", "loras", "upscale_models", "vae"];

/**
 * What `extra_model_paths.yaml` says: that each folder is also to be looked for on a volume. ComfyUI knows folders by
 * their first name; what lies deeper goes along.
 */
export function extraModelPaths(files: readonly Pick<LockedFile, "folder">[], volume: string): string {
	const folders = new Set([...USUAL, ...files.map(({ folder }) => folder.split("/")[0] ?? folder)]);
	const lines = [...folders].sort().map((folder) => `  ${folder}: ${folder}/`);
	return ["darkroom:", `  base_path: ${volume}`, ...lines, ""].join("\n");
}
