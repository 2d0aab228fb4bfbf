import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as z from "zod";
import { DarkroomClient } from "../../../client/client.ts";
import { watch } from "../../../client/watch.ts";
import { LEASE_MS } from "../../../edge/contract/workers/workers.ts";
import { until } from "../../../worker/testing/until.ts";
import { listening, type Running, start } from "../../stack/processes.ts";
import { programs } from "../../stack/programs.ts";
import { type CountingEdge, settled, startCountingEdge } from "../instruments/counting-edge.ts";
import type { Usage } from "../instruments/counting-worker.ts";
import { costOfMillion } from "./edge-cost.ts";

/** Jobs of two pictures, one behind the other. Milliseconds of a step; the workflow has about ten: a job takes the GPU half a minute. */
const JOBS = 3;
const PICTURES = 2;
const STEP_MS = 2_000;
/** Who watches each job and reads its pictures, where somebody does. */
const VIEWERS = 2;
/** A request to the Worker takes this long to work out, in milliseconds: assumed, since only Cloudflare counts it. */
const CPU_MS = 2;
/** A second of an RTX 4090, serverless: RunPod's price table of June 2026. US dollars. */
const GPU_USD_PER_S = 0.00031;
/** What the model before took for a picture's time on a GPU: "a million 30-s images". */
const MODEL_SECONDS = 30;
/** What the edge is to cost at most, as a share of what the GPUs of the same jobs do. */
const MOST_SHARE = 0.01;
/**
 * What was reckoned before anything was built, for a million jobs with two pictures, forty reports in ten requests and
 * two viewers: US dollars beyond what the plan includes, and in all, storage left out.
 */
const MODEL = { net: 11, gross: 47 };

