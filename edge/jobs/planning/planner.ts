import { eq } from "drizzle-orm";
import { stageAt } from "../../../workflows/pipelines/definition/runs.ts";
import { planStage, type StageRequest } from "../../../workflows/pipelines/plan/plan-stage.ts";
import { trainerIn } from "../../../workflows/pipelines/trainers/trainers.ts";
import { inputsOf } from "../../../workflows/plan/files.ts";
import type { JobPlan } from "../../../workflows/plan/plan.ts";
import { defaultNodePolicy } from "../../../workflows/validate/requests/requests.ts";
import type { Failure, FailureCode } from "../../contract/failures.ts";
import { type Database, database } from "../../db/client.ts";
import { accounts, jobs, pools } from "../../db/schema.ts";
import type { Env } from "../../env.ts";
import { lookForLoras } from "../../loras/awaited.ts";
import { standIns } from "../../loras/stand-in.ts";
import { loadCapabilities } from "../../pools/capabilities.ts";
import { ApiError } from "../../problem.ts";
import { loadBody, MissingBody } from "../../storage/bodies.ts";
import type { Facts } from "../../workflows/facts.ts";
import { knownServers } from "../../workflows/object-info.ts";
import { offeredWorkflows } from "../../workflows/offered.ts";
import type { KnownServer } from "../../workflows/refused-by-comfyui.ts";
import type { JobAggregate, Stage } from "../lifecycle/aggregate.ts";
import type { StagePlanner } from "../store/change.ts";
import type { NewAsset, Opened } from "../store/job-change.ts";
import { knownWorkers, workersQuery } from "./known-workers.ts";
import { planRequest } from "./request/plan-request.ts";
import { storePlans } from "./stage/bodies.ts";
import { troubleWithFiles } from "./stage/check-files.ts";
import { asPipeline } from "./stage/only-stage.ts";
import { filesThere, readOutputs } from "./stage/outputs.ts";
import { readPinned } from "./stage/pinned.ts";
import { stageFacts } from "./stage/stage-facts.ts";
import { needsOfTasks, plannedTasks } from "./tasks.ts";
import { comparedStage, openComparison, type Planning } from "./training/open-comparison.ts";
import { openTrainer } from "./training/open-trainer.ts";
import { trainedLoras } from "./training/trained-loras.ts";

/**
 * Plans stages of jobs as they become ready: from the pipeline as it was at submission, what the stages before left,
 * and what the pool's workers are now. What cannot be planned fails the stage and says why; only what may be
 * otherwise in a moment (D1, R2) throws.
 */
export function stagePlanner(env: Env): StagePlanner {
	return {
		plan: async (job, stage, made) => {
			const now = Date.now();
			const planned = await planOfStage(env, job, stage, made, now);
			const { opening, ...beside } =
				"tasks" in planned ? await store(env, job, planned, now) : { opening: planned };
			return { ...beside, command: { type: "open", stage: stage.key, take: stage.take + 1, opening } };
		},
		discard: async ({ key }) => {
			// What stays is found as one that nothing names.
			if (key !== null) await env.BUCKET.delete(key).catch(() => {});
		},
	};
}

/** The plan of a stage, with what comes with it where it trains, or compares what was trained. */
type StagePlan = JobPlan & Pick<Opened, "training" | "comparison">;

/**
 * The plan of a stage's next take, or that it is skipped, or which LoRA it must wait for, or why it cannot be planned.
 * Writes nothing.
 */
