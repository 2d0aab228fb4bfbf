import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import { workerOptions } from "./configuration.ts";
import { beforeStorage } from "./emulated-storage.ts";
import type { Write, Written } from "./write.ts";

/**
 * The edge on this machine: the bundle that would be deployed, in workerd, with D1, R2 and Durable Objects
 * kept on disk. A process of its own, so that it can be killed like the real thing.
 *
 *   node e2e/stack/edge-server.ts --port 8787 --state .wrangler/state
 *
 * Secrets come from the environment. Says `listening on <url>` when it is ready.
 */
const root = path.resolve(import.meta.dirname, "../..");
// Required and not imported: it does not say what kind of module it is, and an import parses its megabytes to find out.
const { convertV4MiniflareOptions, Miniflare } = createRequire(import.meta.url)(
	"miniflare",
) as typeof import("miniflare");
const { values } = parseArgs({
	options: {
		state: { type: "string", default: path.join(root, ".wrangler/state") },
		port: { type: "string", default: "8787" },
		bundle: { type: "string", default: path.join(root, ".wrangler/bundle") },
		// What the caller has at hand already; see workerOptions().
		options: { type: "string" },
		// R2's S3 interface stands before it, emulated: workers send large files there.
		storage: { type: "boolean", default: false },
		// The caller knows that this state has every migration.
		migrated: { type: "boolean", default: false },
	},
});
const state = path.resolve(values.state);
const port = Number(values.port);
const bundle = path.resolve(values.bundle);

const { SIGNING_SECRET, ADMIN_KEY } = process.env;
if (!SIGNING_SECRET || !ADMIN_KEY) {
	console.error("SIGNING_SECRET and ADMIN_KEY must be set");
	process.exit(2);
}

if (!values.migrated) {
	const { migrate } = await import("./migrate.ts");
	await migrate(state);
}
const options = await workerOptions(values.options);
const miniflare = new Miniflare(
	convertV4MiniflareOptions({
		...options,
		name: "darkroom",
		host: "127.0.0.1",
		port,
		modules: [
			...(values.storage ? await beforeStorage("index.js") : []),
			{ type: "ESModule", path: "index.js", contents: await readFile(path.join(bundle, "index.js"), "utf8") },
		],
		bindings: {
			...(options.bindings ?? {}),
			SIGNING_SECRET,
			ADMIN_KEY,
			// It listens on this machine only, where whoever wants to be told is most often as well.
			WEBHOOKS_ALLOW_LOOPBACK: process.env.WEBHOOKS_ALLOW_LOOPBACK ?? "1",
			...(process.env.ALLOWED_ORIGINS ? { ALLOWED_ORIGINS: process.env.ALLOWED_ORIGINS } : {}),
			...(process.env.RUNPOD_API_KEY
				? {
						RUNPOD_API_KEY: process.env.RUNPOD_API_KEY,
						RUNPOD_URL: process.env.RUNPOD_URL ?? "",
						RUNPOD_MANAGEMENT_URL: process.env.RUNPOD_MANAGEMENT_URL ?? "",
					}
				: {}),
			...(process.env.PAGES_KEY ? { PAGES_KEY: process.env.PAGES_KEY } : {}),
			...(process.env.LEASE_MS ? { LEASE_MS: process.env.LEASE_MS } : {}),
			...(process.env.POD_LIST_MS ? { POD_LIST_MS: process.env.POD_LIST_MS } : {}),
		},
		resourcePersistencePath: path.join(state, "v3"),
		cf: false,
	} as Parameters<typeof convertV4MiniflareOptions>[0]),
);
const url = await miniflare.ready;

// Cron does not run by itself here.
const worker = await miniflare.getWorker();
const cron = setInterval(() => void worker.scheduled({ cron: "* * * * *" }), 60_000);

// Tests make time pass by changing what is stored. Through workerd: it has the files open, and two writers get in each
// other's way.
process.on("message", async (asked: Write) => {
	try {
		const db = await miniflare.getD1Database("DB");
		await db.batch(asked.statements.map((sql) => db.prepare(sql)));
		process.send?.({ id: asked.id, error: null } satisfies Written);
	} catch (error) {
		process.send?.({
			id: asked.id,
			error: error instanceof Error ? (error.stack ?? error.message) : String(error),
		} satisfies Written);
	}
});

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
