import type * as z from "zod";
import type { WorkflowDefinition } from "../../definition/define.ts";
import type { Budget } from "../../graph/budget.ts";
import { type Problem, pointer, quote } from "../../graph/problems.ts";
import { plainOf, sureOf } from "../definition/conditions.ts";
import type { PipelineParameter, StageDefinition } from "../definition/document.ts";
import { requiredFields, tasksOf } from "../definition/fields.ts";
import { MAX_TASKS_OF_STAGE } from "../definition/limits.ts";
import { singlesOf, sourcesOf } from "../definition/mentions.ts";
import { type Alternative, alternativesOf, runsOf, trains, withTrainers } from "../definition/runs.ts";
import { picturesCompared, type WorkflowOf } from "../plan/plan-stage.ts";
import { comparesProblems } from "./compares.ts";
import { costOf } from "./cost.ts";
import { type Flow, flowOf, type Surroundings } from "./flows.ts";
import { gateProblems } from "./gate.ts";
import { countsOf, outputNames, type Range, type StageShape } from "./shapes.ts";
import { checkValue } from "./value.ts";

export interface StageContext {
	/** Of the stages before. */
	shapes: ReadonlyMap<string, StageShape>;
	parameters: ReadonlyMap<string, PipelineParameter>;
	/** What may be sent for a parameter; built once for each. */
	schemaOf: (parameter: PipelineParameter) => z.ZodType;
	workflowOf: WorkflowOf;
	budget: Budget;
}

type Path = readonly (string | number)[];

function problem(at: Path, message: string, code: Problem["code"] = "invalid_parameter"): Problem {
	return { pointer: pointer(...at), code, message };
}

/** What is wrong with a stage, with pointers into the stage; and what it leaves. */
export function checkStage(
	stage: StageDefinition,
	context: StageContext,
): { shape: StageShape; problems: Problem[] } {
	const problems = [...conditionProblems(stage, context), ...outputProblems(stage, context)];
	const around: Surroundings = { ...context, sure: sureOf([stage.when]), item: null };
	problems.push(...trainerFanProblems(stage));
	const fan = fanOut(stage, around);
	problems.push(...fan.problems);
	const alternatives = runsOf(stage);
	if (alternatives.length === 0) {
		problems.push(...absentProblems(stage));
		const tasks = { least: 1, most: MAX_TASKS_OF_STAGE };
		return {
			shape: { outputs: null, lora: false, tasks, all: tasks, chosen: tasks, maybeAbsent: true },
			problems,
		};
	}
	problems.push(...orderProblems(alternatives), ...checkProblems(stage));
	const counts: Range[] = [];
	const compared = picturesCompared(stage);
	let pictures: Range = { least: 1, most: 1 };
	const workflows: WorkflowDefinition[] = [];
	for (const one of alternatives) {
		const workflow = withTrainers(context.workflowOf)(one.workflow);
		if (workflow === undefined) continue;
		workflows.push(workflow);
		const own = { ...around, sure: sureOf([stage.when, one.when]), item: fan.item };
		const checked = checkAlternative(one, workflow, own, context.budget);
		problems.push(...checked.problems);
		pictures = checked.tasks;
		counts.push({
			least: fan.items.least * checked.tasks.least * (compared > 1 ? 2 : 1),
			most: fan.items.most * checked.tasks.most * compared,
		});
	}
	const tasks = {
		least: Math.max(1, Math.min(...counts.map(({ least }) => least), MAX_TASKS_OF_STAGE)),
		most: Math.max(1, ...counts.map(({ most }) => most)),
	};
	if (tasks.most > MAX_TASKS_OF_STAGE)
		problems.push(
			problem(
				stage.each === undefined ? ["with"] : ["each"],
				`The stage may have up to ${tasks.most} tasks; at most ${MAX_TASKS_OF_STAGE} are run. Take fewer items, or fewer pictures of each.`,
				"over_size_limit",
			),
		);
	problems.push(...gateProblems(stage, tasks, workflows));
	problems.push(...comparesProblems(stage, context.shapes, workflows, { prompts: fan.items, pictures }));
	const last = alternatives.at(-1);
	const shape: StageShape = {
		outputs: workflows.length === alternatives.length ? workflows : null,
		lora: trains(stage),
		tasks,
		...countsOf(tasks, stage),
		maybeAbsent:
			stage.optional === true || stage.when !== undefined || last?.when !== undefined || fan.maybeEmpty,
	};
	return { shape, problems };
}

function checkAlternative(
	one: Alternative,
	workflow: WorkflowDefinition,
	around: Surroundings,
	budget: Budget,
): { problems: Problem[]; tasks: Range } {
	const counts = workflow.variations?.parameter;
	let tasks: Range = { least: tasksOf(workflow, undefined), most: tasksOf(workflow, undefined) };
	const problems = requiredFields(workflow)
		.filter((name) => !Object.hasOwn(one.with, name))
		.map((name) =>
			problem(
				one.at.length === 2 ? ["with"] : one.at,
				`${workflow.id} needs the parameter ${name}, and nothing gives it. Add it to \`with\`.`,
				"missing_parameter",
			),
		);
	for (const [name, source] of Object.entries(one.with)) {
		const checked = checkValue({ workflow, name, source, at: one.valueAt(name) }, around, budget);
		problems.push(...checked.problems);
		if (name === counts && checked.flow !== null) tasks = numbersOf(checked.flow, tasks);
	}
	return { problems, tasks };
}

