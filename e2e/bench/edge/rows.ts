import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { root } from "../../stack/processes.ts";
import { type CountingEdge, settled, startCountingEdge } from "../instruments/counting-edge.ts";
import type { Counts } from "../instruments/counting-worker.ts";

/** Tasks that wait in the queue while each operation is measured. */
const DEPTHS = [100, 10_000, 100_000];
/** Jobs that go from submission to completion at each depth. */
const JOBS = 10;
/** Rows copied by one statement. */
const COPIED_AT_ONCE = 10_000;

const NODES = ["CLIPTextEncode", "CLIPLoader", "ConditioningZeroOut", "EmptySD3LatentImage", "KSampler"];
const MORE_NODES = [
	"ModelSamplingAuraFlow",
	"SaveImage",
	"UNETLoader",
	"VAEDecode",
	"VAELoader",
	"FluxGuidance",
];
const ABLE = {
	comfyui_version: "0.33.0",
	nodes: [...NODES, ...MORE_NODES, "CheckpointLoaderSimple", "LoraLoader", "LoadImage", "ImageScale"],
	model_inputs: {
		CLIPLoader: { clip_name: ["qwen_3_4b.safetensors"] },
		UNETLoader: { unet_name: ["z_image_turbo_bf16.safetensors"] },
		VAELoader: { vae_name: ["ae.safetensors"] },
	},
	file_inputs: { LoadImage: ["image"] },
	output_nodes: ["SaveImage"],
};
const REQUEST = {
	workflow: "z-image-turbo-base-image",
	parameters: { prompt: "a harbour at night", seed: 7, variations: 1 },
};

const claimed = z.object({
	task_id: z.string(),
	epoch: z.int(),
	grant: z.string(),
	graph: z.record(z.string(), z.unknown()),
	outputs: z.array(z.object({ name: z.string(), node: z.string() })),
});

/** What D1 reads and writes for each operation of a job, whatever waits in the queue. */
export async function rows(): Promise<[string, string][]> {
	const edge = await startCountingEdge();
	try {
		const site = await open(edge);
		const table: [string, string][] = [];
		let depth = 0;
		for (const wanted of DEPTHS) {
			await fill(edge, site, wanted - depth);
			depth = wanted;
			for (const [operation, counts] of await measure(edge, site)) {
				const { rows_read, rows_written, statements, round_trips } = counts;
				const asked = `${shown(statements)} statements in ${shown(round_trips)} round trips`;
				const label = `${operation}, ${wanted.toLocaleString("en")} tasks queued`;
				table.push([label, `${shown(rows_read)} rows read, ${shown(rows_written)} written (${asked})`]);
			}
		}
		return table.sort(([a], [b]) => order(a) - order(b));
	} finally {
		await edge.stop();
	}
}

function order(label: string): number {
	return OPERATIONS.findIndex((operation) => label.startsWith(`${operation},`));
}

function shown(value: number): string {
	return value.toFixed(value < 100 ? 1 : 0).replace(/\.0$/, "");
}

const OPERATIONS = [
	"submit",
	"claim",
	"claim where nothing fits",
	"report",
	"upload",
	"complete",
	"get a job",
	"list 50 jobs",
] as const;
type Operation = (typeof OPERATIONS)[number];

interface Site {
	/** Sends as somebody and gives the answer; throws where it is refused. */
	send(method: string, route: string, key: string, body?: object): Promise<unknown>;
	key: string;
	workerKey: string;
	worker: string;
	/** A worker of the same pool that has none of the models. */
	bare: string;
}