export async function planOfStage(
	env: Env,
	job: JobAggregate,
	stage: Stage,
	made: readonly NewAsset[],
	now: number,
): Promise<StagePlan | { skip: true } | { lora: string } | { failure: Failure }> {
	const db = database(env.DB);
	// What a border between stages costs is mostly waiting here: what does not hang on each other is asked at once.
	const [[[row], workerRows], outputs] = await Promise.all([
		db.batch([
			db
				.select({
					pinned: jobs.pipeline_plan,
					workflow: jobs.workflow,
					request: jobs.request,
					parameters: jobs.parameters,
					policy: accounts.node_policy,
				})
				.from(jobs)
				.innerJoin(accounts, eq(accounts.id, jobs.account_id))
				.where(eq(jobs.id, job.job.id)),
			workersQuery(db, eq(pools.id, job.job.pool_id), now),
		]),
		readOutputs(db, job, made),
	]);
	if (!row || (row.pinned === null && row.workflow === RAW))
		return failing("stage_invalid", "a raw graph has no other take: it would be the same again");
	const known = knownWorkers(workerRows);
	const fleet = Promise.all([
		Promise.all(known.kinds.map(({ hash }) => loadCapabilities(db, hash))),
		knownServers(env.BUCKET, known.servers),
	]);
	// Whoever asks last hears of it.
	// Where the stage cannot be planned anyway, nobody waits for it.
	fleet.catch(() => {});
	let kept: Kept;
	try {
		kept = await loadKept(env, db, job, stage, row);
	} catch (error) {
		// It will not come back: waiting for it would keep the stage from ending.
		if (error instanceof MissingBody) return failing("stage_invalid", GONE);
		if (error instanceof ApiError) return failing(codeOf(error), error.message);
		throw error;
	}
	const { definition, parameters, workflows } = kept;
	const compares = stageAt(definition, stage.key)?.stage.compares;
	let loras: Record<string, string>;
	let of: Awaited<ReturnType<typeof comparedStage>> | null = null;
	try {
		loras = await trainedLoras(env, job, definition, stage.key, outputs, made);
		// A training that was skipped has left nothing to compare.
		if (compares !== undefined && outputs.some(({ stage }) => stage === compares.stage))
			of = await comparedStage(db, job, compares.stage);
	} catch (error) {
		if (error instanceof ApiError) return failing(codeOf(error), error.message);
		throw error;
	}
	const checkpoints = compares && of ? { [compares.stage]: of.of.checkpoints.length } : {};
	const facts = { ...stageFacts(job, stage, parameters, outputs), loras, checkpoints };
	const planned = planStage(definition, stage.key, facts, (reference) => workflows.get(reference)?.workflow);
	if (planned.kind === "skip") return { skip: true };
	if (planned.kind === "problems") {
		return failing("stage_invalid", planned.problems[0]?.message ?? "the stage cannot be planned");
	}
	if (compares !== undefined && of === null) {
		const why = `the stage ${compares.stage} trained nothing: there is nothing to compare. Give the stage a condition ({"outputs_of": "${compares.stage}"})`;
		return failing("stage_invalid", why);
	}
	const [capabilities, servers] = await fleet;
	const asked = planned.requests.map(({ parameters }) => parameters);
	const { kept: ready, pending } = await lookForLoras(env, job.job.account_id, asked);
	const waits = standIns(stage.take === 0 ? pending : []);
	let plan: StagePlan;
	try {
		const [request] = planned.requests;
		const trainer = request === undefined ? null : trainerIn(request.workflow);
		const around = { pinned: { definition, parameters }, outputs, made, capabilities };
		if (request && trainer !== null) {
			const opened = await openTrainer(db, job, stage, request, trainer, around);
			plan = { ...joined([{ request, plan: opened.plan }]), training: opened.training };
			return (await unreadable(db, job, stage, plan, made)) ?? plan;
		}
		const loras = [...ready, ...waits];
		const pool = { capabilities, policy: row.policy ?? defaultNodePolicy, loras };
		if (compares && of && request) {
			const opened = openComparison(
				{ compares, requests: planned.requests, ...of },
				workflows.get(request.workflow) ?? null,
				(plan) => (stage.optional ? plan({}, pool, servers) : forLater(plan, pool, servers)),
			);
			plan = { ...opened.plan, comparison: { stage: stage.key, asked: opened.asked } };
			return (await unreadable(db, job, stage, plan, made)) ?? plan;
		}
		plan = joined(
			planned.requests.map((request) => {
				const found = workflows.get(request.workflow) ?? null;
				const of = stage.optional ? planRequest : planForLater;
				return { request, plan: of(asRequest(request), found, pool, servers) };
			}),
		);
	} catch (error) {
		if (error instanceof ApiError) return failing(codeOf(error), error.message);
		throw error;
	}
	const used = new Set(inputsOf(plan));
	for (const { pending, asset_id } of waits) {
		if (!used.has(asset_id)) continue;
		const lora = `${pending.name}@${pending.version}`;
		if (pending.training !== null || (await waitsForUploads(env, row.request))) return { lora };
		return failing("stage_invalid", `there is no LoRA ${lora}, and nobody trains it`);
	}
	return (await unreadable(db, job, stage, plan, made)) ?? plan;
}

