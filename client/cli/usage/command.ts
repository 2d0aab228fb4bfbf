import { USAGE_BY } from "../../../edge/contract/usage.ts";
import { readArguments } from "../arguments.ts";
import { CliError, type Command } from "../command.ts";
import { connect, connectionOf, readLocal } from "../connection.ts";
import { usageQuery } from "./query.ts";
import { timesTable, usageTable } from "./text.ts";

const USAGE = `npm run darkroom -- usage [options]

What attempts took and cost, and how jobs ended.

  --by <what>      ${USAGE_BY.join(", ")}; absent: day
  --times          instead: how long jobs took by workflow, beside what was promised
  --from <day>     the first day, in UTC, such as 2026-11-01; absent: thirty days are told
  --to <day>       the last day; absent: today
  --json           what the API answers, as JSON
  --url <address>  where Darkroom is; also DARKROOM_URL; absent: the one npm start runs on this machine

Examples:
  npm run darkroom -- usage --by workflow --from 2026-11-01
  npm run darkroom -- usage --times --json

DARKROOM_KEY is the API key; of the Darkroom that npm start runs here it is known.
Ends with 0 done, 2 not understood, 4 Darkroom does not answer, 5 Darkroom refuses.`;

const options = {
	by: { type: "string" },
	times: { type: "boolean" },
	from: { type: "string" },
	to: { type: "string" },
	json: { type: "boolean" },
	url: { type: "string" },
} as const;

/** What is asked for. @throws CliError `usage` */
export function readUsageArguments(args: readonly string[]) {
	const { values } = readArguments(args, options);
	const query = usageQuery(values);
	if (values.times && query.by !== undefined)
		throw new CliError("usage", "--times is by workflow: leave out --by");
	return { ...values, query };
}

export const usage: Command = {
	usage: USAGE,
	options: Object.keys(options),
	async run(args, env) {
		const { query, times, json, url } = readUsageArguments(args);
		const { usage: reports } = connect(connectionOf(url, env, readLocal()));
		const print = <T>(answer: T, table: (answer: T) => string) =>
			process.stdout.write(`${json ? JSON.stringify(answer, null, 2) : table(answer)}\n`);
		if (times) print(await reports.times(query), timesTable);
		else print(await reports.sums(query), usageTable);
		return "ok";
	},
};
