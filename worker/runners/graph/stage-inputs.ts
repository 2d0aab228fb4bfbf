import type { ClaimedFile, ClaimedInput } from "../../../edge/contract/workers.ts";
import { AttemptFailed } from "../../attempt/errors.ts";
import { Semaphore } from "../../attempt/semaphore.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import { type ComfyHttp, ComfyReplyError } from "../../comfyui/wire/http.ts";
import { type AttemptClient, isPassing } from "../../edge-api/client.ts";
import { EdgeRefusal, LeaseLost } from "../../edge-api/errors.ts";
import { type Clock, sleep } from "../../process/clock.ts";
import { HttpError } from "../../process/request.ts";
import { allOrNothing } from "./all-or-nothing.ts";
import { safeName } from "./prepare-graph.ts";
import type { RecentFiles } from "./recent-files.ts";
import { type Spooled, spool } from "./spool.ts";

export interface StagedInput {
	node: string;
	input: string;
	/** What the loader node is given. */
	value: string;
}

export interface StageParts {
	comfy: ComfyHttp;
	edge: AttemptClient;
	clock: Clock;
	/** ComfyUI's input subfolder of this attempt. */
	folder: string;
	/** ComfyUI's input folder on its machine, where that is known. */
	inputDirectory: string | null;
	scratch: string;
	recent: RecentFiles;
	signal: AbortSignal;
}

const AT_ONCE = 3;
const TRIES = 4;

/**
 * Fetches the files an attempt needs and puts them into ComfyUI's input folder, under names of our own.
 * Throws {@link AttemptFailed} `download_failed`, `missing_asset` or `unsupported_image`, and LeaseLost.
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
		value: await stageFile(input, node, `${safeName(input.input)}_${n}`, parts),
	};
}

/**
 * Fetches one file and puts it into ComfyUI's input folder under `name` and the extension of what it is.
 * Returns what a loader is given: `folder/name.ext`. Throws as {@link stageInputs} does, naming `node`.
 */
export async function stageFile(
	input: ClaimedFile,
	node: string,
	name: string,
	parts: StageParts,
): Promise<string> {
	const file = await fetchFile(input, node, parts);
	try {
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

/** The bytes, checked against the hash the edge has on record; a damaged copy is fetched again. Throws as above. */
export async function fetchFile(input: ClaimedFile, node: string, parts: StageParts): Promise<Spooled> {
	const known = parts.recent.find(input);
	if (known !== null) return known;
	let last: unknown = null;
	for (let attempt = 0; attempt < TRIES && !parts.signal.aborted; attempt++) {
		try {
			const file = await spool(await parts.edge.download(input, parts.signal), parts.scratch);
			if (file.sha256 === input.sha256 && file.size === input.size) {
				parts.recent.keep(file);
				return file;
			}
			await file.dispose();
			last = new Error("the bytes that came do not have the recorded hash");
		} catch (error) {
			if (error instanceof LeaseLost) throw error;
			if (error instanceof EdgeRefusal && [403, 404, 410].includes(error.status))
				throw new AttemptFailed(failure("missing_asset", `${input.filename} is not there any more`, node));
			if (error instanceof HttpError && error.kind === "aborted") throw error;
			// What breaks in the middle of a body carries no kind of ours; it is a broken connection as well.
			if (error instanceof EdgeRefusal && !isPassing(error)) {
				last = error;
				break;
			}
			last = error;
		}
		await sleep(parts.clock.random() * 250 * 2 ** attempt, parts.signal);
	}
	if (parts.signal.aborted) throw new HttpError("aborted", "given up");
	const why = last instanceof Error ? last.message : String(last);
	throw new AttemptFailed(failure("download_failed", `${input.filename}: ${why}`, node));
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
