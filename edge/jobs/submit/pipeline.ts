import { and, eq } from "drizzle-orm";
import { readLoraReference } from "../../../workflows/definition/lora-reference.ts";
import { MAX_PROBLEMS } from "../../../workflows/graph/problems.ts";
import type { PipelineDefinition } from "../../../workflows/pipelines/definition/document.ts";
import { needsOf } from "../../../workflows/pipelines/definition/mentions.ts";
import {
	parametersSchema,
	readPipelineParameters,
	withSeeds,
} from "../../../workflows/pipelines/definition/parameters.ts";
import { alternativesOf, renamed, stageAt } from "../../../workflows/pipelines/definition/runs.ts";
import { estimatePipeline } from "../../../workflows/pipelines/plan/estimate.ts";
import type { StageRequest } from "../../../workflows/pipelines/plan/plan-stage.ts";
import { type RehearsedStage, rehearse, rehearsedLora } from "../../../workflows/pipelines/plan/rehearse.ts";
import { trainerIn } from "../../../workflows/pipelines/trainers/trainers.ts";
import { inputsOf } from "../../../workflows/plan/files.ts";
import type { KeptLora } from "../../../workflows/plan/loras.ts";
import { type JobPlan, RANDOM_SEED_LIMIT } from "../../../workflows/plan/plan.ts";
import type { Trainer } from "../../../workflows/training/work.ts";
import type { Subject } from "../../characters/subject.ts";
import type { QualityPolicy } from "../../contract/assets/quality.ts";
import type { ProblemItem } from "../../contract/problem.ts";
import type { Database } from "../../db/client.ts";
import { jobs } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { resolvePipeline } from "../../pipelines/resolve.ts";
import { ApiError } from "../../problem.ts";
import { loadBody, MissingBody } from "../../storage/bodies.ts";
import type { Facts } from "../../workflows/facts.ts";
import { offeredWorkflows } from "../../workflows/offered.ts";
import type { KnownServer } from "../../workflows/refused-by-comfyui.ts";
import type { Offered } from "../../workflows/resolve.ts";
import { askedBudget, type Money, moneyOfPipeline } from "../budgets/money.ts";
import type { Stage } from "../lifecycle/aggregate.ts";
import { newStage } from "../lifecycle/stages.ts";
import { asRequest } from "../planning/planner.ts";
import { qualityOf } from "../planning/quality-policy.ts";
import { estimateWith } from "../planning/request/partner-prices.ts";
import { planRequest } from "../planning/request/plan-request.ts";
import { type PinnedPipeline, readPinned } from "../planning/stage/pinned.ts";
import { planTrainerStage } from "../planning/training/trainer-stage.ts";
import { about, makesReferences } from "./about.ts";
import { checkAssets } from "./check-assets.ts";
import type { Submission } from "./create.ts";
import type { OfPipeline } from "./of-pipeline.ts";
import { lorasOfRequest, onlyFiles } from "./waiting-loras.ts";

const randomness = { seed: () => Math.floor(Math.random() * RANDOM_SEED_LIMIT) };

export interface PipelinePlan extends OfPipeline {
	pinned: PinnedPipeline;
	/** The workflows that its stages may run, by the names that they are called by. */
	offered: ReadonlyMap<string, Offered>;
	money: Money;
}

/**
 * Looks at a request for a pipeline as far as can be known before it runs: every stage is planned with made-up
 * files of those before it. Throws ApiError with pointers into the request where one of them cannot be.
 */
