import type { WorkflowDefinition } from "../../definition/define.ts";
import { MAX_PROBLEMS, type Problem, pointer, quote } from "../../graph/problems.ts";
import { fieldOf } from "../definition/fields.ts";
import type { StageFacts } from "./facts.ts";

/** What of a person's changes for another take the workflow does not take. Pointers are into `/changes`. */
export function changesProblems(
	workflow: WorkflowDefinition,
	{ again, changes }: Pick<StageFacts, "again" | "changes">,
): Problem[] {
	const counts = workflow.variations?.parameter;
	return Object.entries(changes)
		.slice(0, MAX_PROBLEMS)
		.flatMap(([name, value]): Problem[] => {
			const refuse = (code: Problem["code"], message: string) => [
				{ pointer: pointer("changes", name), code, message },
			];
			const field = fieldOf(workflow, name);
			if (field === undefined)
				return refuse(
					"unknown_parameter",
					`${workflow.id} has no parameter ${quote(name)}. It takes ${Object.keys(workflow.parameters.shape).join(", ")}.`,
				);
			if (again !== null && name === counts)
				return refuse(
					"invalid_parameter",
					`${name} says how many tasks there are, and only some of them are made again. Leave it as it was, or make all of the stage again.`,
				);
			const why = field.refuses(value);
			return why === null ? [] : refuse("invalid_parameter", `${name}: ${why}; you sent ${quote(value)}.`);
		});
}
