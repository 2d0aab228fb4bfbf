import type { WorkflowDefinition } from "../../definition/define.ts";
import { type Problem, pointer } from "../../graph/problems.ts";
import type { StageDefinition } from "../definition/document.ts";
import type { Range } from "./shapes.ts";

/** A pick that nobody could make, or not always. */
export function gateProblems(
	{ key, gate }: StageDefinition,
	tasks: Range,
	workflows: readonly WorkflowDefinition[],
): Problem[] {
	if (gate === undefined || !("pick" in gate) || workflows.length === 0) return [];
	const [least, most] = gate.pick;
	const refuse = (message: string): Problem[] => [
		{ pointer: pointer("gate", "pick"), code: "invalid_parameter", message },
	];
	if (least > most) return refuse(`At least ${least} is more than at most ${most}. Exchange them.`);
	const files = tasks.least * Math.min(...workflows.map(({ outputs }) => outputs.length));
	return least <= files
		? []
		: refuse(
				`The stage ${key} may leave only ${files === 1 ? "one file" : `${files} files`}, so nobody could pick at least ${least}. Ask for fewer, or make more.`,
			);
}
