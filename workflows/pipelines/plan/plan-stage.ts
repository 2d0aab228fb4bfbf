import type { WorkflowDefinition } from "../../definition/define.ts";
import { isGiven } from "../../definition/parts.ts";
import { MAX_PROBLEMS, type Problem, pointer, quote } from "../../graph/problems.ts";
import { holds, type Seen } from "../definition/conditions.ts";
import type { PipelineDefinition, StageDefinition } from "../definition/document.ts";
import { type Field, fieldOf, requiredFields, tasksOf } from "../definition/fields.ts";
import { MAX_TASKS_OF_STAGE } from "../definition/limits.ts";
import { needsOf, singlesOf } from "../definition/mentions.ts";
import { type Alternative, runsOf, stageAt, withTrainers } from "../definition/runs.ts";
import type { Source } from "../definition/sources.ts";
import { changesProblems } from "./changes.ts";
import { outputsOf, type StageFacts } from "./facts.ts";
import { resolve, type Supply } from "./resolve.ts";

/** The newest workflow of that id, or the version of `id@version`, where there is one. */
export type WorkflowOf = (reference: string) => WorkflowDefinition | undefined;

/** One request of a stage, as a client would send it. */
export interface StageRequest {
	/** Which item of the fan-out it is for, from 0; 0 where there is none. */
	index: number;
	workflow: string;
	parameters: Record<string, unknown>;
	/** The number in the stage of its first task; its other tasks follow. */
	first_task: number;
	/** How many tasks it becomes. */
	tasks: number;
	/** Which of them are wanted, from 0: all, but where only some tasks are made again. */
	only: number[];
}

/** Why a stage is left out. Closed. */
export const skipReasons = ["condition", "no_items", "not_available"] as const;
export type SkipReason = (typeof skipReasons)[number];

export type StagePlan =
	| { kind: "tasks"; requests: StageRequest[] }
	| { kind: "skip"; reason: SkipReason }
	| { kind: "problems"; problems: Problem[] };

/**
 * What a stage is to do, told when it opens: the requests to plan with `planWorkflow`, that it is skipped, or why
 * it cannot be. Pure, and the same each time. The definition must be one that `checkPipeline` accepts; pointers
 * are into it, or into `/changes`, so that a person's changes can be refused before they are taken.
 *
 * On a take after the first each request leaves its seed out, so that another is chosen; else the same picture
 * would come again. `changes` may send one.
 */
export function planStage(
	definition: PipelineDefinition,
	key: string,
	facts: StageFacts,
	workflowOf: WorkflowOf,
): StagePlan {
	const found = stageAt(definition, key);
	if (found === undefined) return refused("/stages", "unknown_stage", `There is no stage ${quote(key)}.`);
	const { stage, index } = found;
	const waiting = needsOf(stage).filter((need) => !Object.hasOwn(facts.statuses, need));
	if (waiting.length > 0)
		return refused(
			pointer("stages", index),
			"invalid_parameter",
			`The stage ${key} cannot open yet: ${waiting.join(", ")} has not ended.`,
		);
	const seen: Seen = {
		parameters: facts.parameters,
		hasOutputs: (name) => outputsOf(facts, name).length > 0,
	};
	if (stage.when !== undefined && !holds(stage.when, seen)) return { kind: "skip", reason: "condition" };
	const alternatives = runsOf(stage);
	// Some trainers and checks are named ahead of the deployment that has them.
	if (alternatives.length === 0) return { kind: "skip", reason: "not_available" };
	const chosen = alternatives.find(({ when }) => when === undefined || holds(when, seen));
	if (chosen === undefined) return { kind: "skip", reason: "condition" };
	const workflow = withTrainers(workflowOf)(chosen.workflow);
	if (workflow === undefined)
		return refused(
			pointer("stages", index, ...chosen.at),
			"unknown_workflow",
			`There is no workflow ${quote(chosen.workflow)}.`,
		);
	return requestsOf({ stage, place: ["stages", index], chosen, workflow, facts });
}

interface Opening {
	stage: StageDefinition;
	place: readonly (string | number)[];
	chosen: Alternative;
	workflow: WorkflowDefinition;
	facts: StageFacts;
}

