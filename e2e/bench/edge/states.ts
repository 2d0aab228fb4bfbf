import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as z from "zod";
import { DarkroomClient } from "../../../client/client.ts";
import { Semaphore } from "../../../worker/attempt/semaphore.ts";
import { AttemptClient } from "../../../worker/edge-api/client.ts";
import { systemClock } from "../../../worker/process/clock.ts";
import { HttpPool } from "../../../worker/process/request.ts";
import { storeFile } from "../../../worker/runners/train/store-file.ts";
import { storageCounts } from "../../stack/emulated-storage.ts";
import { paint } from "../../testing/pictures.ts";
import { type CountingEdge, startCountingEdge } from "../instruments/counting-edge.ts";
import { post } from "../instruments/fleet.ts";
import { secondsOf, workerdOf } from "../instruments/processor.ts";

const MB = 1_000_000;
/** A state as large as that of a LoRA of Flux. */
const STATE_MB = 200;
/** States that are sent and averaged over. */
const STATES = 3;
/** The shortest training that is told of takes 15 minutes and 1,200 steps, with a state each 200: seconds between two. */
const INTERVAL_S = 150;
const BASE = "dreamshaper_8.safetensors";

const ABLE = {
	comfyui_version: "0.33.0",
	nodes: ["CheckpointLoaderSimple", "SaveImage"],
	model_inputs: { CheckpointLoaderSimple: { ckpt_name: [BASE] } },
	file_inputs: {},
	output_nodes: ["SaveImage"],
	trainers: [{ trainer: "sd-scripts", version: "0.9.1", device: "cuda" }],
	lora_folder: true,
};

/** What a state of a training costs the edge and the worker, sent straight to storage and by the edge. */
export async function states(): Promise<[string, string][]> {
	return [await measured(true), await measured(false)];
}

async function measured(direct: boolean): Promise<[string, string]> {
	const folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-states-"));
	const edge = await startCountingEdge({ LOG_REQUESTS: "0" }, { storage: direct });
	try {
		const attempt = await trainingOn(edge);
		const pid = os.platform() === "linux" ? await workerdOf(process.pid) : null;
		const cpu = async () => (pid === null ? Number.NaN : secondsOf(pid));
		const parts = {
			...{ edge: attempt, clock: systemClock, uploads: new Semaphore(1), patienceMs: 60_000 },
			...{ signal: new AbortController().signal, until: () => Number.POSITIVE_INFINITY },
		};
		const file = path.join(folder, "optimizer.bin");
		const [before, began] = [direct ? await storageCounts(edge.url) : null, await edge.counts()];
		const sum = { wall: 0, worker: 0, report: 0, edge: 0 };
		for (let i = 0; i < STATES; i++) {
			await writeFile(file, randomBytes(STATE_MB * MB));
			const [at, own, theirs] = [performance.now(), process.cpuUsage(), await cpu()];
			const { upload, size, sha256 } = await storeFile(file, i, "application/octet-stream", parts);
			const sent = performance.now();
			const state = { role: "state" as const, name: "optimizer.bin", upload, sha256, bytes: size };
			await attempt.checkpoint({ step: 200 * (i + 1), files: [state] });
			const { user, system } = process.cpuUsage(own);
			sum.wall += (performance.now() - at) / 1000;
			sum.report += (performance.now() - sent) / 1000;
			sum.worker += (user + system) / 1e6;
			sum.edge += (await cpu()) - theirs;
		}
		const [after, ended] = [direct ? await storageCounts(edge.url) : null, await edge.counts()];
		const each = (value: number) => (value / STATES).toFixed(2);
		const calls = `R2 calls of the edge: ${each(ended.r2_class_a - began.r2_class_a)} that write, ${each(ended.r2_class_b - began.r2_class_b)} that read`;
		const worker = `worker ${each(sum.worker)} s of processor, ${((100 * sum.worker) / STATES / INTERVAL_S).toFixed(2)} % of ${INTERVAL_S} s between two; trainer held 0 s`;
		const bodies =
			after === null || before === null
				? `${STATE_MB} MB of body through the edge`
				: `${each((after.edge.bytes - before.edge.bytes) / 1000)} kB of JSON through the edge in ${each(after.edge.requests - before.edge.requests - 1)} requests, no byte of the state`;
		return [
			`a state of ${STATE_MB} MB, ${direct ? "straight to storage" : "by the edge"}`,
			`${bodies}; ${calls}; ${each(sum.wall)} s until it is kept (${each(sum.report)} s of that the report); ${worker}; workerd, storage in it, ${each(sum.edge)} s`,
		];
	} finally {
		await edge.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

/** A training that a worker has claimed, which nobody trains. */
async function trainingOn(edge: CountingEdge): Promise<AttemptClient> {
	const admin = { authorization: `Bearer ${edge.adminKey}`, "content-type": "application/json" };
	const made = async <T>(schema: z.ZodType<T>, route: string, headers: typeof admin, body: object) =>
		schema.parse(await (await post(edge.url + route, headers, body)).json());
	const { api_key } = await made(
		z.object({ api_key: z.object({ key: z.string() }) }),
		"/v1/accounts",
		admin,
		{ name: "bench" },
	);
	const { token } = await made(z.object({ token: z.string() }), "/v1/worker-tokens", admin, {
		...{ name: "bench", pool: "default" },
	});
	const own = { ...admin, authorization: `Bearer ${token}` };
	const { worker_id } = await made(z.object({ worker_id: z.string() }), "/v1/workers", own, {
		...{ name: "bench", version: "1", capabilities: ABLE },
		gpu: { name: "none", vram_bytes: 24 * 2 ** 30, type: "cuda" },
	});
	const client = new DarkroomClient({ url: edge.url, key: api_key.key });
	const { id } = await client.upload(
		paint(64, 64, (x, y) => [x * 4, y * 4, 0]),
		"in.png",
	);
	await client.trainings.start({
		...{ output_name: "bench", family: "sd15", base_model: `checkpoints/${BASE}`, trigger: "ohwx woman" },
		pictures: Array.from({ length: 7 }, (_, i) => ({ asset: id, caption: `standing, background ${i}` })),
	});
	const task = await made(
		z.object({ task_id: z.string(), epoch: z.int(), grant: z.string() }),
		`/v1/workers/${worker_id}/claim`,
		own,
		{ claim_id: randomUUID() },
	);
	return new AttemptClient(new HttpPool(), (route) => new URL(route, edge.url), task);
}
