import path from "node:path";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineProject } from "vitest/config";

/** Tests of the edge run inside workerd, with real D1, R2 and Durable Objects. */
export default defineProject({
	root: import.meta.dirname,
	plugins: [
		cloudflareTest(async () => ({
			wrangler: { configPath: path.join(import.meta.dirname, "../wrangler.toml") },
			miniflare: {
				bindings: {
					TEST_MIGRATIONS: await readD1Migrations(path.join(import.meta.dirname, "../migrations")),
					SIGNING_SECRET: "a-secret-for-tests-that-is-long-enough",
					ADMIN_KEY: "an-operator-key-for-tests-that-is-long-enough",
				},
			},
		})),
	],
	test: {
		name: "edge",
		include: ["**/*.test.ts"],
		setupFiles: ["./testing/setup.ts"],
		testTimeout: 30_000,
	},
});