function requestsOf(opening: Opening): StagePlan {
	const { stage, place, workflow, facts } = opening;
	const items =
		stage.each === undefined ? [undefined] : resolve(stage.each, { ...facts, item: undefined }, true);
	if (!Array.isArray(items)) return { kind: "skip", reason: "no_items" };
	if (items.length > MAX_TASKS_OF_STAGE) return tooMany(stage, place);
	const counts = workflow.variations?.parameter;
	const wrong = changesProblems(workflow, facts);
	if (wrong.length > 0) return { kind: "problems", problems: wrong };
	const required = requiredFields(workflow);
	const again = facts.again === null ? null : new Set(facts.again);
	const fields = givenFields(opening);
	const compared = picturesCompared(stage, facts.checkpoints);
	const each = items.map((item) => {
		const parameters = parametersOf(fields, opening, { ...facts, item });
		const own = tasksOf(workflow, counts === undefined ? undefined : parameters[counts]);
		return { parameters, tasks: own * compared };
	});
	if (again !== null && counts !== undefined) keepCount(each, counts, facts.tasks, workflow);
	const requests: StageRequest[] = [];
	let first = 0;
	for (const [index, { parameters, tasks }] of each.entries()) {
		const problems = required
			.filter((name) => !isGiven(parameters[name]))
			.map((name) => missing(opening, name));
		const own = Array.from({ length: tasks }, (_, task) => task);
		const only = again === null ? own : own.filter((task) => again.has(first + task));
		if (only.length > 0)
			requests.push({ index, workflow: referenceTo(workflow), parameters, first_task: first, tasks, only });
		first += tasks;
		if (first > MAX_TASKS_OF_STAGE) return tooMany(stage, place);
		if (problems.length > 0) return { kind: "problems", problems: problems.slice(0, MAX_PROBLEMS) };
	}
	const unknown = [...(again ?? [])].filter((task) => task >= first || task < 0);
	if (unknown.length > 0)
		return refused(
			pointer(...place),
			"invalid_parameter",
			`The stage ${stage.key} has ${first} tasks, numbered from 0; it has no task ${unknown[0]}.`,
		);
	return { kind: "tasks", requests };
}

/** How many pictures each picture of a stage becomes: one, unless it compares checkpoints. */
export function picturesCompared(
	{ compares }: Pick<StageDefinition, "compares">,
	checkpoints: StageFacts["checkpoints"] = {},
): number {
	if (compares === undefined) return 1;
	const there = checkpoints[compares.stage] ?? compares.checkpoints;
	return compares.seeds.length * (1 + Math.min(compares.checkpoints, there));
}

/**
 * Where a take of all had another number of tasks than the definition says, the places of those that stand are its:
 * each request has as many as the others, since the number was changed for all of them.
 */
function keepCount(
	each: { parameters: Record<string, unknown>; tasks: number }[],
	counts: string,
	stand: number,
	workflow: WorkflowDefinition,
): void {
	const tasks = stand / each.length;
	const changed = stand !== each.reduce((sum, one) => sum + one.tasks, 0);
	if (!changed || tasksOf(workflow, tasks) !== tasks) return;
	for (const one of each) Object.assign(one, { tasks, parameters: { ...one.parameters, [counts]: tasks } });
}

interface GivenField {
	name: string;
	source: Source;
	field: Pick<Field, "list" | "emptyIsNone">;
}

/** The values the stage gives, each with what the workflow takes there. */
function givenFields({ chosen, workflow }: Opening): GivenField[] {
	return Object.entries(chosen.with).map(([name, source]) => ({
		name,
		source,
		field: fieldOf(workflow, name) ?? { list: false, emptyIsNone: false },
	}));
}

function parametersOf(
	fields: readonly GivenField[],
	{ workflow, facts }: Opening,
	supply: Supply,
): Record<string, unknown> {
	const given = fields.flatMap(({ name, source, field }): [string, unknown][] => {
		if (facts.take > 1 && name === workflow.seed) return [];
		const value = resolve(source, supply, field.list);
		return value === undefined || (value === "" && field.emptyIsNone) ? [] : [[name, value]];
	});
	return { ...Object.fromEntries(given), ...facts.changes };
}

/** With its version, so that what runs is told exactly. */
function referenceTo({ id, version }: WorkflowDefinition): string {
	return `${id}@${version}`;
}

function missing({ stage, place, chosen, workflow }: Opening, name: string): Problem {
	const source = Object.hasOwn(chosen.with, name) ? chosen.with[name] : undefined;
	const stages =
		source === undefined
			? []
			: singlesOf(source).flatMap(({ source: one }) => ("stage" in one ? [one.stage] : []));
	const why =
		stages.length > 0
			? `${[...new Set(stages)].join(" and ")} left nothing for it`
			: source === undefined
				? "nothing gives it"
				: "the parameters of the job have no value for it";
	return {
		pointer: pointer(...place, ...chosen.valueAt(name)),
		code: "missing_parameter",
		message: `The stage ${stage.key} cannot run: ${workflow.id} needs the parameter ${name}, and ${why}.`,
	};
}

function tooMany({ key }: StageDefinition, place: readonly (string | number)[]): StagePlan {
	return refused(
		pointer(...place, "each"),
		"over_size_limit",
		`The stage ${key} would have more than ${MAX_TASKS_OF_STAGE} tasks. Give it fewer items, or fewer pictures of each.`,
	);
}

function refused(at: string, code: Problem["code"], message: string): StagePlan {
	return { kind: "problems", problems: [{ pointer: at, code, message }] };
}
