import { command } from "./command.ts";
import { jsonOption, print } from "./io.ts";

export const list = command({
	name: "list",
	says: "the workflows, one per line",
	takes: [],
	options: { json: jsonOption },
	examples: ["", "--json"],
	async run({ values }) {
		const { describeWorkflow, library } = await import("../library/index.ts");
		if (values.json) print(library.map(describeWorkflow));
		else for (const w of library) process.stdout.write(`${w.id}@${w.version}\t${w.title}\n`);
		return 0;
	},
});
