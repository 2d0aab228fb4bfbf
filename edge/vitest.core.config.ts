import { defineProject } from "vitest/config";
import { PATIENT } from "../workflows/testing/patience.ts";

/** Tests of what decides: they need no workerd, so they start at once. */
export const CORE = [
	"api/v1/units.test.ts",
	"api/comfy-v2/*.test.ts",
	"api/worker-comfyui/translation.test.ts",
	"api/classic/translation.test.ts",
	"api/documents/*-translation.test.ts",
	"assets/text-picture.test.ts",
	"characters/*.test.ts",
	"capacity/**/*.test.ts",
	"claims/deal.test.ts",
	"deploy/*.test.ts",
	"http/json-text.test.ts",
	"http/request-log.test.ts",
	"idempotency/*.test.ts",
	"limits/*.test.ts",
	"metrics/*.test.ts",
	"jobs/lifecycle/*.test.ts",
	"jobs/submit/money.test.ts",
	"jobs/live/*.test.ts",
	"jobs/store/event-rows.test.ts",
	"pools/dealer.test.ts",
	"pools/match.test.ts",
	"jobs/consequences/*.test.ts",
	"projects/*.test.ts",
	"studio/**/*.test.ts",
	"comparisons/*.test.ts",
	"trainings/*.test.ts",
	"webhooks/destination.test.ts",
	"webhooks/schedule.test.ts",
];

export default defineProject({
	root: import.meta.dirname,
	test: { name: "edge-core", isolate: false, include: CORE, ...PATIENT },
});
