import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { makeDocsAssets } from "../../edge/deploy/docs-assets.ts";
import { makeReferenceAssets } from "../../edge/deploy/reference-assets.ts";
import { makeStudioAssets } from "../../edge/deploy/studio-assets.ts";
import { root } from "./processes.ts";

/** Builds the Worker's bundle as `wrangler deploy` would. Returns its folder. */
export async function buildEdge(outdir = path.join(root, ".wrangler/bundle")): Promise<string> {
	await Promise.all([makeDocsAssets(), makeReferenceAssets(), makeStudioAssets()]);
	await wrangler("deploy", "--dry-run", "--outdir", outdir);
	return outdir;
}

async function wrangler(...args: string[]): Promise<void> {
	const program = path.join(root, "node_modules/wrangler/bin/wrangler.js");
	await promisify(execFile)(process.execPath, [program, ...args], {
		cwd: root,
		env: { ...process.env, WRANGLER_SEND_METRICS: "false", CLOUDFLARE_CF_FETCH_ENABLED: "false", CI: "true" },
	});
}
