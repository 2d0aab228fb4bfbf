import { Money } from "../../ui/figures/figures.tsx";
import { type Column, Table } from "../../ui/figures/table.tsx";
import { useFormat } from "../../words/format.ts";
import type { PoolFigures } from "./metrics.ts";
import { words } from "./words.ts";

/** Every pool as it is now. */
export function PoolTable({ pools }: { pools: readonly PoolFigures[] }) {
	const say = words.use();
	const format = useFormat();
	const count = (key: string, name: string, of: (pool: PoolFigures) => number): Column<PoolFigures> => ({
		...{ key, words: name, end: true },
		cell: (pool) => <span className="figures">{format.number(of(pool))}</span>,
	});
	const columns: Column<PoolFigures>[] = [
		{ key: "pool", words: say("pool"), cell: ({ pool }) => <bdi className="font-medium">{pool}</bdi> },
		count("workers", say("workers"), ({ workers }) => workers),
		count("queued", say("waiting"), ({ queued }) => queued),
		count("held", say("held"), ({ held }) => held),
		{
			...{ key: "busy", words: say("busy"), end: true },
			cell: ({ busy }) => <span className="figures">{format.percent(busy * 100)}</span>,
		},
		{
			...{ key: "spent", words: say("spend"), end: true },
			cell: ({ spent }) => <Money microUsd={spent} />,
		},
	];
	return <Table label={say("pool")} columns={columns} rows={pools} keyOf={({ pool }) => pool} />;
}
