import type { WorkflowDefinition } from "../../../workflows/definition/define.ts";
import { readParameters } from "../../../workflows/definition/read-parameters.ts";
import { library } from "../../../workflows/library/index.ts";
import { objectInfoOf } from "../../../workflows/signatures/signatures.ts";
import { type ComfyEmulatorOptions, DEFAULT_MODELS } from "./options.ts";
import type { ComfyVersion } from "./version.ts";

/**
 * A ComfyUI that has whatever the workflow library needs: every node class, so that graphs are validated as a
 * real one would, and every model file by name. Classes the emulator does not know run as something made up.
 */
export function libraryOptions(
	version: ComfyVersion,
): Required<Pick<ComfyEmulatorOptions, "models" | "objectInfo">> {
	const models: Record<string, string[]> = structuredClone(DEFAULT_MODELS);
	for (const { folder, file } of library.flatMap(filesOf)) {
		const files = models[folder] ?? [];
		models[folder] = files.includes(file) ? files : [...files, file].sort();
	}
	return { models, objectInfo: objectInfoOf(version, models) };
}

/** The model files of a workflow, those that its example or its defaults choose included. */
function filesOf(workflow: WorkflowDefinition): { folder: string; file: string }[] {
	const read = readParameters(workflow, workflow.example);
	const values = read.ok ? read.values : {};
	return workflow.models.flatMap(({ folder, file }) => {
		const name = typeof file === "string" ? file : values[file.parameter];
		return typeof name === "string" ? [{ folder, file: name }] : [];
	});
}
