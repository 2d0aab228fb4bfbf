import { type Command, readArgs } from "./command.ts";
import { print, say } from "./io.ts";
import { neededServer, serverOptions, serverUsage } from "./server.ts";
import { load } from "./source.ts";

export const convert: Command = {
	name: "convert",
	usage: [
		[`FILE ${serverUsage}`, "the API graph of a workflow the editor saved, or of a picture; FILE may be -"],
		[
			`FILE ${serverUsage} --allow-unknown`,
			"nodes of classes that ComfyUI lacks too, as far as the file tells",
		],
		[`FILE ${serverUsage} --report`, "{ graph, unknowns }: what could not be known or was decided"],
	],
	async run(args) {
		const options = {
			...serverOptions,
			report: { type: "boolean" },
			"allow-unknown": { type: "boolean" },
		} as const;
		const { values, positionals } = readArgs(args, options, { min: 1, max: 1 });
		const made = await load(positionals[0] ?? "", await neededServer(values), {
			// The editor writes the date into prefixes when it queues a prompt; here is the next best moment.
			now: new Date(),
			allowUnknown: values["allow-unknown"] === true,
		});
		if (!made.ok) {
			print({ problems: made.problems });
			return 2;
		}
		if (values.report === true) print({ graph: made.graph, unknowns: made.unknowns });
		else {
			print(made.graph);
			if (made.kind === "api") say("This was a graph in API format already.");
			for (const { pointer, message } of made.unknowns) say(`${pointer}: ${message}`);
		}
		return 0;
	},
};
