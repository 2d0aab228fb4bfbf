import { Readable } from "node:stream";
import type { ClaimedFolder } from "../../../edge/contract/workers/workers.ts";
import { AttemptFailed } from "../../attempt/errors.ts";
import { Semaphore } from "../../attempt/semaphore.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import { safeName } from "./prepare-graph.ts";
import { type StagedInput, type StageParts, stageFile } from "./stage-inputs.ts";

const AT_ONCE = 3;

/**
 * Fills the folders that nodes of the graph read, each a subfolder of the attempt's own in ComfyUI's input
 * folder, and says how each node is to name its folder. Throws as `stageInputs` does, and `worker_error` where
 * an absolute path is wanted and the worker does not know where the input folder lies.
 */
export async function stageFolders(
	folders: readonly ClaimedFolder[],
	parts: StageParts,
): Promise<StagedInput[]> {
	const slots = new Semaphore(AT_ONCE);
	return Promise.all(
		folders.map(async ({ node, input, path, files }) => {
			const folder = `${parts.folder}/${safeName(`${node}_${input}`)}`;
			const value = path === "input" ? folder : absolute(folder, node, parts);
			await allOrNothing(files, parts.signal, (file, _, signal) =>
				slots.run(async () => {
					const own = { ...parts, folder, signal };
					if ("text" in file) await stageText(file, own);
					else await stageFile(file, node, safeName(file.name), own);
				}),
			);
			return { node, input, value };
		}),
	);
}

function absolute(folder: string, node: string, { inputDirectory }: StageParts): string {
	if (inputDirectory === null)
		throw new AttemptFailed(
			failure(
				"worker_error",
				"a node wants a folder by its absolute path, and COMFYUI_DIR is not set on the worker",
				node,
			),
		);
	return `${inputDirectory.replace(/[/\\]+$/, "")}/${folder}`;
}

async function stageText({ name, text }: { name: string; text: string }, parts: StageParts): Promise<void> {
	const bytes = Buffer.from(text, "utf8");
	const [stem = "", extension = "txt"] = name.split(/\.(?=[^.]*$)/);
	await parts.comfy.upload({
		filename: `${safeName(stem)}.${safeName(extension)}`,
		subfolder: parts.folder,
		contentType: "text/plain",
		size: bytes.length,
		open: () => Readable.from([bytes]),
	});
}
