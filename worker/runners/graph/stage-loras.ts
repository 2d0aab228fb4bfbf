import type { ClaimedInput } from "../../../edge/contract/workers/workers.ts";
import { AttemptFailed } from "../../attempt/errors.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import { type LoraFiles, NoRoom } from "../../models/lora-files.ts";
import { fetchFile } from "./fetch-file.ts";
import type { StagedInput, StageParts } from "./stage-inputs.ts";

/** Of a full disk, of a quota, of one that may not be written to. */
const DISK: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "EIO"]);

export interface LoraParts extends StageParts {
	loras: LoraFiles;
	/** The folder that ComfyUI loads LoRAs from; null where this process does not reach it. */
	loraDirectory: string | null;
}

/**
 * Puts the LoRAs that come with a task where ComfyUI finds them, one after the other: they are large. Throws
 * {@link AttemptFailed} `machine_unfit` where this machine cannot take one, and as `stageInputs` does.
 */
export async function stageLoras(inputs: readonly ClaimedInput[], parts: LoraParts): Promise<StagedInput[]> {
	const staged: StagedInput[] = [];
	for (const lora of inputs) {
		const { node, input } = lora;
		if (parts.loraDirectory === null)
			throw unfit(
				"the folder that ComfyUI loads LoRAs from cannot be reached from the worker; set COMFYUI_DIR on it",
				node,
			);
		const fetched = { dispose: async () => {} };
		try {
			const value = await parts.loras.place(parts.loraDirectory, lora, parts.folder, async () => {
				const file = await fetchFile(lora, node, parts);
				fetched.dispose = file.dispose;
				return file.open();
			});
			staged.push({ node, input, value });
		} catch (error) {
			if (error instanceof NoRoom) throw unfit(error.message, node);
			const code = error instanceof Error && "code" in error ? error.code : undefined;
			if (DISK.has(code)) throw unfit(`the LoRA cannot be written to the disk of the worker: ${code}`, node);
			throw error;
		} finally {
			await fetched.dispose();
		}
	}
	return staged;
}

function unfit(why: string, node: string): AttemptFailed {
	return new AttemptFailed(failure("machine_unfit", why, node));
}
