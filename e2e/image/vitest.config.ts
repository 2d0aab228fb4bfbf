import { defineConfig } from "vitest/config";
import { missingTools } from "./tools.ts";

const missing = missingTools();
if (missing.length > 0)
	console.log(
		`The tests of the image are skipped: ${missing.join(", ")} missing, or this is not root. On Debian: apt-get install buildah crun runc debootstrap`,
	);

/** Builds the image of the worker for real, and runs it: `npm run test:image`. Needs Debian's archive, and minutes. */
export default defineConfig({
	root: import.meta.dirname,
	test: {
		include: ["**/*.test.ts"],
		testTimeout: 600_000,
		hookTimeout: 1_800_000,
		fileParallelism: false,
	},
});
