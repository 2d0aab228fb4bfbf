import type { Usage, UsageRow } from "../../../contract/usage/usage.ts";
import { Money } from "../../ui/figures/figures.tsx";
import { type Column, Table } from "../../ui/figures/table.tsx";
import { useFormat } from "../../words/format.ts";
import { useLanguage } from "../../words/words.tsx";
import { gpuMs } from "./rows.ts";
import { words } from "./words.ts";

/** Every key with its figures; of days the newest first. */
export function UsageTable({ usage }: { usage: Usage }) {
	const say = words.use();
	const format = useFormat();
	const { locale } = useLanguage();
	const day = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
	const count = (key: string, name: string, of: (row: UsageRow) => number): Column<UsageRow> => ({
		...{ key, words: name, end: true },
		cell: (row) => <span className="figures">{format.number(of(row))}</span>,
	});
	const time = (key: string, name: string, of: (row: UsageRow) => number): Column<UsageRow> => ({
		...{ key, words: name, end: true },
		cell: (row) => <span className="figures whitespace-nowrap">{format.duration(of(row))}</span>,
	});
	const name = (key: string) => {
		if (usage.by === "day") return <span className="whitespace-nowrap">{day.format(Date.parse(key))}</span>;
		return key === "" ? <span className="text-muted">{say("none")}</span> : <bdi>{key}</bdi>;
	};
	const columns: Column<UsageRow>[] = [
		{ key: "key", words: say(usage.by), cell: (row) => name(row.key) },
		{
			...{ key: "cost", words: say("cost"), end: true },
			cell: (row) => <Money microUsd={row.micro_usd} />,
		},
		count("jobs", say("jobs"), (row) => row.jobs),
		count("done", say("done"), (row) => row.jobs_succeeded),
		count("failed", say("failed"), (row) => row.jobs_failed),
		count("canceled", say("canceled"), (row) => row.jobs_canceled),
		time("gpu", say("gpu"), gpuMs),
		time("queue", say("queue"), (row) => row.queue_ms),
		time("cold", say("cold"), (row) => row.cold_ms),
	];
	const rows = usage.by === "day" ? usage.data.toReversed() : usage.data;
	return <Table label={say("table")} columns={columns} rows={rows} keyOf={(row) => row.key} />;
}
