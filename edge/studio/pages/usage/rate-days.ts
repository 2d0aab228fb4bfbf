import type { QualityCounts, QualityRates } from "../../../contract/usage/quality-rates.ts";

/** A rate in percent, of how many, and where it lies with 95 % certainty. */
export interface Rate {
	share: number;
	of: number;
	within: [low: number, high: number];
}

/** The rates of some time; null: there was nothing to tell of. */
export interface Rates {
	success: Rate | null;
	pass: Rate | null;
	recovery: Rate | null;
}

/** The rates that counts come to, in percent. Pure. */
export function ratesOf(counts: QualityCounts): Rates {
	const { passed, doubtful, failed, broken } = counts;
	return {
		success: inPercent(counts.success_rate, counts.success_interval, counts.jobs),
		pass: inPercent(counts.pass_rate, counts.pass_interval, passed + doubtful + failed + broken),
		recovery: inPercent(counts.recovery_rate, counts.recovery_interval, counts.struck),
	};
}

function inPercent(share: number | null, within: QualityCounts["pass_interval"], of: number): Rate | null {
	if (share === null || within === null) return null;
	return { share: 100 * share, of, within: [100 * within.low, 100 * within.high] };
}

/** The rates of each day that something was made on, in their order, with the day in milliseconds. Pure. */
export function ratesByDay({ days }: Pick<QualityRates, "days">): [number, Rates][] {
	return days.map(({ day, ...counts }) => [Date.parse(day), ratesOf(counts)]);
}
