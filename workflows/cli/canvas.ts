import { toUi } from "../export/to-ui.ts";
import { findWorkflow } from "../library/index.ts";
import { planWorkflow, taskFor } from "../plan/plan.ts";
import { objectInfoOf } from "../signatures/signatures.ts";
import { CommandError, command } from "./command.ts";
import { print } from "./io.ts";
import { serverFrom, serverOptions } from "./server.ts";

/** What the library knows of nodes by itself. */
const newest = "0.33.0";

export const canvas = command({
	name: "canvas",
	says: "a workflow of the library as a file for the editor of ComfyUI",
	takes: ["<id>"],
	options: {
		...serverOptions,
		parameters: { value: "json", says: "with these parameters; absent: those of its example" },
	},
	examples: ["flux-base-image"],
	async run({ words: [id = ""], values }) {
		const workflow = findWorkflow(id);
		if (workflow === undefined)
			throw new CommandError("unknown_workflow", `There is no workflow ${id}; list names them.`);
		const server = await serverFrom(values);
		const parameters = values.parameters === undefined ? workflow.example : parse(values.parameters);
		const planned = planWorkflow(workflow, parameters, { seed: () => 0 });
		const [task] = planned.ok ? planned.plan.tasks : [];
		if (!planned.ok || task === undefined) {
			print({ problems: planned.ok ? [] : planned.problems });
			return 2;
		}
		const { graph } = taskFor(task, server?.comfyui ?? newest);
		const made = toUi(graph, server?.objectInfo ?? objectInfoOf(newest, {}));
		print(made.ok ? made.ui : { problems: made.problems });
		return made.ok ? 0 : 2;
	},
});

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new CommandError("not_json", "--parameters is no JSON.", { cause: error });
	}
}
