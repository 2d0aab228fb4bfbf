import { readFile } from "node:fs/promises";
import path from "node:path";
import type { unstable_getMiniflareWorkerOptions } from "wrangler";
import { root } from "./processes.ts";

export type WorkerOptions = ReturnType<typeof unstable_getMiniflareWorkerOptions>["workerOptions"];

/**
 * The Worker as `wrangler.toml` has it, for Miniflare. `prepared` names a file that holds it already: loading wrangler
 * takes longer than starting the edge.
 */
export async function workerOptions(prepared?: string): Promise<WorkerOptions> {
	if (prepared !== undefined) return JSON.parse(await readFile(prepared, "utf8")) as WorkerOptions;
	const wrangler = await import("wrangler");
	return wrangler.unstable_getMiniflareWorkerOptions(path.join(root, "wrangler.toml")).workerOptions;
}
