import { configDefaults, defineProject } from "vitest/config";
import { PATIENT } from "../workflows/testing/patience.ts";
import { inWorkerd } from "./testing/pool.ts";
import { CORE } from "./vitest.core.config.ts";

/** Files that share one database with each other: each keeps to accounts of its own, as real clients do. */
export const SHARING = [
	"{api,assets,attempts,auth,http}/**/!(meta|operator).test.ts",
	"jobs/{submit/*,store/wide}.test.ts",
	"storage/{bodies,limit}.test.ts",
	"workflows/*.test.ts",
];

export default defineProject({
	root: import.meta.dirname,
	plugins: [inWorkerd()],
	test: {
		name: "edge-api",
		include: SHARING,
		exclude: [...configDefaults.exclude, ...CORE],
		isolate: false,
		setupFiles: ["./testing/setup.ts"],
		...PATIENT,
	},
});