/** Why a plan cannot read its files; null: it can. */
async function unreadable(
	db: Database,
	{ job }: JobAggregate,
	stage: Stage,
	plan: JobPlan,
	made: readonly NewAsset[],
) {
	const there = await filesThere(db, job.account_id, inputsOf(plan), made);
	const trouble = troubleWithFiles(plan, there);
	if (trouble === null) return null;
	const code = trouble.code === "missing_asset" ? "missing_asset" : "stage_invalid";
	return failing(code, `the stage ${stage.key} cannot read its files: ${trouble.message}`);
}

/** Whether the job was to wait for LoRAs that nobody is making yet; `request`: as its column holds it. */
async function waitsForUploads(env: Env, request: string): Promise<boolean> {
	const asked: { wait_for_loras?: boolean } = JSON.parse(
		await loadBody(env.BUCKET, request).catch(() => "{}"),
	);
	return asked.wait_for_loras === true;
}

/** What a job of a graph that the client sent has as its workflow. */
const RAW = "graph";

type KeptRow = Pick<typeof jobs.$inferSelect, "workflow" | "parameters"> & { pinned: string | null };
type Kept = Awaited<ReturnType<typeof loadKept>>;

const GONE =
	"what this stage is planned from is no longer in storage; nothing brings it back, so submit the job anew";

/** The pipeline as the job keeps it, and the workflows that the stage may run. */
async function loadKept(env: Env, db: Database, job: JobAggregate, stage: Stage, row: KeptRow) {
	const body = await loadBody(env.BUCKET, row.pinned ?? row.parameters);
	const { definition, parameters } =
		row.pinned === null ? asPipeline(stage.key, row.workflow, JSON.parse(body)) : readPinned(body);
	const workflows = await offeredWorkflows(env, db, job.job.account_id, definition, stage.key);
	return { definition, parameters, workflows };
}

/**
 * What workers lack now they may have in an hour, and the one that could run it may be off since a person is waited
 * for; the job's queue says what it waits for. What need not be is not waited for.
 */
function forLater(plan: Planning, pool: Facts, servers: readonly KnownServer[]): JobPlan {
	try {
		return plan({ wait_for_models: true }, pool, servers);
	} catch (error) {
		if (!(error instanceof ApiError) || error.code !== "unsupported_capability") throw error;
		// As where no worker is known at all.
		return plan({}, { ...pool, capabilities: [] }, []);
	}
}

const planForLater: typeof planRequest = (request, found, pool, servers) =>
	forLater(
		(more, pool, servers) => planRequest({ ...request, ...more }, found, pool, servers),
		pool,
		servers,
	);

/** The tasks of a plan with all that is written beside them. */
async function store(env: Env, job: JobAggregate, plan: StagePlan, now: number) {
	const needs = await needsOfTasks(plan);
	const tasks = plannedTasks(plan, needs, now);
	const { plans, bytes, key } = await storePlans(env.BUCKET, job.job, plan);
	return {
		opening: { tasks },
		opened: {
			plans: tasks.map(({ id }, i) => ({ task: id, plan: plans[i] ?? "{}" })),
			needs,
			inputs: inputsOf(plan),
			bytes,
			key,
			...(plan.training && { training: plan.training }),
			...(plan.comparison && { comparison: plan.comparison }),
		},
		notices: plan.notices,
	};
}

export function asRequest({ workflow, parameters }: StageRequest) {
	return { workflow, parameters, priority: 0, deadline_s: 1, metadata: {} };
}

/** The plans of all requests of a stage as one, with the tasks at the places that the stage has for them. */
function joined(plans: readonly { request: StageRequest; plan: JobPlan }[]): JobPlan {
	return {
		workflow: plans[0]?.plan.workflow ?? "",
		parameters: {},
		notices: plans.flatMap(({ plan }) => plan.notices),
		tasks: plans.flatMap(({ request, plan }) =>
			plan.tasks
				.filter((task) => request.only.includes(task.index))
				.map((task) => ({ ...task, index: request.first_task + task.index, workflow: plan.workflow })),
		),
	};
}

function failing(code: FailureCode, message: string): { failure: Failure } {
	return { failure: { code, message: message.slice(0, 4000), node_id: null, class_type: null } };
}

function codeOf({ code, errors }: ApiError): FailureCode {
	if (code === "unsupported_capability") {
		return errors.every((problem) => problem.code === "missing_model") ? "missing_model" : "missing_node";
	}
	return code === "missing_asset" ? "missing_asset" : "stage_invalid";
}
