import type { QualityRates } from "../../../contract/quality-rates.ts";

type Row = QualityRates["data"][number];

/** The rates of one day, over all workflows, in percent; null: there was nothing to tell of. */
export interface RatesOfDay {
	success: number | null;
	pass: number | null;
	recovery: number | null;
}

/** The rates of each day that something was made on, in their order, with the day in milliseconds. Pure. */
export function ratesByDay({ data }: Pick<QualityRates, "data">): [number, RatesOfDay][] {
	const days = Map.groupBy(data, ({ day }) => day);
	return [...days]
		.toSorted(([a], [b]) => (a < b ? -1 : 1))
		.map(([day, rows]) => [Date.parse(day), ratesOf(rows)]);
}

function ratesOf(rows: readonly Row[]): RatesOfDay {
	const sum = (of: (row: Row) => number) => rows.reduce((all, row) => all + of(row), 0);
	const share = (some: number, all: number) => (all === 0 ? null : (100 * some) / all);
	return {
		success: share(
			sum((row) => row.jobs_succeeded),
			sum((row) => row.jobs),
		),
		pass: share(
			sum((row) => row.passed + row.doubtful),
			sum((row) => row.passed + row.doubtful + row.failed + row.broken),
		),
		recovery: share(
			sum((row) => row.recovered),
			sum((row) => row.struck),
		),
	};
}
