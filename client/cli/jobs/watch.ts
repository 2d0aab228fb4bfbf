import type { Options } from "../../../workflows/command-line/shape.ts";
import { CliError, type ExitName } from "../command.ts";
import { JSON_OPTION, NDJSON_OPTION, OUT_OPTION, PICTURES_OPTION } from "../options.ts";
import { type AskedPart, print, printJson, soloCommand } from "../parts.ts";
import { picturesHere } from "../pictures/here.ts";
import { stayWith } from "../stay.ts";
import { deliver, outputsToDeliver } from "./deliver.ts";

export const WATCH_OPTIONS = {
	out: OUT_OPTION,
	pictures: PICTURES_OPTION,
	json: JSON_OPTION,
	ndjson: NDJSON_OPTION,
} as const satisfies Options;

/** How those that watch a job end beside what every command ends with. */
export const WATCH_ENDS = {
	failed: "the job did not succeed",
	files: "a file cannot be read or written",
	interrupted: "left off",
} as const;

/** The same as `jobs watch`, which is asked for most. */
export const watch = soloCommand(
	{
		name: "watch",
		about: "Shows how a job gets on until it has ended. Ctrl-C leaves it alone, and says how to come back.",
		ends: WATCH_ENDS,
		options: WATCH_OPTIONS,
	},
	{ takes: ["<job>"], examples: ["job_… --out pictures"], run: watchJob },
);

export async function watchJob({
	words: [id = ""],
	values,
	client,
	at,
}: AskedPart<typeof WATCH_OPTIONS>): Promise<ExitName> {
	if (values.ndjson && (values.json || values.out !== undefined))
		throw new CliError("usage", "--ndjson says all there is: it goes with neither --json nor --out");
	const previews = picturesHere(values);
	const job = await stayWith(client, id, { ndjson: values.ndjson, previews });
	if (job === null) return "interrupted";
	if (values.ndjson) return "ok";
	if (values.out !== undefined)
		for (const file of await deliver(client, outputsToDeliver(job), at(values.out))) print(file);
	else if (values.json) printJson(job);
	else for (const output of outputsToDeliver(job)) print(`${output.id}\t${output.filename}`);
	return "ok";
}
