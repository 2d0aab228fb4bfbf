import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { builtinModules } from "node:module";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import WebSocket from "ws";
import { DarkroomClient } from "../../../client/client.ts";
import { EVENTS_PROTOCOL } from "../../../edge/contract/sockets.ts";
import { claimedTaskSchema, registerReplySchema } from "../../../edge/contract/workers/workers.ts";
import { buildEdge } from "../../stack/bundle.ts";
import { localSecrets } from "../../stack/local-secrets.ts";
import { listening, root, start } from "../../stack/processes.ts";
import { countingRoundTrips } from "../instruments/counting-round-trips.ts";
import { post } from "../instruments/fleet.ts";

/** Sockets that one job is watched with at once. */
const WATCHERS = 100;

/** Put around the bundle: `GET /bench/d1` answers with how often D1 was asked. */
const COUNTING = `
${countingRoundTrips("./index.js")}
export default {
	fetch: (request, env, context) => new URL(request.url).pathname === "/bench/d1"
		? new Response(String(asked))
		: edge.fetch(request, around(env), context),
	scheduled: (event, env, context) => edge.scheduled(event, around(env), context),
};`;

/** How often D1 is asked for each of the main requests, before the answer and behind it. */
export async function roundTrips(): Promise<[string, string][]> {
	const state = await mkdtemp(path.join(os.tmpdir(), "darkroom-trips-"));
	const bundle = path.join(state, "bundle");
	await mkdir(bundle);
	await build({
		stdin: { contents: COUNTING, resolveDir: await buildEdge() },
		outfile: path.join(bundle, "index.js"),
		bundle: true,
		format: "esm",
		target: "es2024",
		external: ["cloudflare:*", "node:*", ...builtinModules],
		logLevel: "warning",
	});
	const secrets = await localSecrets(state);
	const edge = start("e2e/stack/edge-server.ts", ["--port", "0", "--state", state, "--bundle", bundle], {
		SIGNING_SECRET: secrets.signing_secret,
		ADMIN_KEY: secrets.admin_key,
	});
	try {
		return await measure(await listening(edge), secrets.admin_key);
	} finally {
		await edge.stop();
		await rm(state, { recursive: true, force: true, maxRetries: 5 });
	}
}

async function measure(url: string, adminKey: string): Promise<[string, string][]> {
	const asked = async () => Number(await (await fetch(`${url}/bench/d1`)).text());
	/** The count when nothing goes on behind the answers any more. */
	const settled = async () => {
		for (let before = await asked(); ; ) {
			await new Promise((resolve) => setTimeout(resolve, 300));
			const now = await asked();
			if (now === before) return now;
			before = now;
		}
	};
	const rows: [string, string][] = [];
	const trips = async <T>(label: string, request: () => Promise<T>): Promise<T> => {
		const before = await settled();
		const result = await request();
		const answered = await asked();
		const behind = (await settled()) - answered;
		rows.push([`D1 asked: ${label}`, `${answered - before}${behind > 0 ? `, and ${behind} behind` : ""}`]);
		return result;
	};

	const bearer = (token: string) => ({
		authorization: `Bearer ${token}`,
		"content-type": "application/json",
	});
	const admin = bearer(adminKey);
	const account = await (await post(`${url}/v1/accounts`, admin, { name: "bench" })).json();
	const { key } = (account as { api_key: { key: string } }).api_key;
	const client = new DarkroomClient({ url, key });
	const made = await (await post(`${url}/v1/worker-tokens`, admin, { name: "bench" })).json();
	const worker = bearer((made as { token: string }).token);
	const registration = await post(`${url}/v1/workers`, worker, {
		name: "bench",
		version: "bench",
		gpu: { name: "none", vram_bytes: 0, type: "none" },
		emulated: true,
		capabilities: { comfyui_version: "0.33.0", ...GRAPH_NODES },
	});
	const { worker_id } = registerReplySchema.parse(await registration.json());
	const claim = () => post(`${url}/v1/workers/${worker_id}/claim`, worker, { claim_id: randomUUID() });
	const picture = await client.upload(
		new Uint8Array(await readFile(path.join(root, "e2e/fixtures/reference.png"))),
		"reference.png",
	);
	const submit = () => client.submitGraph({ graph: GRAPH, inputs: { "1.image": picture.id } });

	await trips("claim, nothing there", claim);
	const first = await trips("POST /v1/jobs, key not seen lately", async () => {
		await new Promise((resolve) => setTimeout(resolve, 11_000));
		return submit();
	});
	await trips("POST /v1/jobs", submit);
	await trips("GET /v1/jobs/{id}, queued", () => client.job(first.id));
	const task = claimedTaskSchema.parse(await (await trips("claim, a task", claim)).json());
	const attempt = `${url}/v1/tasks/${task.task_id}/attempts/${task.epoch}`;
	const grant = bearer(task.grant);
	const input = () => fetch(new URL(task.inputs[0]?.url ?? "", url), { headers: grant });
	await trips("an attempt's first input", async () => (await input()).arrayBuffer());
	await trips("its next one", async () => (await input()).arrayBuffer());
	await trips("report that renews the lease", () =>
		post(`${attempt}/progress`, grant, { seq: 1, events: [] }),
	);
	await trips("report", () => post(`${attempt}/progress`, grant, { seq: 2, events: [] }));
	await trips("GET /v1/jobs/{id}, running", () => client.job(task.job_id));
	const watch = () => watching(url, key, task.job_id);
	const sockets = [await trips("a watcher joins", watch)];
	const more = await trips(`${WATCHERS} watchers join at once`, () =>
		Promise.all(Array.from({ length: WATCHERS }, watch)),
	);
	for (const socket of [...sockets, ...more]) socket.terminate();
	await trips("fail", () =>
		post(`${attempt}/fail`, grant, { failure: { code: "node_error", message: "bench" } }),
	);
	await trips("GET /v1/jobs/{id}, ended", () => client.job(task.job_id));
	return rows;
}

async function watching(url: string, key: string, job: string): Promise<WebSocket> {
	const socket = new WebSocket(`${url.replace("http", "ws")}/v1/jobs/${job}/socket`, EVENTS_PROTOCOL, {
		headers: { authorization: `Bearer ${key}` },
	});
	await new Promise((resolve, reject) => {
		socket.once("message", resolve);
		socket.once("error", reject);
	});
	return socket;
}

const GRAPH = {
	"1": { class_type: "LoadImage", inputs: { image: "" } },
	"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "bench" } },
};
const GRAPH_NODES = {
	nodes: ["LoadImage", "SaveImage"],
	model_inputs: {},
	file_inputs: { LoadImage: ["image"] },
	output_nodes: ["SaveImage"],
};