/** What a million jobs cost at the edge, counted on jobs that a real worker ran, beside what their GPUs cost. */
export async function cost(): Promise<[string, string][]> {
	const folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-cost-"));
	// Leases as deployed: their renewals are rows.
	const edge = await startCountingEdge({ LOG_REQUESTS: "0", LEASE_MS: String(LEASE_MS) });
	const started: Running[] = [];
	try {
		const { client, token } = await account(edge);
		const comfyui = start(programs().emulator, ["--port", "0", "--step-ms", String(STEP_MS)], {});
		started.push(comfyui);
		const url = await listening(comfyui);
		const worker = start(programs().worker, [], {
			...{ EDGE_URL: edge.url, WORKER_TOKEN: token, COMFYUI_URL: url, ALLOW_REMOTE_COMFYUI: "1" },
			...{ WORKER_NAME: "measured", SCRATCH_DIR: folder },
		});
		started.push(worker);
		await until("the worker is there", () => worker.log.some((line) => line.includes('"registered"')));
		// What is done once for a workflow is none of theirs.
		await run(edge, client, 1, 0);
		const rows: [string, string][] = [];
		for (const viewers of [0, VIEWERS]) rows.push(...(await measure(edge, client, viewers)));
		rows.push([
			"edge cost of a million jobs: the model before",
			`${usd(MODEL.net)} beyond the plan, ${usd(MODEL.gross)} in all, storage left out`,
		]);
		return rows;
	} finally {
		for (const one of started.toReversed()) await one.stop();
		await edge.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

async function account(edge: CountingEdge): Promise<{ client: DarkroomClient; token: string }> {
	const post = async (route: string, body: object): Promise<unknown> => {
		const response = await fetch(edge.url + route, {
			method: "POST",
			headers: { authorization: `Bearer ${edge.adminKey}`, "content-type": "application/json" },
			body: JSON.stringify(body),
		});
		if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
		return response.json();
	};
	const made = z
		.object({ api_key: z.object({ key: z.string() }) })
		.parse(await post("/v1/accounts", { name: "bench" }));
	const { token } = z
		.object({ token: z.string() })
		.parse(await post("/v1/worker-tokens", { name: "bench", pool: "default" }));
	return { client: new DarkroomClient({ url: edge.url, key: made.api_key.key }), token };
}

/**
 * Runs jobs to their ends. Each viewer follows each job from its beginning and reads its pictures; where there are none,
 * its sender asks once when it is over. Answers with the milliseconds that the GPU was held.
 */
async function run(
	edge: CountingEdge,
	client: DarkroomClient,
	jobs: number,
	viewers: number,
): Promise<number> {
	const ids: string[] = [];
	for (let i = 0; i < jobs; i++) {
		const seed = 1_000 * viewers + 10 * i;
		const parameters = { prompt: "a harbour at night", seed, variations: PICTURES };
		ids.push((await client.submit({ workflow: "z-image-turbo-base-image", parameters })).id);
	}
	const follow = async (id: string) => {
		for await (const _ of watch(client, id, { previews: true }));
		for (const output of (await client.job(id)).outputs) await client.download(output);
	};
	await Promise.all(ids.flatMap((id) => Array.from({ length: viewers }, () => follow(id))));
	let gpuMs = 0;
	for (const id of ids) {
		await until("it has ended", async () => {
			const [row] = await edge.sql(`SELECT finished_at FROM jobs WHERE id = '${id}'`);
			return row?.finished_at ?? null;
		});
		const { status, cost } = await client.job(id);
		if (status !== "succeeded") throw new Error(`${id} is ${status}`);
		gpuMs += cost.load_ms + cost.run_ms;
	}
	return gpuMs;
}

async function measure(
	edge: CountingEdge,
	client: DarkroomClient,
	viewers: number,
): Promise<[string, string][]> {
	const before = await settled(edge);
	const writtenBefore = await edge.written();
	const gpuMs = await run(edge, client, JOBS, viewers);
	const after = await settled(edge);
	const written = Object.entries(await edge.written())
		.map(([name, rows]) => ({ name, rows: (rows - (writtenBefore[name] ?? 0)) / JOBS }))
		.filter(({ rows }) => rows > 0)
		.toSorted((a, b) => b.rows - a.rows);
	const names = Object.keys(after) as (keyof Usage)[];
	const each = Object.fromEntries(
		names.map((name) => [name, (after[name] - before[name]) / JOBS]),
	) as unknown as Usage;
	const lines = costOfMillion(each, each.worker_requests * CPU_MS);
	const gross = lines.reduce((sum, line) => sum + line.gross, 0);
	const net = lines.reduce((sum, line) => sum + line.net, 0);
	const seconds = gpuMs / JOBS / 1000;
	const share = (cost: number, of: number) => `${((cost / (of * GPU_USD_PER_S * 1e6)) * 100).toFixed(1)} %`;
	const beside = (of: number) =>
		`${of.toFixed(0)} s of GPU each are ${usd(of * GPU_USD_PER_S * 1e6)}: ${share(net, of)} and ${share(gross, of)} of that`;
	const enough = (cost: number) => `${Math.ceil(cost / (MOST_SHARE * GPU_USD_PER_S * 1e6))} s`;
	const label = viewers === 0 ? "nobody watches" : `${viewers} watch and read the pictures`;
	return [
		[
			`edge cost of a million jobs, ${label}`,
			`${usd(net)} beyond the plan, ${usd(gross)} in all; ${beside(seconds)}; ${beside(PICTURES * MODEL_SECONDS)}; under ${MOST_SHARE * 100} % from ${enough(net)} and ${enough(gross)} of GPU for each job on`,
		],
		[
			`  counted for each job, ${label}`,
			lines.map(({ of, count, gross }) => `${of} ${shown(count)} (${usd(gross)})`).join(", "),
		],
		[
			`  D1 rows written for each job, ${label}`,
			written.map(({ name, rows }) => `${name} ${shown(rows)}`).join(", "),
		],
	];
}

const shown = (count: number) => count.toFixed(count < 1 ? 3 : count < 10 ? 1 : 0);
const usd = (amount: number) => `$${amount.toFixed(2)}`;
