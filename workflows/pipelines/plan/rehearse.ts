import type { WorkflowDefinition } from "../../definition/define.ts";
import { checkpointsFor, stepsFor } from "../../training/recipe.ts";
import type { PipelineDefinition, StageDefinition } from "../definition/document.ts";
import { stageOrder } from "../definition/mentions.ts";
import { stageAt, trains, withTrainers } from "../definition/runs.ts";
import type { StageEnd, StageFacts, StageOutput } from "./facts.ts";
import { planStage, type StagePlan, type StageRequest, type WorkflowOf } from "./plan-stage.ts";

/** A stage as it would be planned. */
export interface RehearsedStage {
	key: string;
	plan: StagePlan;
}

/**
 * Plans every stage in order, each with made-up files of those before it, as if all went well. Ends at the first
 * stage that cannot be planned. What depends on people is decided by `pick`: where a gate lets between `least`
 * and `most` files be picked, that many are.
 *
 * @param parameters as `readPipelineParameters` answered
 */
export function rehearse(
	definition: PipelineDefinition,
	parameters: Readonly<Record<string, unknown>>,
	workflowOf: WorkflowOf,
	pick: "least" | "most" = "least",
): RehearsedStage[] {
	const statuses: Record<string, StageEnd> = {};
	const outputs: Record<string, StageOutput[]> = {};
	const stages: RehearsedStage[] = [];
	const loras: Record<string, string> = {};
	const checkpoints: Record<string, number> = {};
	const facts: StageFacts = {
		parameters,
		statuses,
		outputs,
		loras,
		checkpoints,
		take: 1,
		tasks: 0,
		again: null,
		changes: {},
	};
	let made = 0;
	for (const key of stageOrder(definition)) {
		const plan = planStage(definition, key, facts, workflowOf);
		stages.push({ key, plan });
		const stage = stageAt(definition, key)?.stage;
		if (plan.kind === "problems" || stage === undefined) return stages;
		statuses[key] = plan.kind === "skip" ? "skipped" : "succeeded";
		if (plan.kind !== "tasks") continue;
		const definitionOf = withTrainers(workflowOf);
		const left = plan.requests.flatMap((request) => filesOf(request, definitionOf(request.workflow)));
		const [first] = plan.requests;
		if (trains(stage) && first) {
			loras[key] = rehearsedLora(first);
			checkpoints[key] = rehearsedCheckpoints(first);
		}
		const chosen = chosenOf(stage, left.length, pick);
		outputs[key] = left.map((file, i) => ({
			...file,
			asset_id: `ast_${(made++).toString(36).padStart(26, "0")}`,
			take: 1,
			chosen: i < chosen,
		}));
	}
	return stages;
}

/** A version that no LoRA ever has: what a training would leave. */
const REHEARSED_VERSION = 999_999;

/** How a LoRA is named that a request for a trainer would leave. */
export function rehearsedLora({ parameters }: Pick<StageRequest, "parameters">): string {
	return `${String(parameters.output_name)}@${REHEARSED_VERSION}`;
}

function rehearsedCheckpoints({ parameters }: StageRequest): number {
	const { steps, save_every, pictures } = parameters;
	const taken = typeof steps === "number" ? steps : stepsFor(Array.isArray(pictures) ? pictures.length : 0);
	return checkpointsFor(taken, typeof save_every === "number" ? save_every : undefined);
}

type File = Pick<StageOutput, "name" | "kind" | "index">;

function filesOf(request: StageRequest, workflow: WorkflowDefinition | undefined): File[] {
	return Array.from({ length: request.tasks }, (_, task) =>
		(workflow?.outputs ?? []).map(({ name, kind }) => ({ name, kind, index: request.first_task + task })),
	).flat();
}

function chosenOf({ gate }: StageDefinition, files: number, pick: "least" | "most"): number {
	if (gate === undefined || !("pick" in gate)) return files;
	return Math.min(files, pick === "least" ? gate.pick[0] : gate.pick[1]);
}
