import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { root } from "./processes.ts";

/** Builds the Worker's bundle as `wrangler deploy` would. Returns its folder. */
export async function buildEdge(outdir = path.join(root, ".wrangler/bundle")): Promise<string> {
	const wrangler = path.join(root, "node_modules/wrangler/bin/wrangler.js");
	await promisify(execFile)(process.execPath, [wrangler, "deploy", "--dry-run", "--outdir", outdir], {
		cwd: root,
		env: { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false", CI: "true" },
	});
	return outdir;
}
