import { expect, test } from "vitest";
import { ratesByDay } from "./rate-days.ts";

const row = (day: string, more: object) => ({
	...{ day, workflow: "base", jobs: 0, jobs_succeeded: 0, struck: 0, recovered: 0 },
	...{ passed: 0, doubtful: 0, failed: 0, broken: 0, unseen: 0 },
	...{ success_rate: null, pass_rate: null, recovery_rate: null },
	...more,
});

test("rates of a day are those of all its workflows, and what there was none of is not drawn", () => {
	const data = [
		row("2026-11-02", { jobs: 2, jobs_succeeded: 1 }),
		row("2026-11-01", { jobs: 3, jobs_succeeded: 3, passed: 2, doubtful: 1, failed: 1, unseen: 9 }),
		row("2026-11-01", { jobs: 1, struck: 2, recovered: 1 }),
	];
	expect(ratesByDay({ data })).toEqual([
		[Date.parse("2026-11-01"), { success: 75, pass: 75, recovery: 50 }],
		[Date.parse("2026-11-02"), { success: 50, pass: null, recovery: null }],
	]);
});
