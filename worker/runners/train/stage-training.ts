import { createWriteStream } from "node:fs";
import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ClaimedFile } from "../../../edge/contract/workers/workers.ts";
import type { Dialect } from "../../../workflows/training/dialect/dialect.ts";
import { oneLine } from "../../../workflows/training/sd-scripts/dataset.ts";
import type { Checkpoint, CheckpointFile, TrainingWork } from "../../../workflows/training/work.ts";
import { AttemptFailed } from "../../attempt/errors.ts";
import { failure } from "../../comfyui/wire/errors.ts";
import type { Logger } from "../../process/log.ts";
import { allOrNothing } from "../graph/all-or-nothing.ts";
import { type FetchParts, fetchFile } from "../graph/fetch-file.ts";
import type { TrainingFolder } from "./training-folder.ts";

export interface StageTrainingParts extends FetchParts {
	/** What came with the task, to be found by hash. */
	inputs: readonly ClaimedFile[];
	dialect: Dialect;
	folder: TrainingFolder;
	log: Logger;
}

/** Pictures fetched at once. */
const LANES = 4;
/** By what the bytes are: the trainers look at the extension. */
const EXTENSIONS: Readonly<Record<string, string>> = {
	"image/png": "png",
	"image/jpeg": "jpg",
	"image/webp": "webp",
};

/**
 * Puts the pictures of a training into its folders, numbered, each with its caption beside it. Throws AttemptFailed
 * `missing_asset`, `download_failed` or `unsupported_image`, and LeaseLost.
 */
export async function stagePictures(work: TrainingWork, parts: StageTrainingParts): Promise<void> {
	const { folder } = parts;
	const { class_prompt = "", pictures = [] } = work.regularisation ?? {};
	const all = [
		...work.pictures.map((one, i) => ({ ...one, path: join(folder.pictures, numbered(i)) })),
		...pictures.map((one, i) => ({
			...one,
			caption: class_prompt,
			path: join(folder.regularisation, numbered(i)),
		})),
	];
	// A lane takes every fourth: hundreds of them must not be asked for at once.
	await allOrNothing(Array.from({ length: LANES }), parts.signal, async (_, lane, signal) => {
		for (const { sha256, name, caption, path } of all.filter((_, i) => i % LANES === lane)) {
			const input = parts.inputs.find((one) => one.sha256 === sha256);
			if (input === undefined)
				throw new AttemptFailed(failure("missing_asset", `the picture ${name} did not come`));
			const extension = EXTENSIONS[input.content_type.split(";")[0] ?? ""];
			if (extension === undefined)
				throw new AttemptFailed(
					failure(
						"unsupported_image",
						`the picture ${name} is ${input.content_type}; trainers read PNG, JPEG and WebP`,
					),
				);
			await put(input, `${path}.${extension}`, { ...parts, signal });
			await writeFile(`${path}.txt`, `${oneLine(caption)}\n`);
		}
	});
}

const numbered = (i: number) => String(i).padStart(4, "0");

/**
 * Puts what a checkpoint kept where the trainer goes on from, and says which checkpoint that is: where a file of the newest
 * is not what it should be, it is the one before, and without one the training begins again. Never fails for that; throws
 * LeaseLost, and errors of the disk.
 *
 * @param onLosses called with the losses that were kept
 */
export async function stageResume(
	work: TrainingWork,
	parts: StageTrainingParts,
	onLosses: (text: string, step: number) => void,
): Promise<TrainingWork["resume"]> {
	const newest = work.resume;
	if (newest === null) return null;
	for (const checkpoint of [newest, newest.before]) {
		if (checkpoint === null) continue;
		const resume = { ...checkpoint, before: null };
		const why = await restore({ ...work, resume }, checkpoint, parts, onLosses);
		if (why === null) return resume;
		parts.log.warn("a checkpoint cannot be gone on from; the one before it is taken", {
			step: checkpoint.step,
			why,
		});
		for (const path of [parts.folder.resume, parts.folder.output]) {
			await rm(path, { recursive: true, force: true });
			await mkdir(path, { recursive: true });
		}
	}
	return null;
}

/** Why a checkpoint could not be put there, or null. */
async function restore(
	work: TrainingWork,
	checkpoint: Checkpoint,
	parts: StageTrainingParts,
	onLosses: (text: string, step: number) => void,
): Promise<string | null> {
	try {
		for (const file of checkpoint.files) {
			const input = inputOf(file, parts.inputs);
			if (file.role === "log") {
				const spooled = await fetchFile(input, "", parts);
				const chunks: Buffer[] = [];
				for await (const chunk of spooled.open()) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
				await spooled.dispose();
				onLosses(Buffer.concat(chunks).toString("utf8"), checkpoint.step);
				continue;
			}
			const place = placeOf(work, file, parts);
			if (place !== null) await put(input, place, parts);
		}
		return null;
	} catch (error) {
		if (error instanceof AttemptFailed && !parts.signal.aborted) return error.failure.message;
		throw error;
	}
}

function placeOf(
	work: TrainingWork,
	file: CheckpointFile,
	{ dialect, folder }: StageTrainingParts,
): string | null {
	const place = dialect.restore(work, file);
	return place && join(place.below === "output" ? folder.output : folder.resume, place.path);
}

function inputOf({ name, sha256 }: CheckpointFile, inputs: readonly ClaimedFile[]): ClaimedFile {
	if (/[/\\]|^\.+$/.test(name))
		throw new AttemptFailed(failure("download_failed", "a kept file has a path for a name"));
	const input = inputs.find((one) => one.sha256 === sha256);
	if (input === undefined)
		throw new AttemptFailed(failure("missing_asset", `the kept file ${name} did not come`));
	return input;
}

async function put(input: ClaimedFile, path: string, parts: FetchParts): Promise<void> {
	const spooled = await fetchFile(input, "", parts);
	try {
		await mkdir(dirname(path), { recursive: true });
		await pipeline(spooled.open(), createWriteStream(path));
	} finally {
		await spooled.dispose();
	}
}

/** Whether a file is there. */
export const exists = (path: string) =>
	access(path).then(
		() => true,
		() => false,
	);