export async function planPipeline(
	env: Env,
	db: Database,
	submission: Pick<Submission, "account" | "request" | "retry_of" | "budget">,
	subject: Subject | null,
	facts: Facts,
	servers: readonly KnownServer[],
): Promise<PipelinePlan> {
	const { account, request: sent, retry_of } = submission;
	const asIt = await askedPipeline(env, db, account, sent.pipeline ?? "", retry_of);
	const makes = makesReferences(asIt.stages, subject);
	const request = retry_of === null ? about(sent, parametersSchema(asIt), subject, makes) : sent;
	const workflows = await offeredWorkflows(env, db, account, asIt);
	// Whatever is stored while the job runs: it goes on with what it began with.
	const definition = renamed(asIt, (reference) => nameOf(workflows.get(reference)) ?? reference);
	const read = readPipelineParameters(definition, request.parameters ?? {});
	if (!read.ok) throw refused(read.problems);
	const parameters = withSeeds(definition, read.values, randomness);
	const stages = rehearse(definition, parameters, (reference) => workflows.get(reference)?.workflow);
	const trained = trainedIn(stages);
	const { loras: named, files } = await lorasOfRequest(
		env,
		account,
		request,
		stages.map(({ plan }) => (plan.kind === "tasks" ? plan.requests.map((one) => one.parameters) : [])),
	);
	const loras = [...named, ...trained.map(({ lora }) => lora)];
	const asked = new Set([...assetsIn(parameters), ...files]);
	const inputs = new Set<string>();
	for (const { key, plan } of stages) {
		if (plan.kind === "problems") throw refused(plan.problems.map((problem) => inStage(key, problem)));
		if (plan.kind === "skip") continue;
		for (const one of plan.requests) {
			const found = workflows.get(one.workflow) ?? null;
			let planned: JobPlan;
			try {
				const trainer = trainerIn(one.workflow);
				const wait_for_models = request.wait_for_models ?? false;
				planned =
					trainer === null
						? planRequest({ ...asRequest(one), wait_for_models }, found, { ...facts, loras }, servers)
						: rehearsedTraining(one, trainer, facts, wait_for_models);
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
			const own = onlyFiles(planned, (id) => asked.has(id));
			await checkAssets(db, account, request, own);
			for (const id of inputsOf(own)) inputs.add(id);
		}
	}
	const reference = `${definition.id}@${definition.version}`;
	const estimated = estimatePipeline(
		definition,
		parameters,
		(name) => workflows.get(name)?.workflow,
		estimateWith(servers),
		takesOfStages(definition, request.quality, workflows),
	);
	const whose = makes && subject !== null ? subject.id : null;
	const own = [...workflows.values()].filter((one) => one.own !== null).flatMap((one) => nameOf(one) ?? []);
	return {
		reference,
		pinned: { definition, parameters },
		inputs: [...inputs],
		makes: whose,
		workflows: [...new Set(own)],
		trains: trained.map(({ name, trigger }) => ({ name, trigger })),
		offered: workflows,
		money: moneyOfPipeline(
			askedBudget(submission),
			request.character,
			definition,
			estimated.micro_usd?.most ?? null,
			trained.length > 0,
		),
	};
}

/** How often all of each stage is made, to go on with the best; `retaken`: and as often as checks may ask for, too. */
export function takesOfStages(
	definition: PipelineDefinition,
	asked: QualityPolicy | undefined,
	offered: ReadonlyMap<string, Offered>,
	{ retaken = false } = {},
): (stage: string) => number {
	const stages = stagesOf(definition, asked, offered, 0);
	return (key) => {
		const stage = stages.find((stage) => stage.key === key);
		return (stage?.quality?.best_of ?? 1) + (retaken ? (stage?.retakes_left ?? 0) : 0);
	};
}

/** The stages of a job of this pipeline: what needs nothing is ready. */
export function stagesOf(
	definition: PipelineDefinition,
	asked: QualityPolicy | undefined,
	offered: ReadonlyMap<string, Offered>,
	now: number,
): Stage[] {
	return definition.stages.map((stage, position) => {
		const needs = needsOf(stage);
		return {
			...newStage(stage.key, position, now),
			status: needs.length === 0 ? "ready" : "waiting",
			needs,
			gate: stage.gate ?? null,
			optional: stage.optional ?? false,
			...qualityOf(
				asked,
				alternativesOf(stage).flatMap(({ workflow }) => offered.get(workflow) ?? []),
				{ retakes: stage.check?.retakes, gate: stage.gate },
			),
			label: stage.label ?? null,
			hidden: stage.hidden ?? false,
		};
	});
}

/** A stage that trains, looked at with made-up pictures. */
function rehearsedTraining(
	request: StageRequest,
	trainer: Trainer,
	{ capabilities: known }: Facts,
	wait: boolean,
): JobPlan {
	const made = { captionOf: () => null, pictures: new Map(), dataset: "rehearsed", random: 0 };
	return planTrainerStage({ request, trainer, known, wait, ...made }).plan;
}

/** What stages of a rehearsed pipeline train, with what stands in for it while others are looked at. Pure. */
function trainedIn(stages: readonly RehearsedStage[]) {
	return stages.flatMap(({ plan }, i) => {
		const [request] = plan.kind === "tasks" ? plan.requests : [];
		if (!request || trainerIn(request.workflow) === null) return [];
		const read = readLoraReference(rehearsedLora(request));
		if (read === null) return [];
		const { family, trigger } = request.parameters;
		const lora = {
			...{ ...read, family: family as KeptLora["family"] },
			...{ asset_id: `ast_${String(i).padStart(26, "t")}`, sha256: String(i).padStart(64, "f") },
		};
		return [{ name: read.name, trigger: String(trigger), lora }];
	});
}

function nameOf(offered: Offered | undefined): string | undefined {
	return offered && `${offered.workflow.id}@${offered.workflow.version}`;
}

/**
 * The pipeline that a request names. What is submitted again runs what it ran, whatever became of that since. A
 * retired one is refused.
 */
async function askedPipeline(
	env: Env,
	db: Database,
	account: string,
	reference: string,
	retryOf: string | null,
): Promise<PipelineDefinition> {
	const kept = retryOf === null ? null : await keptPipeline(env, db, account, retryOf);
	if (kept) return kept;
	const found = await resolvePipeline(env, account, reference);
	if (!found) {
		const message = `there is no pipeline ${JSON.stringify(reference.slice(0, 100))}; GET /v1/pipelines lists them`;
		throw noPipeline("unknown_pipeline", message);
	}
	const { definition, own } = found;
	if (own === null || own.retired_at === null) return definition;
	throw noPipeline(
		"pipeline_retired",
		`${own.id}@${own.version} is retired; GET /v1/pipelines/${own.id}/versions shows which versions there are`,
	);
}

/** What an earlier job of the account keeps; null where that is gone from storage. */
async function keptPipeline(env: Env, db: Database, account: string, job: string) {
	const [row] = await db
		.select({ pinned: jobs.pipeline_plan })
		.from(jobs)
		.where(and(eq(jobs.account_id, account), eq(jobs.id, job)));
	if (!row?.pinned) return null;
	try {
		return readPinned(await loadBody(env.BUCKET, row.pinned)).definition;
	} catch (error) {
		if (error instanceof MissingBody) return null;
		throw error;
	}
}

function noPipeline(code: "unknown_pipeline" | "pipeline_retired", message: string): ApiError {
	return new ApiError(code, message, [{ pointer: "/pipeline", code, message }]);
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
