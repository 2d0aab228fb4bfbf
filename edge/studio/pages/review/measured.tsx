import { useQuery } from "@tanstack/react-query";
import { readChecks } from "../../api/reviews.ts";
import { Table } from "../../ui/figures/table.tsx";
import { useFormat } from "../../words/format.ts";
import { qualityWords } from "../../words/quality.ts";
import { words } from "./words.ts";

/** All that the checks measured of a file: what was found, and what it was held against. */
export function Measured({ asset }: { asset: string }) {
	const say = words.use();
	const check = qualityWords.use();
	const format = useFormat();
	const { data } = useQuery({
		queryKey: ["asset-checks", asset],
		queryFn: ({ signal }) => readChecks(asset, signal),
	});
	if (data === undefined || data.checks.length === 0) return null;
	const made = data.checks.filter(({ status }) => status !== "skipped");
	const skipped = data.checks.length - made.length;
	const figure = (value: number | string | null) =>
		value === null ? "–" : typeof value === "number" ? format.number(value) : value;
	return (
		<div>
			<Table
				label={say("measured")}
				rows={made}
				keyOf={({ id, where }) => `${id} ${where ?? ""}`}
				columns={[
					{ key: "check", words: say("measured"), cell: ({ id }) => check(id) },
					{ key: "status", words: say("status"), cell: ({ status }) => check(STATUS[status]) },
					{
						key: "value",
						words: say("found"),
						end: true,
						cell: ({ value }) => <span className="figures">{figure(value)}</span>,
					},
					{
						key: "limit",
						words: say("limit"),
						end: true,
						cell: ({ limit }) => <span className="figures">{figure(limit)}</span>,
					},
				]}
			/>
			{skipped > 0 && <p className="mt-2 text-sm text-muted">{say("skipped", { n: skipped })}</p>}
		</div>
	);
}

const STATUS = {
	pass: "passed",
	warn: "doubtful",
	fail: "refused",
	error: "broke",
	skipped: "unseen",
} as const;
