import { expect, test } from "vitest";
import { newStage } from "../lifecycle/stages.ts";
import { shortOf, stageOverBudget } from "./short.ts";

const NOW = Date.UTC(2026, 10, 27);

test("the budget of which the least is left is the one that is short", () => {
	const left = { account: 70, character: 50, job: 60 };
	expect(shortOf(left, 50)).toBeNull();
	expect(shortOf(left, 51)).toBe("character");
	expect(shortOf({ ...left, job: -1 }, 0)).toBe("job");
	expect(shortOf(undefined, 51)).toBeNull();
});

test("a stage that waits for a budget says whose, what is left of it, and since when", () => {
	const ready = { ...newStage("film", 0, NOW - 9_000), status: "ready" as const };
	const left = { account: -3, character: 50, job: 60 };
	expect(stageOverBudget([ready], left)).toBeNull();
	expect(stageOverBudget([{ ...ready, budget_wait_since: NOW }], left)).toMatchObject({
		reason: "over_budget",
		stage: "film",
		since: "2026-11-27T00:00:00.000Z",
		message: expect.stringContaining("the budget of the account (0 micro-USD)"),
	});
});
