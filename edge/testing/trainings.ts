import type { JobResource } from "../contract/jobs/jobs.ts";
import type { ClaimedTask, ClaimedWork } from "../contract/workers/workers.ts";
import type { TestAccount } from "./accounts.ts";
import { png, sha256, text } from "./files.ts";
import { call } from "./http.ts";
import { submit, uploadAsset } from "./jobs.ts";
import { PAGE_CAPABILITIES } from "./pages.ts";
import { attemptPath, putOutput, type TestWorker } from "./workers.ts";

const { profile: _, ...able } = PAGE_CAPABILITIES;
/** What a worker says of itself that has a trainer, and a model to train on. */
export const TRAINER_CAPABILITIES = {
	...able,
	trainers: [{ trainer: "sd-scripts", version: "0.9.1", device: "cuda" }],
	lora_folder: true,
};

/** A training of seven pictures, which all are `picture`. */
export const trainingOf = (picture: string, name: string, more: object = {}) => ({
	output_name: name,
	family: "sd15",
	base_model: "checkpoints/dreamshaper_8.safetensors",
	trigger: "ohwx woman",
	recipe: { steps: 800 },
	pictures: Array.from({ length: 7 }, () => ({ asset: picture, caption: "portrait, smiling, a garden" })),
	...more,
});

let pictures = 0;

/** Submits a training in the pool of a worker. */
export async function submitTraining(
	account: TestAccount,
	worker: TestWorker | string,
	name: string,
	more: object = {},
): Promise<JobResource> {
	const { id } = await uploadAsset(account, await png(8, 8 + (++pictures % 50)));
	return submit(account, worker, { training: trainingOf(id, name, more) });
}

/** What a claimed task trains; fails the test where it runs a graph. */
export function trainingIn({ work }: ClaimedTask): Extract<ClaimedWork, { kind: "train" }> {
	if (work.kind !== "train") throw new Error(`the task is a ${work.kind}`);
	return work;
}

/** Bytes of what a checkpoint keeps: they say of which step they are. */
export const stateOf = (step: number) => text(`state of step ${step}`);

/** Uploads a file of an attempt and names it as checkpoints do. */
export async function keep(
	task: ClaimedTask,
	upload: number,
	role: "state" | "lora" | "log",
	name: string,
	data: Uint8Array<ArrayBuffer>,
) {
	const response = await putOutput(task, data, upload);
	if (response.status !== 201) throw new Error(`the upload was answered with ${response.status}`);
	return { role, name, upload, sha256: await sha256(data), bytes: data.length };
}

/** Reports a checkpoint; the answer is the caller's to judge. */
export function postCheckpoint(task: ClaimedTask, json: object): Promise<Response> {
	return call("POST", `${attemptPath(task)}/checkpoints`, { as: task.grant, json });
}

/** Uploads a state and weights, and reports that the training has come so far. */
export async function reachStep(
	task: ClaimedTask,
	step: number,
	lora: Uint8Array<ArrayBuffer> = text(`weights of step ${step}`),
): Promise<Response> {
	const at = (step / 100) * 4;
	const files = [
		await keep(task, at, "state", "state.bin", stateOf(step)),
		await keep(task, at + 1, "lora", `step-${step}.safetensors`, lora),
		await keep(task, at + 2, "log", "losses.jsonl", text(`{"step":${step},"loss":0.1}`)),
	];
	return postCheckpoint(task, { step, loss: 0.1, files });
}
