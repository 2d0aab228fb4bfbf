import { readFile } from "node:fs/promises";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { migrate } from "./bundle.ts";

/**
 * The edge on this machine: the bundle that would be deployed, in workerd, with D1, R2 and Durable Objects
 * kept on disk. A process of its own, so that it can be killed like the real thing.
 *
 *   node e2e/stack/edge-server.ts --port 8787 --state .wrangler/state
 *
 * Secrets come from the environment. Says `listening on <url>` when it is ready.
 */
const root = path.resolve(import.meta.dirname, "../..");
const argument = (name: string, fallback: string) => {
	const at = process.argv.indexOf(`--${name}`);
	return process.argv[at + 1] && at > 0 ? String(process.argv[at + 1]) : fallback;
};
const state = path.resolve(argument("state", path.join(root, ".wrangler/state")));
const port = Number(argument("port", "8787"));
const bundle = path.resolve(argument("bundle", path.join(root, ".wrangler/bundle")));

const { SIGNING_SECRET, ADMIN_KEY } = process.env;
if (!SIGNING_SECRET || !ADMIN_KEY) {
	console.error("SIGNING_SECRET and ADMIN_KEY must be set");
	process.exit(2);
}

// Left out where the caller knows that this state has every migration: it takes seconds.
if (!process.argv.includes("--migrated")) await migrate(state);

const { workerOptions } = unstable_getMiniflareWorkerOptions(path.join(root, "wrangler.toml"));
const miniflare = new Miniflare(
	convertV4MiniflareOptions({
		...workerOptions,
		name: "darkroom",
		host: "127.0.0.1",
		port,
		modules: [
			{ type: "ESModule", path: "index.js", contents: await readFile(path.join(bundle, "index.js"), "utf8") },
		],
		bindings: {
			...(workerOptions.bindings ?? {}),
			SIGNING_SECRET,
			ADMIN_KEY,
			...(process.env.ALLOWED_ORIGINS ? { ALLOWED_ORIGINS: process.env.ALLOWED_ORIGINS } : {}),
			...(process.env.LEASE_MS ? { LEASE_MS: process.env.LEASE_MS } : {}),
		},
		resourcePersistencePath: path.join(state, "v3"),
		cf: false,
	} as Parameters<typeof convertV4MiniflareOptions>[0]),
);
const url = await miniflare.ready;

// Cron does not run by itself here.
const worker = await miniflare.getWorker();
const cron = setInterval(() => void worker.scheduled({ cron: "* * * * *" }), 60_000);

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
	process.on(signal, () => {
		if (stopping) return;
		stopping = true;
		clearInterval(cron);
		void miniflare.dispose().then(() => process.exit(0));
	});
}
console.log(`Darkroom edge listening on ${url.origin}`);
