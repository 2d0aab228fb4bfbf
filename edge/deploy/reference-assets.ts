import { randomUUID } from "node:crypto";
import { mkdir, rename, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import scalar from "@scalar/fastify-api-reference";

/** The folder that `wrangler.toml` serves beside the Worker, made here from what npm installed. */
const FOLDER = path.resolve(import.meta.dirname, "../../.wrangler/assets");

interface Route {
	url: string;
	handler(request: unknown, reply: { header(): unknown; send(body: string): unknown }): unknown;
}
/** As much of a Fastify server as the plugin speaks to. */
type Plugin = (server: object, options: object, done: () => void) => void;

/**
 * Writes `reference/scalar.js`, the reference page's program, into a folder: by default that one. Scalar's package for Fastify is the one
 * that carries it whole, with a tenth of the dependencies of the package it is built from; what its plugin would
 * serve is asked for here.
 */
export async function makeReferenceAssets(folder = FOLDER): Promise<void> {
	const script = scalarScript();
	const file = path.join(folder, "reference/scalar.js");
	const there = await stat(file).catch(() => null);
	if (there?.size === Buffer.byteLength(script)) return;
	await mkdir(path.dirname(file), { recursive: true });
	// Whoever else makes it at this moment writes to a file of their own. Nobody is served half of one, nor finds one
	// in the folder that is served.
	const fresh = `${folder}-scalar-${randomUUID()}.js`;
	await writeFile(fresh, script);
	await rename(fresh, file);
}

function scalarScript(): string {
	const routes: Route[] = [];
	const server = {
		hasPlugin: () => false,
		log: { warn: () => {} },
		route: (route: Route) => routes.push(route),
	};
	const plugin = scalar as unknown as Plugin;
	plugin(server, { routePrefix: "/reference", configuration: { url: "/openapi.json" } }, () => {});
	let script = "";
	const reply = {
		header: () => reply,
		send: (body: string) => {
			script = body;
		},
	};
	routes.find(({ url }) => url.endsWith(".js"))?.handler({}, reply);
	if (script.length < 1_000_000) throw new Error("@scalar/fastify-api-reference no longer carries its page");
	return script;
}
