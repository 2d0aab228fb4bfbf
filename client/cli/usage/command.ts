import { USAGE_BY } from "../../../edge/contract/usage/usage.ts";
import type { Options } from "../../../workflows/command-line/shape.ts";
import { CliError, type ExitName } from "../command.ts";
import { FROM_DAY_OPTION, JSON_OPTION, TO_DAY_OPTION } from "../options.ts";
import { type AskedPart, print, printJson, soloCommand } from "../parts.ts";
import { usageQuery } from "./query.ts";
import { timesTable, usageTable } from "./text.ts";

const options = {
	by: { value: "what", says: `${USAGE_BY.join(", ")}; absent: day` },
	times: { says: "instead: how long jobs took by workflow, beside what was promised" },
	from: FROM_DAY_OPTION,
	to: TO_DAY_OPTION,
	json: JSON_OPTION,
} as const satisfies Options;
type Asked = AskedPart<typeof options>;

export const usage = soloCommand(
	{ name: "usage", about: "What attempts took and cost, and how jobs ended.", options },
	{ examples: ["--by workflow --from 2026-11-01", "--times --json"], run: report },
);

/** What is asked for. @throws CliError `usage` */
export function queryIn(values: Asked["values"]) {
	const query = usageQuery(values);
	if (values.times && query.by !== undefined)
		throw new CliError("usage", "--times is by workflow: leave out --by");
	return query;
}

async function report({ values, client }: Asked): Promise<ExitName> {
	const query = queryIn(values);
	const tell = <T>(answer: T, table: (answer: T) => string) => {
		if (values.json) printJson(answer);
		else print(table(answer));
	};
	if (values.times) tell(await client.usage.times(query), timesTable);
	else tell(await client.usage.sums(query), usageTable);
	return "ok";
}
