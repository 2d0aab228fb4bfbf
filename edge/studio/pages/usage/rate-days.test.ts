import { expect, test } from "vitest";
import { ratesByDay } from "./rate-days.ts";

test("rates of a day are told in percent, with of how many and how certain; what there was none of is not drawn", () => {
	const counts = {
		...{ jobs: 4, jobs_succeeded: 3, struck: 0, recovered: 0 },
		...{ passed: 2, doubtful: 1, failed: 1, broken: 0, unseen: 9 },
		...{ success_rate: 0.75, pass_rate: 0.75, recovery_rate: null },
		success_interval: { low: 0.25, high: 0.95 },
		pass_interval: { low: 0.25, high: 0.95 },
		recovery_interval: null,
	};
	const three = { share: 75, of: 4, within: [25, 95] };
	expect(ratesByDay({ days: [{ day: "2026-11-01", ...counts }] })).toEqual([
		[Date.parse("2026-11-01"), { success: three, pass: three, recovery: null }],
	]);
});
