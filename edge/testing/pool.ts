import path from "node:path";
import { cloudflareTest, type D1Migration, readD1Migrations } from "@cloudflare/vitest-plugin";
import { makeReferenceAssets } from "../deploy/reference-assets.ts";
import { makeStudioAssets } from "../deploy/studio-assets.ts";
import { bundleEdge } from "./bundle.ts";

async function prepare(): Promise<string> {
	await Promise.all([makeReferenceAssets(), makeStudioAssets()]);
	return bundleEdge();
}

/** All migrations as one: every file of tests begins with an empty database, and a dozen would each be a round trip. */
async function migrations(): Promise<D1Migration[]> {
	const all = await readD1Migrations(path.resolve(import.meta.dirname, "../../migrations"));
	return [{ name: "all", queries: all.flatMap(({ queries }) => queries) }];
}

/** The bundle of this run: Vitest asks again for every workerd it starts. */
let prepared: Promise<string> | undefined;

/** Runs test files inside workerd, with the Worker of `wrangler.toml` and real D1, R2 and Durable Objects. */
export const inWorkerd = () =>
	cloudflareTest(async () => {
		prepared ??= prepare();
		return {
			main: await prepared,
			wrangler: { configPath: path.resolve(import.meta.dirname, "../../wrangler.toml") },
			miniflare: {
				bindings: {
					TEST_MIGRATIONS: await migrations(),
					LOG_REQUESTS: "0",
					SIGNING_SECRET: "a-secret-for-tests-that-is-long-enough",
					ADMIN_KEY: "an-operator-key-for-tests-that-is-long-enough",
				},
			},
		};
	});
