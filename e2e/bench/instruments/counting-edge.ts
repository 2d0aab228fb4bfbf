import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions } from "wrangler";
import { buildEdge } from "../../stack/bundle.ts";
import { beforeStorage } from "../../stack/emulated-storage.ts";
import { root } from "../../stack/processes.ts";
import { countingWorker, type Usage, type Written } from "./counting-worker.ts";

export interface CountingEdge {
	url: string;
	adminKey: string;
	counts(): Promise<Usage>;
	written(): Promise<Written>;
	/** Runs statements past the count, in one transaction. */
	sql(...statements: string[]): Promise<Record<string, unknown>[]>;
	stop(): Promise<void>;
}

/**
 * The edge as it would be deployed, in this process's workerd and in memory, with a counter before what is billed, and its
 * tables. `storage`: workers send large files to an emulated storage before that.
 */
export async function startCountingEdge(
	bindings: Readonly<Record<string, string>> = {},
	{ storage = false } = {},
): Promise<CountingEdge> {
	const bundle = await buildEdge();
	const { workerOptions } = unstable_getMiniflareWorkerOptions(path.join(root, "wrangler.toml"));
	const adminKey = "an-operator-key-for-the-benchmark-only";
	const code = await readFile(path.join(bundle, "index.js"), "utf8");
	const classes = Object.values(workerOptions.durableObjects ?? {}).map((object) =>
		typeof object === "string" ? object : object.className,
	);
	const miniflare = new Miniflare(
		convertV4MiniflareOptions({
			...workerOptions,
			name: "darkroom",
			host: "127.0.0.1",
			port: 0,
			modules: [
				...(storage ? await beforeStorage("index.js") : []),
				{ type: "ESModule", path: "index.js", contents: countingWorker(classes) },
				{ type: "ESModule", path: "edge.js", contents: code },
			],
			bindings: {
				...(workerOptions.bindings ?? {}),
				SIGNING_SECRET: "a-secret-for-the-benchmark-that-is-long-enough",
				ADMIN_KEY: adminKey,
				// Nobody reports between two measurements, however long they take.
				LEASE_MS: "3600000",
				...bindings,
			},
			cf: false,
		} as Parameters<typeof convertV4MiniflareOptions>[0]),
	);
	const { origin: url } = await miniflare.ready;
	const ask = async <T>(route: string, body?: unknown): Promise<T> => {
		const response = await fetch(
			`${url}${route}`,
			body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
		);
		if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
		return (await response.json()) as T;
	};
	const edge: CountingEdge = {
		url,
		adminKey,
		counts: () => ask<Usage>("/bench/counts"),
		written: () => ask<Written>("/bench/written"),
		sql: async (...statements) => {
			const results = await ask<{ results: Record<string, unknown>[] }[]>("/bench/sql", statements);
			return results.at(-1)?.results ?? [];
		},
		stop: () => miniflare.dispose(),
	};
	await migrateAll(edge);
	return edge;
}

/** The counts once what goes on behind the last answer is done: when they have stood still for a while. */
export async function settled(edge: CountingEdge): Promise<Usage> {
	let counts = await edge.counts();
	for (let still = 0; still < 3; ) {
		await new Promise((resolve) => setTimeout(resolve, 20));
		const next = await edge.counts();
		still = next.statements === counts.statements ? still + 1 : 0;
		counts = next;
	}
	return counts;
}

async function migrateAll(edge: CountingEdge): Promise<void> {
	const folder = path.join(root, "migrations");
	for (const name of (await readdir(folder)).sort()) {
		const text = await readFile(path.join(folder, name), "utf8");
		await edge.sql(...statementsOf(text));
	}
}

/** The statements of a migration; those between BEGIN and END belong to their trigger. */
function statementsOf(text: string): string[] {
	const found: string[] = [];
	let open = "";
	for (const line of text.replaceAll(/--[^\n]*/g, "").split("\n")) {
		open += `${line}\n`;
		const inTrigger = /\bCREATE TRIGGER\b/.test(open) && !/\bEND;\s*$/.test(open);
		if (!/;\s*$/.test(line) || inTrigger) continue;
		found.push(open.trim());
		open = "";
	}
	return found.filter((statement) => statement !== "");
}
