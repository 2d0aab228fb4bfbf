import { readmeOf } from "../definition/readme.ts";
import { CommandError, command } from "./command.ts";
import { jsonOption, print } from "./io.ts";

export const show = command({
	name: "show",
	says: "what a workflow takes, needs and leaves, to read",
	takes: ["<id>"],
	options: { json: jsonOption },
	examples: ["z-image-turbo-base-image"],
	async run({ words: [id = ""], values }) {
		const { describeWorkflow, findWorkflow } = await import("../library/index.ts");
		const workflow = findWorkflow(id);
		if (workflow === undefined)
			throw new CommandError(
				"unknown_workflow",
				`There is no workflow ${id}. The command list names them all.`,
			);
		if (values.json) print(describeWorkflow(workflow));
		else process.stdout.write(readmeOf(workflow));
		return 0;
	},
});
