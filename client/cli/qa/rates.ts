import type { QualityCounts, QualityRates } from "../../../edge/contract/usage/quality-rates.ts";
import type { DarkroomClient } from "../../client.ts";
import type { ExitName } from "../command.ts";
import { print, printJson } from "../parts.ts";
import { table } from "../table.ts";
import { usageQuery } from "../usage/query.ts";

/** What `rates` takes of the command line. */
interface Asked {
	values: {
		from?: string | undefined;
		to?: string | undefined;
		workflow?: string | undefined;
		json?: boolean | undefined;
	};
	readonly client: DarkroomClient;
}

/** `qa rates`: prints how often jobs succeed, outputs pass and faults are recovered from. */
export async function rates({ values, client }: Asked): Promise<ExitName> {
	const { workflow } = values;
	const { by: _, ...days } = usageQuery(values);
	const found = await client.usage.rates({ ...days, ...(workflow !== undefined && { workflow }) });
	if (values.json) printJson(found);
	else print(ratesTable(found));
	return "ok";
}

/** Rates as a table, each with its 95 % interval in percent, what is wanted below them. Pure. */
export function ratesTable({ data, total, targets }: QualityRates): string {
	const share = (value: number | null) => (value === null ? "-" : `${(value * 100).toFixed(1)} %`);
	const within = (value: number | null, interval: QualityCounts["pass_interval"]) =>
		interval === null
			? share(value)
			: `${share(value)} (${Math.round(interval.low * 100)}-${Math.round(interval.high * 100)})`;
	const row = (day: string, workflow: string, one: QualityCounts) => [
		day,
		workflow,
		String(one.jobs),
		within(one.success_rate, one.success_interval),
		within(one.recovery_rate, one.recovery_interval),
		String(one.passed + one.doubtful + one.failed + one.broken),
		within(one.pass_rate, one.pass_interval),
	];
	return table([
		["day", "workflow", "jobs", "succeeded", "recovered", "looked at", "passed"],
		...data.map((one) => row(one.day, one.workflow, one)),
		row("all", "", total),
		["wanted", "", "", share(targets.success), share(targets.recovery), "", share(targets.pass)],
	]).join("\n");
}
