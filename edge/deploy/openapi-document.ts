import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "../..");

export type Json = Record<string, unknown>;

/** What the edge imports of Cloudflare, as far as making its document needs it. */
const CLOUDFLARE = "export class DurableObject {} export const env = {};";

/** The OpenAPI document as the edge serves it, made in this process: no workerd is started. */
export async function openApiDocument(): Promise<Json> {
	const folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-openapi-"));
	try {
		const { outputFiles } = await build({
			entryPoints: [path.join(root, "edge/index.ts")],
			bundle: true,
			write: false,
			format: "esm",
			target: "es2024",
			platform: "neutral",
			conditions: ["workerd", "worker"],
			mainFields: ["browser", "module", "main"],
			external: ["node:*"],
			// As wrangler.toml has it.
			alias: { module: path.join(root, "edge/capacity/runpod/module-shim.ts") },
			plugins: [
				{
					name: "cloudflare",
					setup: (setup) => {
						setup.onResolve({ filter: /^cloudflare:/ }, ({ path: name }) => ({
							path: name,
							namespace: "cloudflare",
						}));
						setup.onLoad({ filter: /.*/, namespace: "cloudflare" }, () => ({ contents: CLOUDFLARE }));
					},
				},
			],
			logLevel: "warning",
		});
		const file = path.join(folder, "edge.mjs");
		await writeFile(file, outputFiles[0]?.contents ?? "");
		const { app } = await import(pathToFileURL(file).href);
		const response: Response = await app.request("/openapi.json", {}, { ALLOWED_ORIGINS: "" });
		return (await response.json()) as Json;
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
