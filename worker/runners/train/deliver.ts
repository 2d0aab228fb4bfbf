import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ManifestItem } from "../../../edge/contract/workers/workers.ts";
import { headerLength, LENGTH_BYTES, readHeader } from "../../../workflows/safetensors/header.ts";
import type { TrainingWork } from "../../../workflows/training/work.ts";
import { AttemptFailed } from "../../attempt/errors.ts";
import { noWeights } from "./failures.ts";
import { type StoreParts, storeFile } from "./store-file.ts";
import type { TrainingFolder } from "./training-folder.ts";

/** Of what the trainer printed, so many UTF-16 units are delivered. */
const LONGEST_PRINTED = 60_000;

export interface Delivery {
	work: TrainingWork;
	folder: TrainingFolder;
	/** The LoRA after the last step, below the output folder. */
	last: string;
	/** The loss of every step, as JSON lines. */
	losses: string;
	printed: readonly string[];
	nextUpload(): number;
}

/**
 * Uploads what a training leaves: the last weights as `lora`, the losses, and what the trainer printed. The weights of
 * its checkpoints have been stored as they came. Throws AttemptFailed `missing_output` where there are no weights, and as
 * {@link storeFile} does.
 */
export async function deliver(delivery: Delivery, parts: StoreParts): Promise<ManifestItem[]> {
	const { work, folder, last, losses, printed, nextUpload } = delivery;
	const weights = join(folder.output, last);
	const why = await troubleWith(weights);
	if (why !== null) throw new AttemptFailed(noWeights(why));
	const text = async (name: string, filename: string, content: string): Promise<ManifestItem[]> => {
		if (content === "") return [];
		const path = join(folder.kept, filename);
		await writeFile(path, content);
		const type = "text/plain; charset=utf-8";
		const stored = await storeFile(path, nextUpload(), type, parts);
		return [item(name, filename, "text", type, stored)];
	};
	const binary = "application/octet-stream";
	const stored = await storeFile(weights, nextUpload(), binary, parts);
	const told = printed.join("\n").slice(-LONGEST_PRINTED);
	return [
		item("lora", `${work.output_name}.safetensors`, "file", binary, stored),
		...(await text("losses", "losses.jsonl", losses)),
		...(await text("printed", "trainer.txt", told === "" ? "" : `${told}\n`)),
	];
}

function item(
	name: string,
	filename: string,
	kind: ManifestItem["kind"],
	content_type: string,
	stored: { upload: number; size: number; sha256: string },
): ManifestItem {
	return {
		...stored,
		name,
		node: "",
		kind,
		filename,
		content_type,
		width: null,
		height: null,
		duration_ms: null,
	};
}

/** Why a file is no LoRA's weights, to complete "the weights ..."; null where it is. */
async function troubleWith(path: string): Promise<string | null> {
	const file = await open(path).catch(() => null);
	if (file === null) return "are not there";
	try {
		const { size } = await file.stat();
		const first = Buffer.alloc(Math.min(size, LENGTH_BYTES));
		await file.read(first, 0, first.length, 0);
		const length = headerLength(first, size);
		if (!length.ok) return `cannot be used: the file ${length.why}`;
		const head = Buffer.alloc(LENGTH_BYTES + length.bytes);
		await file.read(head, 0, head.length, 0);
		const header = readHeader(head, size);
		return header.ok ? null : `cannot be used: the file ${header.why}`;
	} finally {
		await file.close();
	}
}
