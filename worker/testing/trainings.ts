import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClaimedFile } from "../../edge/contract/workers/workers.ts";
import { trainingWork } from "../../workflows/training/testing/work.ts";
import type { Recipe, TrainingWork } from "../../workflows/training/work.ts";
import type { FakeTask, KeptCheckpoint } from "./fake-attempts.ts";
import type { FakeEdge } from "./fake-edge.ts";
import { sha256 } from "./fake-wire.ts";

/** A folder that looks like ComfyUI's, with a base model, and beside it one for the trainer. */
export async function trainingMachine(trainer: string) {
	const root = await mkdtemp(join(tmpdir(), "darkroom-training-"));
	const checkpoints = join(root, "comfyui", "models", "checkpoints");
	await mkdir(checkpoints, { recursive: true });
	await mkdir(join(root, "sd-scripts"));
	await writeFile(join(checkpoints, "anything-v5.safetensors"), "no model");
	return {
		env: {
			COMFYUI_DIR: join(root, "comfyui"),
			SD_SCRIPTS_DIR: join(root, "sd-scripts"),
			TRAINER_COMMAND: `${process.execPath} ${trainer}`,
		},
		remove: () => rm(root, { recursive: true, force: true }),
	};
}

/** Queues a training of two pictures; of `resume`, what is kept is handed out with it. */
export function submitTraining(
	edge: FakeEdge,
	recipe: Partial<Recipe> = {},
	{ resume = [], work = {} }: { resume?: readonly KeptCheckpoint[]; work?: Partial<TrainingWork> } = {},
): FakeTask {
	const asset = (bytes: Buffer, type?: string): ClaimedFile => {
		const { node: _node, input: _input, ...file } = edge.input("", "", bytes, type);
		return file;
	};
	const pictures = [asset(Buffer.from("picture 0")), asset(Buffer.from("picture 1"))];
	const kept = resume.flatMap(({ files }) =>
		files.map(({ bytes }) => asset(bytes, "application/octet-stream")),
	);
	const [newest = null, before = null] = resume.map(({ step, files }) => ({
		step,
		files: files.map(({ bytes, ...file }) => ({ ...file, bytes: bytes.length })),
	}));
	const base = trainingWork();
	const training: TrainingWork = {
		...base,
		recipe: { ...base.recipe, steps: 5, save_every: 2, ...recipe },
		pictures: base.pictures.map((one, i) => ({ ...one, sha256: pictures[i]?.sha256 ?? "" })),
		resume: newest && { ...newest, before },
		...work,
	};
	return edge.submit({
		graph: {},
		training: true,
		work: { kind: "train", training, inputs: [...pictures, ...kept] },
	});
}

/** The bytes of what a training delivered under a name. */
export function delivered(task: FakeTask, name: string): Buffer {
	const item = task.completion?.manifest.find((one) => one.name === name);
	return task.uploads.get(item?.upload ?? -1)?.bytes ?? Buffer.alloc(0);
}

/** The same checkpoint with other bytes than its hash says in one file of its state. */
export function damaged(checkpoint: KeptCheckpoint): KeptCheckpoint {
	const [first, ...rest] = checkpoint.files;
	if (first === undefined) return checkpoint;
	return { ...checkpoint, files: [{ ...first, sha256: sha256(Buffer.from("other")) }, ...rest] };
}
