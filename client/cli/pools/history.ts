import {
	HISTORY_STEPS,
	type HistoryStep,
	type PoolHistory,
	type PoolSample,
} from "../../../edge/contract/pools/pool-history.ts";
import { CliError } from "../command.ts";
import { table } from "../table.ts";
import { dollars } from "../usage/text.ts";

const HOUR_MS = 60 * 60 * 1000;
/** How far back is told where nothing is said, in hours. */
const USUAL_HOURS: Readonly<Record<HistoryStep, number>> = { minute: 1, hour: 24 };

/** Which history is asked for. `now`: in milliseconds. @throws CliError `usage` */
export function historyQuery(
	given: { step?: string | undefined; hours?: string | undefined },
	now: number,
): { step: HistoryStep; since: string } {
	const step = HISTORY_STEPS.find((one) => one === (given.step ?? "minute"));
	if (step === undefined)
		throw new CliError(
			"usage",
			`--step takes ${HISTORY_STEPS.join(" or ")}, not ${JSON.stringify(given.step)}`,
		);
	const hours = given.hours === undefined ? USUAL_HOURS[step] : Number(given.hours.trim() || Number.NaN);
	// Beyond the thirty days that are kept nothing is there; a number without end is no time.
	if (!(hours > 0 && hours <= 100_000))
		throw new CliError("usage", `--hours: ${given.hours} is no number above 0 and up to 100000`);
	return { step, since: new Date(now - hours * HOUR_MS).toISOString() };
}

/** A history as people read it: times in UTC. Pure. */
export function historyTable({ pool, step, since, samples }: PoolHistory): string {
	if (samples.length === 0)
		return `${pool}: nothing is known since ${since}; a sample is written each ${step}`;
	return table([
		["at (UTC)", "wait", "oldest", "workers", "busy", "cold starts", "spent"],
		...samples.map((sample) => [
			sample.at.slice(0, 16).replace("T", " "),
			String(sample.queued_tasks),
			sample.oldest_wait_s === null ? "-" : `${Math.round(sample.oldest_wait_s)} s`,
			whole(sample.workers),
			whole(sample.busy_workers),
			coldStarts(sample),
			sample.spent_micro_usd === null ? "-" : dollars(sample.spent_micro_usd),
		]),
	]).join("\n");
}

/** How many there were and how long one took, on average. */
function coldStarts({ cold_starts, cold_start_s }: PoolSample): string {
	if (cold_starts === null) return "-";
	return cold_start_s === null ? String(cold_starts) : `${cold_starts} of ${whole(cold_start_s)} s`;
}

const whole = (value: number) => String(Math.round(value * 10) / 10);
