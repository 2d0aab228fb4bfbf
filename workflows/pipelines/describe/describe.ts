import type { AssetKind, Category } from "../../definition/define.ts";
import { isFile } from "../../document/parameter-schemas.ts";
import type { Gate, PipelineDefinition, StageDefinition } from "../definition/document.ts";
import { needsOf } from "../definition/mentions.ts";
import { parametersJsonSchema } from "../definition/parameters.ts";
import { alternativesOf } from "../definition/runs.ts";
import { estimatePipeline, type PipelineEstimate } from "../plan/estimate.ts";
import type { WorkflowOf } from "../plan/plan-stage.ts";

/** What people and programs are told of a stage; plain JSON. */
export interface StageDescription {
	key: string;
	title: string;
	/** Stages that have ended before it opens. */
	needs: string[];
	/** The workflows it may run; which one, the parameters decide. */
	workflows: string[];
	/** What does its work where that is no workflow. */
	trainer: string | null;
	check: string | null;
	/** It may be skipped by what was sent or by what earlier stages left. */
	conditional: boolean;
	optional: boolean;
	/** It runs once for each item of a list. */
	fans_out: boolean;
	/** The stage whose training's checkpoints its pictures compare. */
	compares: string | null;
	/** What a person has to say before the next stages open. */
	gate: Gate | null;
	label: string | null;
	hidden: boolean;
}

/** What people and programs are told of a pipeline; plain JSON. */
export interface PipelineDescription {
	id: string;
	version: number;
	title: string;
	purpose: string;
	category: Category;
	/** JSON Schema (2020-12) of what a client sends. */
	parameters: Record<string, unknown>;
	/** Which parameters are uploaded files, or lists of them, and of which kind. */
	assets: Record<string, AssetKind>;
	/** In the order in which they are written. */
	stages: StageDescription[];
	/** Time and GPU memory of the example. */
	estimate: PipelineEstimate;
	notes: string[];
	acceptance: string[];
	example: Record<string, unknown>;
}

/** Describes a pipeline as plain JSON: what it takes, does and leaves. */
export function describePipeline(
	definition: PipelineDefinition,
	workflowOf: WorkflowOf,
): PipelineDescription {
	const { id, version, title, purpose, category } = definition;
	return {
		id,
		version,
		title,
		purpose,
		category,
		parameters: parametersJsonSchema(definition),
		assets: Object.fromEntries(
			definition.parameters.flatMap((parameter): [string, AssetKind][] =>
				isFile(parameter) ? [[parameter.name, parameter.type]] : [],
			),
		),
		stages: definition.stages.map(describeStage),
		estimate: estimatePipeline(definition, definition.example, workflowOf),
		notes: [...(definition.notes ?? [])],
		acceptance: [...(definition.acceptance ?? [])],
		example: structuredClone({ ...definition.example }),
	};
}

function describeStage(stage: StageDefinition): StageDescription {
	const { run } = stage;
	const alternatives = alternativesOf(stage);
	return {
		key: stage.key,
		title: stage.title,
		needs: needsOf(stage),
		workflows: [...new Set(alternatives.map(({ workflow }) => workflow))],
		trainer: "trainer" in run ? run.trainer : null,
		check: "check" in run ? run.check : null,
		conditional: stage.when !== undefined || alternatives.at(-1)?.when !== undefined,
		optional: stage.optional === true,
		fans_out: stage.each !== undefined,
		compares: stage.compares?.stage ?? null,
		gate: structuredClone(stage.gate ?? null),
		label: stage.label ?? null,
		hidden: stage.hidden === true,
	};
}
