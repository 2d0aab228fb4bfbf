import { cp, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import * as z from "zod";
import { DarkroomClient } from "../../client/client.ts";
import { buildEdge } from "./bundle.ts";
import { endTrainers } from "./left-trainers.ts";
import { keepSecrets, localSecrets, newAdminKey } from "./local-secrets.ts";
import { PREPARED } from "./prepare.ts";
import { listening, type Running, start } from "./processes.ts";
import { programs } from "./programs.ts";

export interface StackOptions {
	/** Where D1, R2 and Durable Objects are kept. A temporary folder that is removed at the end, if absent. */
	state?: string;
	/** 0 chooses a free port. */
	port?: number;
	/** A ComfyUI that runs already; without it the emulator is started. */
	comfyuiUrl?: string | undefined;
	/** No ComfyUI and, unless some are asked for, no worker. */
	edgeOnly?: boolean;
	/** Arguments for the emulator, for example `["--step-ms", "100"]`. */
	emulator?: string[];
	workers?: number;
	/** Environment of the workers. */
	workerEnv?: Record<string, string>;
	/** Length of a lease, for tests that kill workers. */
	leaseMs?: number;
	/**
	 * Where tickets are sent and endpoints are managed, and the key for that. Its pods are asked for without the pause that
	 * RunPod's limits want.
	 */
	runpod?: { url: string; key: string };
	/** Workers send large files to R2's S3 interface, which is emulated, instead of to the edge. */
	directStorage?: boolean;
	/** Origins of web pages that may call the edge, with commas between. */
	allowedOrigins?: string;
	/** Programs of this machine may ask for pages without a key. */
	open?: boolean;
	/** Account limits. */
	account?: { max_running?: number; max_jobs?: number };
}

export interface Stack {
	edge: { url: string; process: Running };
	comfyui: { url: string; emulated: boolean; process: Running | null };
	workers: Running[];
	client: DarkroomClient;
	adminKey: string;
	workerToken: string;
	state: string;
	/**
	 * Kills the edge as a power cut would, and starts it again on the same data and port, once `away` is over.
	 * `leaseMs`: with leases of another length from then on.
	 */
	restartEdge(more?: { away?: () => Promise<unknown>; leaseMs?: number }): Promise<void>;
	/** Kills the emulated ComfyUI and starts it again on the same port: what it ran, had queued and remembered is gone. */
	restartComfyui(): Promise<void>;
	startWorker(env?: Record<string, string>): Running;
	/** A token for the workers of another pool. */
	poolToken(pool: string): Promise<string>;
	stop(): Promise<void>;
}

/** The folder of the workers' scratch folders, below the state. */
export const SCRATCH = "scratch";

const accountSchema = z.object({ api_key: z.object({ key: z.string() }) });
const tokenSchema = z.object({ token: z.string() });

/** Brings up everything on this machine: edge, ComfyUI (emulated unless one is given) and workers. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
	const temporary = options.state === undefined;
	const state = options.state ?? (await mkdtemp(path.join(os.tmpdir(), "darkroom-")));
	const secrets = await localSecrets(state);
	const started: Running[] = [];
	const workers: Running[] = [];
	const stop = async () => {
		// Workers first: they give back what they have and say goodbye.
		await Promise.all(workers.map((worker) => worker.stop()));
		for (const running of started.toReversed()) await running.stop();
		await endTrainers(path.join(state, SCRATCH));
		if (temporary) await rm(state, { recursive: true, force: true, maxRetries: 5 });
	};
	try {
		const prepared = process.env[PREPARED];
		if (prepared !== undefined && temporary)
			await cp(path.join(prepared, "state"), state, { recursive: true });
		const bundle = prepared === undefined ? await buildEdge() : path.join(prepared, "bundle");
		let { leaseMs } = options;
		let pagesKey = options.open ? secrets.api_key : undefined;
		const bring = (port: number, migrated = prepared !== undefined && temporary) => {
			const running = start(
				"e2e/stack/edge-server.ts",
				[
					...["--port", String(port), "--state", state, "--bundle", bundle],
					...(migrated ? ["--migrated"] : []),
					...(options.directStorage ? ["--storage"] : []),
					...(prepared === undefined ? [] : ["--options", path.join(prepared, "worker-options.json")]),
				],
				{
					SIGNING_SECRET: secrets.signing_secret,
					ADMIN_KEY: secrets.admin_key,
					...(options.allowedOrigins === undefined ? {} : { ALLOWED_ORIGINS: options.allowedOrigins }),
					...(options.runpod === undefined
						? {}
						: {
								RUNPOD_API_KEY: options.runpod.key,
								RUNPOD_URL: options.runpod.url,
								RUNPOD_MANAGEMENT_URL: options.runpod.url,
								POD_LIST_MS: "0",
							}),
					...(pagesKey === undefined ? {} : { PAGES_KEY: pagesKey }),
					...(leaseMs === undefined ? {} : { LEASE_MS: String(leaseMs) }),
				},
				{ channel: true },
			);
			started.push(running);
			return running;
		};
		let [edge, comfyui] = await Promise.all([
			ready(bring(options.port ?? 0)),
			options.comfyuiUrl === undefined && !options.edgeOnly
				? bringEmulator(started, options.emulator ?? [])
				: null,
		]);
		if (!temporary && !(await isOperator(edge.url, secrets.admin_key))) {
			// It was rotated, and the new key was shown to whoever asked: another secret is good beside it.
			secrets.admin_key = newAdminKey();
			await keepSecrets(state, secrets);
			await edge.running.stop();
			edge = await ready(bring(Number(new URL(edge.url).port), true));
		}
		const comfyuiUrl = comfyui?.url ?? options.comfyuiUrl ?? "";
		const poolToken = async (pool: string) => {
			const body = { name: "local worker", pool };
			return tokenSchema.parse(await admin(edge.url, secrets.admin_key, "/v1/worker-tokens", body)).token;
		};
		const token = secrets.worker_token ?? (await poolToken("default"));
		const key = secrets.api_key ?? (await accountKey(edge.url, secrets.admin_key, options.account ?? {}));
		if (options.open && pagesKey === undefined) {
			// The edge had to run for its first account to be made.
			pagesKey = key;
			await edge.running.stop();
			edge = await ready(bring(Number(new URL(edge.url).port), true));
		}
		// The same account the next time, so that what it made can still be seen.
		if (!temporary)
			await keepSecrets(state, { ...secrets, api_key: key, worker_token: token, url: edge.url });
		const stack: Stack = {
			edge: { url: edge.url, process: edge.running },
			comfyui: { url: comfyuiUrl, emulated: comfyui !== null, process: comfyui?.running ?? null },
			workers,
			client: new DarkroomClient({ url: edge.url, key }),
			adminKey: secrets.admin_key,
			poolToken,
			workerToken: token,
			state,
			restartEdge: async (more = {}) => {
				leaseMs = more.leaseMs ?? leaseMs;
				await stack.edge.process.kill();
				await more.away?.();
				const again = bring(Number(new URL(edge.url).port), true);
				await listening(again);
				stack.edge.process = again;
			},
			restartComfyui: async () => {
				const { url, process: before } = stack.comfyui;
				if (before === null) throw new Error("this stack has no emulated ComfyUI to start again");
				await before.kill();
				const again = [...(options.emulator ?? []), "--port", new URL(url).port];
				stack.comfyui.process = (await bringEmulator(started, again)).running;
			},
			startWorker: (env = {}) => {
				const worker = start(programs().worker, [], {
					EDGE_URL: stack.edge.url,
					WORKER_TOKEN: token,
					COMFYUI_URL: comfyuiUrl,
					ALLOW_REMOTE_COMFYUI: "1",
					WORKER_NAME: `local-${stack.workers.length + 1}`,
					// Two stacks may run side by side, and a worker clears its scratch folder when it starts.
					SCRATCH_DIR: path.join(state, SCRATCH),
					...options.workerEnv,
					...env,
				});
				workers.push(worker);
				return worker;
			},
			stop,
		};
		const since = new Date().toISOString();
		const count = options.workers ?? (options.edgeOnly ? 0 : 1);
		for (let i = 0; i < count; i++) stack.startWorker();
		await registered(stack, count, since);
		return stack;
	} catch (error) {
		await stop();
		throw error;
	}
}

async function ready(running: Running): Promise<{ url: string; running: Running }> {
	return { url: await listening(running), running };
}

async function bringEmulator(started: Running[], args: string[]): Promise<{ url: string; running: Running }> {
	const running = start(programs().emulator, ["--port", "0", ...args], {});
	started.push(running);
	return ready(running);
}

const workersSchema = z.object({ data: z.array(z.object({ registered_at: z.iso.datetime() })) });

/** How long a worker may take to find its ComfyUI and register, in milliseconds. */
const REGISTER_MS = 90_000;

/** Waits until so many workers have said what they can run: only then can a job be checked against it. */
async function registered(stack: Stack, count: number, since: string): Promise<void> {
	const until = performance.now() + REGISTER_MS;
	for (let there = 0; there < count; ) {
		const response = await fetch(`${stack.edge.url}/v1/workers?limit=200`, {
			headers: { authorization: `Bearer ${stack.adminKey}` },
		});
		there = workersSchema
			.parse(await response.json())
			.data.filter((worker) => worker.registered_at >= since).length;
		if (there >= count) return;
		const dead = stack.workers.find(({ child }) => child.exitCode !== null);
		if (dead || performance.now() > until) {
			const log = (dead ?? stack.workers[0])?.log.slice(-10).join("\n");
			throw new Error(`${there} of ${count} workers registered; the last lines of one:\n${log}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

async function isOperator(url: string, key: string): Promise<boolean> {
	const response = await fetch(`${url}/v1/operator-keys`, { headers: { authorization: `Bearer ${key}` } });
	await response.body?.cancel();
	return response.status !== 401;
}

async function accountKey(url: string, adminKey: string, limits: object): Promise<string> {
	const made = await admin(url, adminKey, "/v1/accounts", { name: "local", ...limits });
	return accountSchema.parse(made).api_key.key;
}

async function admin(url: string, key: string, route: string, body: object): Promise<unknown> {
	const response = await fetch(new URL(route, url), {
		method: "POST",
		headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
		body: JSON.stringify(body),
	});
	if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
	return response.json();
}
