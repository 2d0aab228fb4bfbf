import { randomUUID } from "node:crypto";
import { rename } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "../..");

/**
 * The Worker as one file, for the tests: Vitest brings hundreds of modules one by one into every workerd it
 * starts, and this one at once. Returns its path.
 */
export async function bundleEdge(): Promise<string> {
	const outfile = path.join(root, ".wrangler/test/edge.js");
	// Whoever else bundles at this moment writes to a file of their own.
	const fresh = `${outfile}.${randomUUID()}`;
	await build({
		entryPoints: [path.join(root, "edge/index.ts")],
		outfile: fresh,
		bundle: true,
		format: "esm",
		target: "es2024",
		platform: "neutral",
		conditions: ["workerd", "worker"],
		// As wrangler does: what a package has for Node only is nothing for a Worker.
		mainFields: ["browser", "module", "main"],
		external: ["cloudflare:*", "node:*"],
		// As in wrangler.toml.
		alias: { module: path.join(root, "edge/capacity/runpod/module-shim.ts") },
		// Every workerd gets it character by character; a source map would more than double it.
		minifyWhitespace: true,
		minifySyntax: true,
		logLevel: "warning",
	});
	// Another run beside this one never sees half a file.
	await rename(fresh, outfile);
	return outfile;
}
