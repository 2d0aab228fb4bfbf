import { type Command, readArgs } from "./command.ts";
import { print } from "./io.ts";

export const list: Command = {
	name: "list",
	usage: [
		["", "the workflows, one per line"],
		["--json", "their descriptions as JSON"],
	],
	async run(args) {
		const { values } = readArgs(args, { json: { type: "boolean" } });
		const { describeWorkflow, library } = await import("../library/index.ts");
		if (values.json === true) print(library.map(describeWorkflow));
		else for (const w of library) process.stdout.write(`${w.id}@${w.version}\t${w.title}\n`);
		return 0;
	},
};