/** The range of a number that may be absent, in which case `standard` counts. */
function numbersOf({ edges, maybeAbsent }: Flow, standard: Range): Range {
	const numbers = edges.filter((edge) => typeof edge === "number");
	const all = [...numbers, ...(maybeAbsent || numbers.length === 0 ? [standard.least, standard.most] : [])];
	return { least: Math.min(...all), most: Math.max(...all) };
}

/** What `each` comes to: how many items, and what one of them is. */
function fanOut(
	stage: StageDefinition,
	around: Surroundings,
): { problems: Problem[]; items: Range; item: Flow | null; maybeEmpty: boolean } {
	const one = { least: 1, most: 1 };
	if (stage.each === undefined) return { problems: [], items: one, item: null, maybeEmpty: false };
	const flow = flowOf(stage.each, around, true);
	const unknown: Flow = { kind: "unknown", list: null, maybeAbsent: false, edges: [] };
	if (flow === null) return { problems: [], items: one, item: unknown, maybeEmpty: true };
	const refuse = (message: string) => ({
		problems: [problem(["each"], message)],
		items: one,
		item: unknown,
		maybeEmpty: true,
	});
	if (typeof flow === "string") return refuse(`each: ${flow}.`);
	if (flow.kind !== "unknown" && flow.list === null)
		return refuse(
			"`each` takes a list, and this is one value. Make the parameter a list, or leave `each` out.",
		);
	const usesItem = sourcesOf(stage).some(({ source }) =>
		singlesOf(source).some(({ source: single }) => "item" in single),
	);
	if (!usesItem)
		return refuse(
			'No value takes the item, so all runs would be alike. Use {"item": true} in one, or leave `each` out.',
		);
	const list = flow.list ?? { least: 1, most: 1 };
	return {
		problems: [],
		items: { least: Math.max(1, list.least), most: Math.max(1, list.most) },
		item: { ...flow, list: null, maybeAbsent: false },
		maybeEmpty: flow.maybeAbsent,
	};
}

/** A condition that can never hold, because the parameter is never that. */
function conditionProblems(
	stage: StageDefinition,
	{ parameters, schemaOf, budget }: StageContext,
): Problem[] {
	const conditions = [
		...(stage.when === undefined ? [] : plainOf(stage.when, ["when"])),
		...alternativesOf(stage).flatMap(({ when, at }) =>
			when === undefined ? [] : plainOf(when, [...at.slice(0, -1), "when"]),
		),
	];
	return conditions.flatMap(({ when, at }) => {
		if (!("is" in when || "is_not" in when)) return [];
		const value = "is" in when ? when.is : when.is_not;
		const parameter = parameters.get(when.parameter);
		if (parameter === undefined || !budget.spend(costOf(value))) return [];
		return schemaOf(parameter).safeParse(value).success
			? []
			: [problem(at, `${parameter.name} is never ${quote(value)}. Compare it with a value that it takes.`)];
	});
}

/** Outputs that the stage they are taken from does not have. */
function outputProblems(stage: StageDefinition, { shapes }: StageContext): Problem[] {
	return sourcesOf(stage).flatMap(({ source, at }) =>
		singlesOf(source, at).flatMap(({ source: single, at: place }): Problem[] => {
			if (!("stage" in single)) return [];
			const shape = shapes.get(single.stage);
			if (shape === undefined || shape.outputs === null) return [];
			const names = outputNames(shape);
			if (single.output === undefined)
				return names.length === 1 && shape.outputs.every(({ outputs }) => outputs.length === 1)
					? []
					: [
							problem(
								[...place],
								`The stage ${single.stage} leaves ${names.join(", ") || "outputs of other names by each of its workflows"}. Say which with \`output\`.`,
								"unknown_output",
							),
						];
			return names.includes(single.output)
				? []
				: [
						problem(
							[...place, "output"],
							`The stage ${single.stage} has no output ${quote(single.output)}. It leaves ${names.join(", ") || "none that all its workflows have"}.`,
							"unknown_output",
						),
					];
		}),
	);
}

/** A training is one: it makes one LoRA, whose name the stage says. */
function trainerFanProblems({ key, each, run }: StageDefinition): Problem[] {
	if (each === undefined || !("trainer" in run)) return [];
	const message = `The stage ${key} trains, and a stage trains once: it makes one LoRA of all its pictures. Leave \`each\` out, and submit a job for each LoRA.`;
	return [problem(["each"], message)];
}

/** What nothing here can run may be named, but a job must get on without it. */
function absentProblems({ run, optional, gate, key }: StageDefinition): Problem[] {
	const [kind, id] = "trainer" in run ? ["trainer", run.trainer] : ["check", "check" in run ? run.check : ""];
	return [
		...(optional === true
			? []
			: [
					problem(
						["run", kind],
						`Nothing here runs the ${kind} ${quote(id)}. Make the stage ${key} optional, so that jobs go on without it.`,
						"unknown_workflow",
					),
				]),
		...(gate === undefined || !("pick" in gate) || gate.pick[0] <= gate.pick[1]
			? []
			: [problem(["gate", "pick"], `At least ${gate.pick[0]} is more than at most ${gate.pick[1]}.`)]),
	];
}

function checkProblems({ check }: StageDefinition): Problem[] {
	return check === undefined
		? []
		: [
				problem(
					["check", "id"],
					`There is no check ${quote(check.id)} here. Leave it out, and let a person approve with \`gate\`.`,
					"unknown_workflow",
				),
			];
}

function orderProblems(alternatives: readonly Alternative[]): Problem[] {
	const always = alternatives.findIndex(({ when }) => when === undefined);
	return always < 0 || always === alternatives.length - 1
		? []
		: [
				problem(
					["run", "first_of", always + 1],
					"It is never reached: what stands before it has no condition. Put that one last.",
				),
			];
}
