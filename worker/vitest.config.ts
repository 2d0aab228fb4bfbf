import { defineProject } from "vitest/config";

export default defineProject({
	root: import.meta.dirname,
	test: { name: "worker", include: ["**/*.test.ts"], testTimeout: 30_000 },
});
