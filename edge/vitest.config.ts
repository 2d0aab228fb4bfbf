import { configDefaults, defineProject } from "vitest/config";
import { PATIENT } from "../workflows/testing/patience.ts";
import { inWorkerd } from "./testing/pool.ts";
import { SHARING } from "./vitest.api.config.ts";
import { CORE } from "./vitest.core.config.ts";

/** Files that look at all of a database: each begins with an empty one. */
export default defineProject({
	root: import.meta.dirname,
	plugins: [inWorkerd()],
	test: {
		name: "edge",
		include: ["**/*.test.ts"],
		exclude: [...configDefaults.exclude, ...CORE, ...SHARING],
		isolate: false,
		setupFiles: ["./testing/empty.ts"],
		...PATIENT,
	},
});
