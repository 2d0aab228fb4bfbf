import type { WorkflowDefinition } from "../../definition/define.ts";
import { type Estimate, estimate } from "../../definition/estimates.ts";
import type { PipelineDefinition } from "../definition/document.ts";
import { readPipelineParameters } from "../definition/parameters.ts";
import { stageAt, withTrainers } from "../definition/runs.ts";
import type { SkipReason, WorkflowOf } from "./plan-stage.ts";
import { type RehearsedStage, rehearse } from "./rehearse.ts";

/** From the fewest to the most. */
export interface Between {
	least: number;
	most: number;
}

export type EstimateOf = (workflow: WorkflowDefinition, parameters: unknown) => Estimate;

/** What a stage will roughly take. */
export interface StageEstimate {
	key: string;
	title: string;
	/** Why it is left out, where that is known beforehand. */
	skipped: SkipReason | null;
	tasks: Between;
	/** All its tasks one after the other on one GPU, models loaded. Waiting for people is not in it. */
	seconds: Between;
	/** GPU memory that is enough, in GB. 0 where no GPU is used. */
	vram_gb: number;
	/** Millionths of a US dollar; null where no price is known. */
	micro_usd: Between | null;
	/** The GPU whose price was reckoned with, and where that comes from; null where none was. */
	gpu: string | null;
	source: string | null;
}

/** What a pipeline will roughly take. An estimate: usage is billed by what was measured. */
export interface PipelineEstimate {
	stages: StageEstimate[];
	tasks: Between;
	seconds: Between;
	vram_gb: number;
	/** Null where a stage has no price. */
	micro_usd: Between | null;
}

/**
 * Time and GPU memory of a request, stage by stage, from the estimates of its workflows. What people will choose
 * is not known, so there are ranges.
 *
 * @param parameters as a client sends them; where they are not accepted, those of the example count
 * @param estimateOf of a workflow with parameters; absent: by what the workflow declares
 * @param takesOf how often all of a stage is made, to go on with the best
 */
export function estimatePipeline(
	definition: PipelineDefinition,
	parameters: unknown,
	workflowOf: WorkflowOf,
	estimateOf: EstimateOf = estimate,
	takesOf: (stage: string) => number = () => 1,
): PipelineEstimate {
	const read = readPipelineParameters(definition, parameters);
	const known = read.ok ? read : readPipelineParameters(definition, definition.example);
	if (!known.ok) throw new TypeError(`the example of ${definition.id} is not accepted`);
	const most = rehearse(definition, known.values, workflowOf, "most");
	const stages = rehearse(definition, known.values, workflowOf, "least").map((stage, i) => {
		const [one, other] = [stage, most[i] ?? stage].map((rehearsed) =>
			amountOf(rehearsed, workflowOf, estimateOf, takesOf(stage.key)),
		);
		const between = (what: "tasks" | "seconds" | "micro_usd"): Between => ({
			least: Math.min(one?.[what] ?? 0, other?.[what] ?? 0),
			most: Math.max(one?.[what] ?? 0, other?.[what] ?? 0),
		});
		return {
			key: stage.key,
			title: stageAt(definition, stage.key)?.stage.title ?? stage.key,
			skipped: stage.plan.kind === "skip" ? stage.plan.reason : null,
			tasks: between("tasks"),
			seconds: between("seconds"),
			vram_gb: Math.max(one?.vram_gb ?? 0, other?.vram_gb ?? 0),
			// What a stage cannot be planned for has no price; what is left out costs nothing.
			micro_usd: stage.plan.kind === "problems" ? null : between("micro_usd"),
			gpu: other?.gpu ?? null,
			source: other?.source ?? null,
		};
	});
	const prices = stages.map(({ micro_usd }) => micro_usd);
	const sum = (what: "tasks" | "seconds"): Between => ({
		least: stages.reduce((all, stage) => all + stage[what].least, 0),
		most: stages.reduce((all, stage) => all + stage[what].most, 0),
	});
	return {
		stages,
		tasks: sum("tasks"),
		seconds: sum("seconds"),
		vram_gb: Math.max(0, ...stages.map(({ vram_gb }) => vram_gb)),
		micro_usd: prices.reduce(
			(all, one) => all && one && { least: all.least + one.least, most: all.most + one.most },
			{ least: 0, most: 0 },
		),
	};
}

/** The requests of a stage differ in their item, which hardly changes how long they take: the first stands for all. */
function amountOf({ plan }: RehearsedStage, workflowOf: WorkflowOf, estimateOf: EstimateOf, takes: number) {
	const [first] = plan.kind === "tasks" ? plan.requests : [];
	const workflow = first === undefined ? undefined : withTrainers(workflowOf)(first.workflow);
	if (plan.kind !== "tasks" || first === undefined || workflow === undefined)
		return { tasks: 0, seconds: 0, vram_gb: 0, micro_usd: 0, gpu: null, source: null };
	const tasks = takes * plan.requests.reduce((all, request) => all + request.only.length, 0);
	const each = estimateOf(workflow, first.parameters);
	return {
		tasks,
		seconds: (each.seconds / each.tasks) * tasks,
		vram_gb: workflow.vram_gb,
		micro_usd: Math.round((each.micro_usd / each.tasks) * tasks),
		gpu: each.gpu,
		source: each.source,
	};
}
