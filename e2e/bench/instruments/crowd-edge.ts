import { mkdtemp, rm } from "node:fs/promises";
import { builtinModules } from "node:module";
import os from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { buildEdge } from "../../stack/bundle.ts";
import { migrate } from "../../stack/migrate.ts";
import { root } from "../../stack/processes.ts";
import { countingRoundTrips } from "./counting-round-trips.ts";
import { heapsOf } from "./heap.ts";
import { secondsOf, workerdOf } from "./processor.ts";

/**
 * The edge with something to compare it with in the same workerd: an empty hono route, one that asks D1 so many times
 * for nothing, one that only pipes a body into R2, and an object that only passes on what it is told. Counts how often D1 is asked, and adds nothing else.
 */
const WRAPPER = (bundle: string) => `
import { Hono } from "hono";
import { DurableObject } from "cloudflare:workers";
${countingRoundTrips(bundle)}
export class BenchObject extends DurableObject {
	async fetch(request) {
		if (request.method === "POST") {
			const text = await request.text();
			for (const socket of this.ctx.getWebSockets()) socket.send(text);
			return new Response("told");
		}
		const pair = new WebSocketPair();
		this.ctx.acceptWebSocket(pair[1]);
		pair[1].send("hello");
		return new Response(null, { status: 101, webSocket: pair[0], headers: { "sec-websocket-protocol": request.headers.get("sec-websocket-protocol") } });
	}
}
const bench = new Hono();
bench.get("/bench/empty", (c) => c.json({}));
bench.get("/bench/asked", (c) => c.json(asked));
bench.get("/bench/d1", async (c) => {
	for (let i = Number(c.req.query("times")); i > 0; i--) await c.env.DB.prepare("SELECT 1").all();
	return c.json({});
});
bench.put("/bench/pipe", async (c) => {
	await c.env.BUCKET.put(crypto.randomUUID(), c.req.raw.body);
	return c.json({}, 201);
});
bench.all("/bench/socket", (c) => c.env.BENCH.get(c.env.BENCH.idFromName("one")).fetch(c.req.raw));
export default {
	fetch: (request, env, context) =>
		new URL(request.url).pathname.startsWith("/bench/") ? bench.fetch(request, env, context) : edge.fetch(request, around(env), context),
};
`;

/** Nobody is refused for being one of a crowd. */
const NO_LIMITS = [
	"REQUESTS",
	"UPLOADS",
	"BODY_BYTES",
	"OPEN_SOCKETS",
	"ADDRESS_REQUESTS",
	"FAILED_AUTHENTICATIONS",
];

export interface CrowdEdge {
	url: string;
	adminKey: string;
	/** How often D1 was asked so far; a batch counts once. */
	asked(): Promise<number>;
	/** Processor time that workerd has used so far, in seconds; NaN where the machine does not say. */
	cpu(): Promise<number>;
	/** What V8 holds of each worker once what nobody needs is collected, in MB. */
	heaps(): Promise<Map<string, number>>;
	stop(): Promise<void>;
}

export async function startCrowdEdge(): Promise<CrowdEdge> {
	const bundle = path.join(await buildEdge(), "index.js");
	const { outputFiles } = await build({
		stdin: { contents: WRAPPER(bundle), resolveDir: root },
		bundle: true,
		write: false,
		format: "esm",
		target: "es2024",
		external: ["cloudflare:*", "node:*", ...builtinModules],
		logLevel: "warning",
	});
	const { workerOptions } = unstable_getMiniflareWorkerOptions(path.join(root, "wrangler.toml"));
	const state = await mkdtemp(path.join(os.tmpdir(), "darkroom-crowd-"));
	await migrate(state);
	const adminKey = "an-operator-key-for-the-benchmark-only";
	const miniflare = new Miniflare(
		convertV4MiniflareOptions({
			...workerOptions,
			name: "darkroom",
			host: "127.0.0.1",
			port: 0,
			inspectorPort: 0,
			modules: [{ type: "ESModule", path: "index.js", contents: outputFiles[0]?.text ?? "" }],
			durableObjects: {
				...Object(workerOptions.durableObjects),
				BENCH: { className: "BenchObject", useSQLite: true },
			},
			bindings: {
				...(workerOptions.bindings ?? {}),
				SIGNING_SECRET: "a-secret-for-the-benchmark-that-is-long-enough",
				ADMIN_KEY: adminKey,
				LEASE_MS: "3600000",
				// A line for each request is of this deployment, and its writing is not what is compared.
				LOG_REQUESTS: "0",
				...Object.fromEntries(NO_LIMITS.map((name) => [`LIMIT_${name}`, "1000000000000"])),
			},
			resourcePersistencePath: path.join(state, "v3"),
			cf: false,
		} as Parameters<typeof convertV4MiniflareOptions>[0]),
	);
	const { origin: url } = await miniflare.ready;
	const pid = os.platform() === "linux" ? await workerdOf(process.pid) : null;
	return {
		url,
		adminKey,
		asked: async () => Number(await (await fetch(`${url}/bench/asked`)).text()),
		heaps: async () => heapsOf(await miniflare.getInspectorURL()),
		cpu: async () => (pid === null ? Number.NaN : secondsOf(pid)),
		stop: async () => {
			await miniflare.dispose();
			await rm(state, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}
