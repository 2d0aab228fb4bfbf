import { env } from "cloudflare:workers";
import type { Capabilities } from "../../workflows/object-info/capabilities.ts";
import type { FailureCode } from "../contract/failures.ts";
import type { ClaimedTask, ManifestItem, ReportReply } from "../contract/workers/workers.ts";
import { sha256 } from "./files.ts";
import { call, jsonOf } from "./http.ts";
import { keepSecrets } from "./redaction.ts";

export interface TestWorker {
	id: string;
	token: string;
	/** Name of its pool, as jobs ask for it. */
	pool: string;
	poolId: string;
	warnings: string[];
	wants_object_info: boolean;
}

/** What a ComfyUI with every node and model of the library says of itself. */
export const CAPABILITIES: Capabilities = {
	comfyui_version: "0.33.0",
	nodes: [
		"CheckpointLoaderSimple",
		"CLIPTextEncode",
		"CLIPLoader",
		"CLIPVisionEncode",
		"CLIPVisionLoader",
		"ConditioningZeroOut",
		"EmptySD3LatentImage",
		"FluxGuidance",
		"ImageScale",
		"KSampler",
		"LoadImage",
		"LoraLoader",
		"ModelSamplingAuraFlow",
		"PreviewImage",
		"SaveImage",
		"StyleModelApply",
		"StyleModelLoader",
		"UNETLoader",
		"VAEDecode",
		"VAELoader",
	],
	model_inputs: {
		CheckpointLoaderSimple: { ckpt_name: ["flux1-dev-fp8.safetensors"] },
		CLIPLoader: { clip_name: ["qwen_3_4b.safetensors"] },
		CLIPVisionLoader: { clip_name: ["sigclip_vision_patch14_384.safetensors"] },
		LoraLoader: { lora_name: ["styles/ink.safetensors"] },
		StyleModelLoader: { style_model_name: ["flux1-redux-dev.safetensors"] },
		UNETLoader: { unet_name: ["z_image_turbo_bf16.safetensors"] },
		VAELoader: { vae_name: ["ae.safetensors"] },
	},
	file_inputs: { LoadImage: ["image"] },
	output_nodes: ["SaveImage", "PreviewImage"],
};

let pools = 0;

/** A registered worker in a pool of its own, or in the one named. */
export async function makeWorker(
	options: {
		pool?: string;
		name?: string;
		capabilities?: Capabilities;
		object_info_sha256?: string;
		vram_gb?: number;
		replaces?: string;
		machine?: string;
	} = {},
): Promise<TestWorker> {
	const pool = options.pool ?? `pool-${++pools}`;
	const made = await jsonOf<{ token: string }>(
		await call("POST", "/v1/worker-tokens", { as: env.ADMIN_KEY, json: { name: "a machine", pool } }),
		201,
	);
	keepSecrets(made.token);
	const registration = {
		name: options.name ?? "worker",
		version: "0.1.0",
		gpu: { name: "Emulated", vram_bytes: (options.vram_gb ?? 24) * 2 ** 30, type: "cuda" },
		emulated: true,
		capabilities: options.capabilities ?? CAPABILITIES,
		object_info_sha256: options.object_info_sha256,
		replaces: options.replaces,
		machine: options.machine,
	};
	const reply = await jsonOf<{ worker_id: string; warnings: string[]; wants_object_info: boolean }>(
		await call("POST", "/v1/workers", { as: made.token, json: registration }),
		201,
	);
	const { worker_id: id, warnings, wants_object_info } = reply;
	const poolId = await env.DB.prepare("SELECT id FROM pools WHERE name = ?").bind(pool).first<string>("id");
	return { id, token: made.token, pool, poolId: poolId ?? "", warnings, wants_object_info };
}

/** The next task, or null. */
export async function claim(worker: TestWorker, claimId = crypto.randomUUID()): Promise<ClaimedTask | null> {
	const response = await call("POST", `/v1/workers/${worker.id}/claim`, {
		as: worker.token,
		json: { claim_id: claimId, warm_models: [] },
	});
	if (response.status === 204) return null;
	const task = await jsonOf<ClaimedTask>(response, 200);
	keepSecrets(task.grant);
	return task;
}

/** The next task; fails the test where there is none. */
export async function mustClaim(worker: TestWorker): Promise<ClaimedTask> {
	const task = await claim(worker);
	if (!task) throw new Error("there was nothing to claim");
	return task;
}

export function attemptPath(task: ClaimedTask): string {
	return `/v1/tasks/${task.task_id}/attempts/${task.epoch}`;
}

/** Reports that the task stands at so many percent. */
export async function report(task: ClaimedTask, seq: number, percent: number): Promise<ReportReply> {
	const progress = {
		type: "progress",
		percent,
		node: "6",
		node_title: "Sampler",
		step: 1,
		steps: 20,
		nodes_done: 3,
		nodes_total: 9,
	};
	const json = { seq, events: [progress] };
	return jsonOf<ReportReply>(
		await call("POST", `${attemptPath(task)}/progress`, { as: task.grant, json }),
		200,
	);
}

/** Uploads one output and returns its manifest entry. */
export async function upload(
	task: ClaimedTask,
	data: Uint8Array<ArrayBuffer>,
	more: Partial<ManifestItem> = {},
): Promise<ManifestItem> {
	const number = more.upload ?? 0;
	const hash = await sha256(data);
	await jsonOf(await putOutput(task, data, number), 201);
	const output = task.outputs[0];
	return {
		upload: number,
		name: output?.name ?? "image",
		node: output?.node ?? "9",
		kind: "image",
		filename: "picture.png",
		content_type: "image/png",
		size: data.length,
		sha256: hash,
		width: 4,
		height: 4,
		duration_ms: null,
		...more,
	};
}

/** Asks to complete; the answer is the caller's to judge. */
export function complete(task: ClaimedTask, manifest: ManifestItem[]): Promise<Response> {
	const json = { manifest, graph: task.graph, gpu_ms: 1234 };
	return call("POST", `${attemptPath(task)}/complete`, { as: task.grant, json });
}

/** Does a task from upload to end, with the picture given. */
export async function finish(task: ClaimedTask, picture: Uint8Array<ArrayBuffer>): Promise<void> {
	await jsonOf(await complete(task, [await upload(task, picture)]), 200);
}

/** Says that a task cannot be done. */
export function fail(task: ClaimedTask, code: FailureCode): Promise<Response> {
	const failure = { code, message: "made up", node_id: null, class_type: null };
	return call("POST", `${attemptPath(task)}/fail`, { as: task.grant, json: { failure, gpu_ms: 5 } });
}

/** Sends an output's bytes, whatever becomes of it. */
export async function putOutput(
	task: ClaimedTask,
	data: Uint8Array<ArrayBuffer>,
	number = 0,
): Promise<Response> {
	return call("PUT", `${attemptPath(task)}/outputs/${number}`, {
		as: task.grant,
		body: data,
		headers: {
			"content-type": "image/png",
			"content-length": String(data.length),
			"x-content-sha256": await sha256(data),
		},
	});
}
