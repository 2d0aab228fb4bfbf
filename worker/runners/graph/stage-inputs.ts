import type { ClaimedFile, ClaimedInput } from "../../../edge/contract/workers/workers.ts";
import { AttemptFailed } from "../../attempt/errors.ts";
import { Semaphore } from "../../attempt/semaphore.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import { type ComfyHttp, ComfyReplyError } from "../../comfyui/wire/http.ts";
import type { InputGate } from "../../quality/input-gate.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import { type FetchParts, fetchFile } from "./fetch-file.ts";
import { safeName } from "./prepare-graph.ts";
import type { Spooled } from "./spool.ts";

export interface StagedInput {
	node: string;
	input: string;
	/** What the loader node is given. */
	value: string;
}

export interface StageParts extends FetchParts {
	comfy: ComfyHttp;
	/** ComfyUI's input subfolder of this attempt. */
	folder: string;
	/** ComfyUI's input folder on its machine, where that is known. */
	inputDirectory: string | null;
	/** Looks at what comes, and refuses what nothing can be made of; absent, null: nobody does. */
	gate?: InputGate | null;
}

const AT_ONCE = 3;

/**
 * Fetches the files an attempt needs and puts them into ComfyUI's input folder, under names of our own.
 * Throws {@link AttemptFailed} `download_failed`, `missing_asset`, `invalid_input` or `unsupported_image`, and LeaseLost.
 */
export async function stageInputs(
	inputs: readonly ClaimedInput[],
	parts: StageParts,
): Promise<StagedInput[]> {
	const slots = new Semaphore(AT_ONCE);
	return allOrNothing(inputs, parts.signal, (input, n, signal) =>
		slots.run(() => stage(input, n, { ...parts, signal })),
	);
}

async function stage(input: ClaimedInput, n: number, parts: StageParts): Promise<StagedInput> {
	const { node } = input;
	return {
		node,
		input: input.input,
		value: await stageFile(input, node, `${safeName(input.input)}_${n}`, parts, (file) =>
			parts.gate?.(input, file),
		),
	};
}

/**
 * Fetches one file and puts it into ComfyUI's input folder under `name` and the extension of what it is.
 * Returns what a loader is given: `folder/name.ext`. Throws as {@link stageInputs} does, naming `node`.
 *
 * @param look sees it first, and throws where it is not to be given to ComfyUI
 */
export async function stageFile(
	input: ClaimedFile,
	node: string,
	name: string,
	parts: StageParts,
	look: (file: Spooled) => Promise<void> | undefined = () => undefined,
): Promise<string> {
	const file = await fetchFile(input, node, parts);
	try {
		await look(file);
		return await parts.comfy.upload({
			filename: `${name}${extensionOf(input)}`,
			subfolder: parts.folder,
			contentType: /^[\w.+-]+\/[\w.+-]+/.exec(input.content_type)?.[0] ?? "application/octet-stream",
			size: file.size,
			open: file.open,
		});
	} catch (error) {
		if (error instanceof ComfyReplyError) {
			const tooLarge = error.status === 413;
			throw new AttemptFailed(
				failure(tooLarge ? "invalid_input" : "worker_error", `${input.filename}: ${error.message}`, node),
			);
		}
		throw error;
	} finally {
		await file.dispose();
	}
}

const EXTENSIONS: Record<string, string> = {
	"image/png": ".png",
	"image/jpeg": ".jpg",
	"image/webp": ".webp",
	"image/gif": ".gif",
	"video/mp4": ".mp4",
	"video/webm": ".webm",
	"audio/mpeg": ".mp3",
	"audio/wav": ".wav",
	"audio/flac": ".flac",
	"audio/ogg": ".ogg",
};

/** By type first: the name was chosen by a user. */
function extensionOf(input: ClaimedFile): string {
	const type = input.content_type.split(";")[0]?.trim().toLowerCase() ?? "";
	return EXTENSIONS[type] ?? /\.[A-Za-z0-9]{1,8}$/.exec(input.filename)?.[0]?.toLowerCase() ?? ".bin";
}
