import path from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { makeReferenceAssets } from "../deploy/reference-assets.ts";
import { bundleEdge } from "./bundle.ts";

async function prepare(): Promise<string> {
	await makeReferenceAssets();
	return bundleEdge();
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
					TEST_MIGRATIONS: await readD1Migrations(path.resolve(import.meta.dirname, "../../migrations")),
					LOG_REQUESTS: "0",
					SIGNING_SECRET: "a-secret-for-tests-that-is-long-enough",
					ADMIN_KEY: "an-operator-key-for-tests-that-is-long-enough",
				},
			},
		};
	});
