import { MAX_PROBLEMS } from "../../../workflows/graph/problems.ts";
import type { PipelineDefinition } from "../../../workflows/pipelines/definition/document.ts";
import { needsOf } from "../../../workflows/pipelines/definition/mentions.ts";
import {
	parametersSchema,
	readPipelineParameters,
	withSeeds,
} from "../../../workflows/pipelines/definition/parameters.ts";
import { stageAt } from "../../../workflows/pipelines/definition/runs.ts";
import { findPipeline } from "../../../workflows/pipelines/index.ts";
import { rehearse } from "../../../workflows/pipelines/plan/rehearse.ts";
import { inputsOf } from "../../../workflows/plan/files.ts";
import { type JobPlan, RANDOM_SEED_LIMIT } from "../../../workflows/plan/plan.ts";
import type { Subject } from "../../characters/subject.ts";
import type { ProblemItem } from "../../contract/problem.ts";
import type { Database } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { ApiError } from "../../problem.ts";
import type { Facts } from "../../workflows/facts.ts";
import type { KnownServer } from "../../workflows/refused-by-comfyui.ts";
import type { Stage } from "../lifecycle/aggregate.ts";
import { newStage } from "../lifecycle/stages.ts";
import type { PinnedPipeline } from "../planning/pinned.ts";
import { planRequest } from "../planning/plan-request.ts";
import { asRequest } from "../planning/planner.ts";
import { offeredWorkflows } from "../planning/stage-workflows.ts";
import { about, makesReferences } from "./about.ts";
import { checkAssets } from "./check-assets.ts";
import type { Submission } from "./create.ts";

const randomness = { seed: () => Math.floor(Math.random() * RANDOM_SEED_LIMIT) };

export interface PipelinePlan {
	/** `id@version`. */
	reference: string;
	pinned: PinnedPipeline;
	/** Assets that the request names and its stages read. */
	inputs: string[];
	/** The character whose references it makes; null: nobody's. */
	makes: string | null;
}

/**
 * Looks at a request for a pipeline as far as can be known before it runs: every stage is planned with made-up
 * files of those before it. Throws ApiError with pointers into the request where one of them cannot be.
 */
export async function planPipeline(
	env: Env,
	db: Database,
	{ account, request: sent, retry_of }: Pick<Submission, "account" | "request" | "retry_of">,
	subject: Subject | null,
	facts: Facts,
	servers: readonly KnownServer[],
): Promise<PipelinePlan> {
	const definition = pipelineOf(sent.pipeline ?? "");
	const makes = makesReferences(definition.stages, subject);
	const request = retry_of === null ? about(sent, parametersSchema(definition), subject, makes) : sent;
	const read = readPipelineParameters(definition, request.parameters ?? {});
	if (!read.ok) throw refused(read.problems);
	const parameters = withSeeds(definition, read.values, randomness);
	const workflows = await offeredWorkflows(env, db, account, definition);
	const stages = rehearse(definition, parameters, (reference) => workflows.get(reference)?.workflow);
	const asked = new Set(assetsIn(parameters));
	const inputs = new Set<string>();
	for (const { key, plan } of stages) {
		if (plan.kind === "problems") throw refused(plan.problems.map((problem) => inStage(key, problem)));
		if (plan.kind === "skip") continue;
		for (const one of plan.requests) {
			const found = workflows.get(one.workflow) ?? null;
			let planned: JobPlan;
			try {
				planned = planRequest(
					{ ...asRequest(one), wait_for_models: request.wait_for_models },
					found,
					facts,
					servers,
				);
			} catch (error) {
				// What need not be is left out when its time has come.
				if (!(error instanceof ApiError) || isLeftOut(definition, key, error)) continue;
				throw new ApiError(
					error.code,
					`stage ${key}: ${error.message}`,
					error.errors.map((problem) => inStage(key, problem)),
					error.headers,
				);
			}
			const own = onlyGiven(planned, asked);
			await checkAssets(db, account, request, own);
			for (const id of inputsOf(own)) inputs.add(id);
		}
	}
	const reference = `${definition.id}@${definition.version}`;
	const whose = makes && subject !== null ? subject.id : null;
	return { reference, pinned: { definition, parameters }, inputs: [...inputs], makes: whose };
}

/** The stages of a job of this pipeline: what needs nothing is ready. */
export function stagesOf(definition: PipelineDefinition, now: number): Stage[] {
	return definition.stages.map((stage, position) => {
		const needs = needsOf(stage);
		return {
			...newStage(stage.key, position, now),
			status: needs.length === 0 ? "ready" : "waiting",
			needs,
			gate: stage.gate ?? null,
			optional: stage.optional ?? false,
			judged: false,
			retakes_left: stage.check?.retakes ?? 0,
			label: stage.label ?? null,
			hidden: stage.hidden ?? false,
		};
	});
}

function pipelineOf(reference: string): PipelineDefinition {
	const found = findPipeline(reference);
	if (found) return found;
	const message = `there is no pipeline ${JSON.stringify(reference.slice(0, 100))}; GET /v1/pipelines lists them`;
	throw new ApiError("unknown_pipeline", message, [
		{ pointer: "/pipeline", code: "unknown_pipeline", message },
	]);
}

/** A problem of a stage is about the parameters of the whole, which is all that a client sent. */
function inStage(key: string, { message, code, pointer }: ProblemItem): ProblemItem {
	const own = pointer.startsWith("/parameters/");
	return { pointer: own ? "/parameters" : "/pipeline", code, message: `stage ${key}: ${message}` };
}

function isLeftOut(definition: PipelineDefinition, key: string, { code }: ApiError): boolean {
	return code === "unsupported_capability" && stageAt(definition, key)?.stage.optional === true;
}

function refused(problems: readonly ProblemItem[]): ApiError {
	return new ApiError(
		"invalid_request",
		problems[0]?.message ?? "the request does not fit",
		problems.slice(0, MAX_PROBLEMS),
	);
}

/** Ids of assets anywhere in these values. */
function assetsIn(value: unknown): string[] {
	if (typeof value === "string") return /^ast_[0-9a-z]{26}$/.test(value) ? [value] : [];
	return value !== null && typeof value === "object" ? Object.values(value).flatMap(assetsIn) : [];
}

/** The plan without the files that were made up for it. */
function onlyGiven(plan: JobPlan, given: ReadonlySet<string>): JobPlan {
	return {
		...plan,
		tasks: plan.tasks.map((task) => ({
			...task,
			inputs: task.inputs.filter(({ asset_id }) => given.has(asset_id)),
			...(task.folders && {
				folders: task.folders.map((folder) => ({
					...folder,
					files: folder.files.filter((file) => "text" in file || given.has(file.asset_id)),
				})),
			}),
		})),
	};
}
