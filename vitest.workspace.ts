import path from "node:path";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./e2e/testing/longest-first.ts";

// What any process of a run has compiled, those that tests start too, none of them compiles again.
process.env.NODE_COMPILE_CACHE ??= path.join(import.meta.dirname, ".wrangler/compiled");

// Vitest no longer finds this file by its name: every script passes it with --config.
export default defineConfig({
	test: {
		sequence: { sequencer: LongestFirst },
		projects: [
			"e2e/vitest.repository.config.ts",
			"workflows/vitest.config.ts",
			"worker/vitest.config.ts",
			"client/vitest.config.ts",
			"edge/vitest.core.config.ts",
			"edge/vitest.config.ts",
			"e2e/vitest.openapi.config.ts",
			"e2e/vitest.config.ts",
		],
	},
});
