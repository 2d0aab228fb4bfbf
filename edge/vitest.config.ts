import { configDefaults, defineProject } from "vitest/config";
import { PATIENT } from "../workflows/testing/patience.ts";
import { inWorkerd } from "./testing/pool.ts";
import { CORE } from "./vitest.core.config.ts";

/** Files of tests share a workerd, and each begins with an empty database, bucket and objects. */
export default defineProject({
	root: import.meta.dirname,
	plugins: [inWorkerd()],
	test: {
		name: "edge",
		include: ["**/*.test.ts"],
		exclude: [...configDefaults.exclude, ...CORE],
		isolate: false,
		setupFiles: ["./testing/empty.ts"],
		...PATIENT,
	},
});
