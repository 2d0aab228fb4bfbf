import { expect, test } from "vitest";
import type { DurableEvent } from "../../contract/jobs/events.ts";
import { Renewals } from "./renewals.ts";

const START = Date.parse("2026-11-27T12:00:00Z");
const EVERY = 10_000;
const claimed: DurableEvent = {
	...{ type: "task", seq: 2, job: "job_1", at: new Date(START).toISOString(), task: "task_1" },
	...{
		stage: "main",
		index: 0,
		status: "running",
		epoch: 1,
		worker: "wkr_1",
		error: null,
		take: 1,
		retry_at: null,
	},
};

test("a lease is renewed so long after its claim or the last time; what is not remembered is due", () => {
	const renewals = new Renewals();
	expect(renewals.isDue("task_1", START, EVERY)).toBe(true);
	renewals.follow([claimed]);
	expect(renewals.isDue("task_1", START + EVERY - 1, EVERY)).toBe(false);
	expect(renewals.isDue("task_1", START + EVERY, EVERY)).toBe(true);
	renewals.renewed("task_1", START + EVERY);
	expect(renewals.isDue("task_1", START + 2 * EVERY - 1, EVERY)).toBe(false);
	renewals.forget("task_1");
	expect(renewals.isDue("task_1", START + EVERY, EVERY)).toBe(true);
});
