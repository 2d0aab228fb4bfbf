import { rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Logger } from "../../process/log.ts";

/**
 * Deletes the files of an attempt from ComfyUI's input and output folders. ComfyUI has no request for that,
 * so it is possible only where its base folder can be reached; elsewhere the files stay. Never throws.
 */
export async function removeFiles(comfyDir: string | null, folder: string, log: Logger): Promise<void> {
	if (comfyDir === null) {
		log.debug("files stay in ComfyUI's folders: COMFYUI_DIR is not set", { folder });
		return;
	}
	for (const side of ["input", "output"]) {
		try {
			const path = join(comfyDir, side, folder);
			await rm(path, { recursive: true, force: true });
			// The task's own folder, unless another attempt of it has files there.
			await rmdir(dirname(path)).catch(() => undefined);
		} catch (error) {
			log.warn("files could not be deleted", { folder, error });
		}
	}
}
