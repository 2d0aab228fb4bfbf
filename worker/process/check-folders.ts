import { stat } from "node:fs/promises";
import { type Config, ConfigError } from "./config.ts";

/** Folders of ComfyUI, one of which is in every one that it has run in. */
const PARTS = ["input", "output", "temp", "models", "main.py"];

/** Looks at the folders that the configuration names. Throws {@link ConfigError}. */
export async function checkFolders({ COMFYUI_DIR: folder }: Pick<Config, "COMFYUI_DIR">): Promise<void> {
	if (folder === null) return;
	const advice =
		"It is ComfyUI's own folder, in which input, output and temp lie (its --base-directory, if it has one)";
	const found = await stat(folder).catch(() => null);
	if (found === null)
		throw new ConfigError(`COMFYUI_DIR: there is no folder ${folder} on this machine. ${advice}`);
	if (!found.isDirectory()) throw new ConfigError(`COMFYUI_DIR: ${folder} is no folder. ${advice}`);
	const parts = await Promise.all(PARTS.map((part) => stat(`${folder}/${part}`).catch(() => null)));
	if (parts.every((part) => part === null))
		throw new ConfigError(`COMFYUI_DIR: ${folder} has none of ${PARTS.join(", ")}. ${advice}`);
}