async function open(edge: CountingEdge): Promise<Site> {
	const send: Site["send"] = async (method, route, key, body) => {
		const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
		const response = await fetch(`${edge.url}${route}`, {
			method,
			headers,
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${route}: ${response.status} ${text.slice(0, 500)}`);
		return text === "" ? null : JSON.parse(text);
	};
	const limits = { max_running: 1000, max_jobs: 100_000 };
	const account = z
		.object({ api_key: z.object({ key: z.string() }) })
		.parse(await send("POST", "/v1/accounts", edge.adminKey, { name: "bench", ...limits }));
	await edge.sql("UPDATE accounts SET max_jobs = 10000000");
	const token = z
		.object({ token: z.string() })
		.parse(await send("POST", "/v1/worker-tokens", edge.adminKey, { name: "bench", pool: "default" }));
	const register = async (capabilities: object) => {
		const gpu = { name: "none", vram_bytes: 0, type: "none" };
		const body = { name: "bench", version: "1", gpu, emulated: true, capabilities };
		const reply = await send("POST", "/v1/workers", token.token, body);
		return z.object({ worker_id: z.string() }).parse(reply).worker_id;
	};
	const worker = await register(ABLE);
	const bare = await register({ ...ABLE, model_inputs: {} });
	return { send, key: account.api_key.key, workerKey: token.token, worker, bare };
}

/** Runs jobs one after the other, each operation by itself. Averages of one operation. */
async function measure(edge: CountingEdge, site: Site): Promise<Map<Operation, Counts>> {
	const sums = new Map<Operation, Counts[]>();
	const during = async <T>(operation: Operation, act: () => Promise<T>): Promise<T> => {
		const before = await settled(edge);
		const result = await act();
		const after = await settled(edge);
		const list = sums.get(operation) ?? [];
		list.push({
			statements: after.statements - before.statements,
			round_trips: after.round_trips - before.round_trips,
			rows_read: after.rows_read - before.rows_read,
			rows_written: after.rows_written - before.rows_written,
		});
		sums.set(operation, list);
		return result;
	};
	const { send, key, workerKey } = site;
	const claim = (worker: string) =>
		send("POST", `/v1/workers/${worker}/claim`, workerKey, { claim_id: randomUUID(), warm_models: [] });
	const picture = await readFile(path.join(root, "e2e/fixtures/reference.png"));
	const sha256 = createHash("sha256").update(picture).digest("hex");
	for (let i = 0; i < JOBS; i++) {
		const job = await during("submit", () => send("POST", "/v1/jobs", key, REQUEST));
		const { id } = z.object({ id: z.string() }).parse(job);
		await during("claim where nothing fits", () => claim(site.bare));
		const task = claimed.parse(await during("claim", () => claim(site.worker)));
		const attempt = `/v1/tasks/${task.task_id}/attempts/${task.epoch}`;
		const tick = { type: "progress", percent: 10, node: "3", node_title: "Sampler", step: 1, steps: 9 };
		const events = [{ ...tick, nodes_done: 1, nodes_total: 9 }];
		await during("report", () => send("POST", `${attempt}/progress`, task.grant, { seq: 1, events }));
		await during("upload", async () => {
			const response = await fetch(`${edge.url}${attempt}/outputs/0`, {
				method: "PUT",
				headers: {
					authorization: `Bearer ${task.grant}`,
					"content-type": "image/png",
					"content-length": String(picture.length),
					"x-content-sha256": sha256,
				},
				body: picture,
			});
			if (!response.ok) throw new Error(`upload: ${response.status} ${await response.text()}`);
		});
		const [output] = task.outputs;
		const item = { upload: 0, name: output?.name, node: output?.node, kind: "image", filename: "a.png" };
		const file = { content_type: "image/png", size: picture.length, sha256 };
		const manifest = [{ ...item, ...file }];
		await during("complete", () =>
			send("POST", `${attempt}/complete`, task.grant, { manifest, graph: task.graph, gpu_ms: 1 }),
		);
		await during("get a job", () => send("GET", `/v1/jobs/${id}`, key));
		await during("list 50 jobs", () => send("GET", "/v1/jobs?limit=50", key));
	}
	return new Map([...sums].map(([operation, list]) => [operation, average(list)]));
}

function average(list: Counts[]): Counts {
	const mean = (name: keyof Counts) => list.reduce((sum, counts) => sum + counts[name], 0) / list.length;
	return {
		statements: mean("statements"),
		round_trips: mean("round_trips"),
		rows_read: mean("rows_read"),
		rows_written: mean("rows_written"),
	};
}

/** Puts so many more jobs of one task into the queue, as copies of one that was submitted. */
async function fill(edge: CountingEdge, site: Site, count: number): Promise<void> {
	const [model] = await edge.sql("SELECT id FROM jobs WHERE status = 'queued' ORDER BY id DESC LIMIT 1");
	if (!model) await site.send("POST", "/v1/jobs", site.key, REQUEST);
	const [one] = await edge.sql("SELECT id, account_id FROM jobs WHERE status = 'queued' ORDER BY id LIMIT 1");
	const job = String(one?.id);
	const [made] = await edge.sql("SELECT count(*) AS count FROM jobs");
	const from = Number(made?.count);
	const tables = [
		["jobs", "id"],
		["stages", "job_id"],
		["tasks", "job_id"],
		["events", "job_id"],
	] as const;
	for (let at = 0; at < count; at += COPIED_AT_ONCE) {
		const size = Math.min(COPIED_AT_ONCE, count - at);
		const copies: string[] = [];
		for (const [table, owner] of tables) {
			const columns = (await edge.sql(`SELECT name FROM pragma_table_info('${table}')`)).map(({ name }) =>
				String(name),
			);
			const values = columns.map((name) => (/^(id|job_id|task_id)$/.test(name) ? copyOf(name) : name));
			copies.push(`WITH RECURSIVE n(i) AS (SELECT ${from + at} UNION ALL SELECT i + 1 FROM n LIMIT ${size})
				INSERT INTO ${table} (${columns}) SELECT ${values} FROM ${table}, n WHERE ${owner} = '${job}'`);
		}
		await edge.sql(...copies);
	}
	// Where the account counts what it has, it must count these.
	const counted = await edge.sql(
		"SELECT name FROM pragma_table_info('accounts') WHERE name = 'unfinished_jobs'",
	);
	if (counted.length > 0)
		await edge.sql(
			`UPDATE accounts SET unfinished_jobs = unfinished_jobs + ${count} WHERE id = '${one?.account_id}'`,
		);
}

/** Another id of the same kind: the last six characters are the copy's number. */
function copyOf(column: string): string {
	return `substr(${column}, 1, length(${column}) - 6) || printf('%06d', i)`;
}
