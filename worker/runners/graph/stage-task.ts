import type { Task } from "../../edge-api/client.ts";
import { stageFolders } from "./stage-folders.ts";
import { type StagedInput, stageInputs } from "./stage-inputs.ts";
import { type LoraParts, stageLoras } from "./stage-loras.ts";

/** Brings all files of a task to where ComfyUI finds them. Throws as `stageInputs` and `stageLoras` do. */
export async function stageTask(
	{ inputs, folders }: Pick<Task, "inputs" | "folders">,
	parts: LoraParts,
): Promise<StagedInput[]> {
	const loras = inputs.filter(({ kind }) => kind === "lora");
	const files = inputs.filter(({ kind }) => kind !== "lora");
	return [
		...(await stageInputs(files, parts)),
		...(await stageFolders(folders, parts)),
		...(await stageLoras(loras, parts)),
	];
}
