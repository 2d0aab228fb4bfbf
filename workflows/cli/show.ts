import { readmeOf } from "../definition/readme.ts";
import { type Command, CommandError, readArgs } from "./command.ts";
import { print } from "./io.ts";

export const show: Command = {
	name: "show",
	usage: [
		["ID", "what a workflow takes, needs and leaves, to read"],
		["ID --json", "the same as JSON"],
	],
	async run(args) {
		const { values, positionals } = readArgs(args, { json: { type: "boolean" } }, { min: 1, max: 1 });
		const { describeWorkflow, findWorkflow } = await import("../library/index.ts");
		const [id = ""] = positionals;
		const workflow = findWorkflow(id);
		if (workflow === undefined)
			throw new CommandError(
				"unknown_workflow",
				`There is no workflow ${id}. The command list names them all.`,
			);
		if (values.json === true) print(describeWorkflow(workflow));
		else process.stdout.write(readmeOf(workflow));
		return 0;
	},
};
