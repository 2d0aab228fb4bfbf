import { and, eq, inArray, sql } from "drizzle-orm";
import { assetsOf, filesOf } from "../../workflows/plan/files.ts";
import { type TaskPlan, taskFor } from "../../workflows/plan/plan.ts";
import { picturesOfPerson } from "../attempts/person.ts";
import { issueGrant } from "../auth/grants.ts";
import { lookAfterTickets } from "../capacity/deployed.ts";
import { lentToPod, notePodClaim } from "../capacity/pods/claims.ts";
import { closeUnused, type Usable, usableTicket } from "../capacity/tickets/use.ts";
import type { ClaimedFolder, ClaimedTask, ClaimTicket } from "../contract/workers/workers.ts";
import { type Database, database, listOf } from "../db/client.ts";
import { assets, type workers } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { findTask, type Job, type Task, waitsForBudget } from "../jobs/lifecycle/aggregate.ts";
import { askJob } from "../jobs/live/ask.ts";
import { assembleJob, jobQueries } from "../jobs/store/load.ts";
import { sweepAndTell } from "../jobs/sweep/sweep.ts";
import { leaseMs } from "../lease.ts";
import { poolObject } from "../objects.ts";
import { beside, machineBusy } from "../pools/machines.ts";
import { loadBody } from "../storage/bodies.ts";
import { askDesk } from "./desk.ts";
import { plansQuery, putAside, type StoredPlan, unreserve } from "./reserve.ts";
import { type Asker, answeredQuery, nextRound, type Served } from "./serve.ts";
import { downloadOf, trainingOf } from "./training-work.ts";
import { MissingInputs, undeliverable } from "./undeliverable.ts";

/** Refusals that say nothing of the task: others wrote at the same moment, or a limit beside the job is reached. */
const NOT_NOW: ReadonlySet<string> = new Set(["busy", "guard_failed"]);

type Worker = typeof workers.$inferSelect;

export interface ClaimRequest {
	claim_id: string;
	warm_models: string[];
	/** What brought the machine, where it was lent by the task. */
	ticket?: ClaimTicket | undefined;
}
export interface Claim {
	claimed: ClaimedTask;
	/** Whether there is work left that this worker could have taken as well. */
	more: boolean;
}

/**
 * Gives a worker the task it should run next, or null. Asking again with the same `claim_id` gives the same
 * task, so a reply that got lost does not cost a lease. A ticket that came to nothing is over.
 */
export async function claimTask(env: Env, worker: Worker, request: ClaimRequest): Promise<Claim | null> {
	const { ticket } = request;
	const db = database(env.DB);
	if (ticket === undefined) {
		const lent = await lentToPod(db, worker.pool_id, worker.name);
		const claim = await claimNew(env, worker, request, lent && { lent, hint: null });
		if (claim) await notePodClaim(db, worker.pool_id, worker.name, Date.now());
		return claim;
	}
	const usable = worker.draining ? null : await usableTicket(db, worker.pool_id, ticket);
	const claim = usable
		? await claimNew(env, worker, request, usable)
		: await repeatedClaim(env, worker, request.claim_id);
	if (claim === null) {
		const outcome = worker.draining ? "draining" : "empty";
		const closed = await closeUnused(db, worker.pool_id, ticket.id, outcome, Date.now());
		await lookAfterTickets(env, worker.pool_id, closed ? { reason: "freed" } : {});
		// It would not have come, had it heard.
		if (worker.draining)
			await poolObject(env, worker.pool_id)
				.tell(worker.id, { type: "drain" })
				.catch(() => {});
	}
	return claim;
}

async function claimNew(
	env: Env,
	worker: Worker,
	request: ClaimRequest,
	usable: Usable | null,
): Promise<Claim | null> {
	// A worker that drains takes nothing new; what it was given before the reply got lost is its own.
	if (worker.draining) return repeatedClaim(env, worker, request.claim_id);
	const db = database(env.DB);
	let asker: Asker = {
		worker: worker.id,
		claim_id: request.claim_id,
		capabilities_hash: worker.capabilities_hash,
		vram_bytes: worker.gpu.vram_bytes,
		warm_models: request.warm_models,
		refused: [],
		lent: beside(usable?.lent ?? null, await machineBusy(db, worker)),
		hint: usable?.hint ?? null,
		round: 0,
		lessons: 0,
	};
	for (;;) {
		const found = await askDesk(env, worker.pool_id, asker);
		if (found.type === "nothing") return null;
		if (found.type === "earlier") return sameAgain(env, db, worker, found.job, found.task);
		const taken = await take(env, db, found, worker, request);
		if (taken && "claimed" in taken) return { ...taken, more: found.more };
		const next = nextRound({ ...asker, refused: [...asker.refused, ...(taken ? [taken.refused] : [])] });
		if (next.type !== "again") return null;
		asker = next.asker;
	}
}

/** The answer that this claim was given before, or null. It is a promise even where nothing new may be taken. */
async function repeatedClaim(env: Env, worker: Worker, claimId: string): Promise<Claim | null> {
	const db = database(env.DB);
	const [earlier] = await answeredQuery(db, worker.pool_id, [{ worker: worker.id, claim_id: claimId }]);
	return earlier ? sameAgain(env, db, worker, earlier.job, earlier.task) : null;
}

/** The task that this very claim was given before: its reply got lost. */
async function sameAgain(
	env: Env,
	db: Database,
	worker: Worker,
	jobId: string,
	taskId: string,
): Promise<Claim | null> {
	const [jobRows, stageRows, taskRows, plans] = await db.batch([
		...jobQueries(db, jobId),
		plansQuery(db, sql`(SELECT ${taskId})`),
	]);
	const job = assembleJob(jobRows, stageRows, taskRows);
	const task = job && findTask(job, taskId);
	const plan = plans[0];
	if (!task || !plan) return null;
	const claimed = await orFail(env, job.job, task, () => describe(env, db, worker, job.job, task, plan));
	return claimed && { ...claimed, more: false };
}

/** Claims what was reserved. Null where that is not to be now, or the task that cannot be claimed as it stands. */
async function take(
	env: Env,
	db: Database,
	{ task: reserved, finger, job: identity, known, plan }: Extract<Served, { type: "reserved" }>,
	worker: Worker,
	{ claim_id, ticket }: ClaimRequest,
): Promise<Pick<Claim, "claimed"> | { refused: string } | null> {
	const command = {
		type: "claim" as const,
		task: reserved,
		worker: worker.id,
		claim_id,
		lease_ms: leaseMs(env),
	};
	const answer = await askJob(env, identity, { command, ...(ticket && { ticket }) }, known ?? undefined);
	if (!answer.ok) {
		if (answer.guard === "budget") {
			// It waits for money, and must not keep its place before what has some.
			await putAside(db, reserved, finger, Date.now());
			const stage = known?.stages.find(({ key }) => key === plan.stage);
			if (!stage || !waitsForBudget(stage))
				await askJob(env, identity, { command: { type: "budget", stage: plan.stage, short: true } });
			return { refused: reserved };
		}
		await unreserve(db, [reserved], finger);
		// Its machine took up something else meanwhile: other tasks may still go with that.
		if (answer.guard === "machine") return { refused: reserved };
		if (NOT_NOW.has(answer.code)) return null;
		await sweepAndTell(env, identity, Date.now());
		return { refused: reserved };
	}
	const { task } = answer;
	if (!task) throw new Error("a claimed task is not in its own job");
	return orFail(env, answer.job, task, () => describe(env, db, worker, answer.job, task, plan));
}

/** Where a task cannot be handed over, its attempt ends with the reason, and the worker gets another. */
async function orFail(
	env: Env,
	job: Job,
	{ id, epoch }: Task,
	describeTask: () => Promise<ClaimedTask>,
): Promise<Pick<Claim, "claimed"> | null> {
	try {
		return { claimed: await describeTask() };
	} catch (error) {
		const failure = undeliverable(error);
		if (failure === null) throw error;
		const command = { type: "fail" as const, task: id, epoch, failure, gpu_ms: 0 };
		await askJob(env, { job: job.id, pool: job.pool_id }, { command });
		return null;
	}
}

async function describe(
	env: Env,
	db: Database,
	worker: Worker,
	job: Job,
	task: Task,
	row: StoredPlan,
): Promise<ClaimedTask> {
	const body = await loadBody(env.BUCKET, row.plan);
	const plan = taskFor(JSON.parse(body) as TaskPlan, worker.comfyui_version);
	const folders = plan.folders ?? [];
	const ids = assetsOf(filesOf(plan));
	const rows =
		ids.length === 0
			? []
			: await db
					.select()
					.from(assets)
					.where(and(eq(assets.account_id, job.account_id), inArray(assets.id, listOf(ids))));
	const byId = new Map(rows.map((row) => [row.id, row]));
	const gone = ids.filter((id) => !byId.has(id));
	if (gone.length > 0) throw new MissingInputs(gone);
	// Where nothing is looked at, nobody is compared with anybody.
	const person = plan.quality ? await picturesOfPerson(env, db, job.account_id, job.id) : [];
	const grant = await issueGrant(
		env,
		{
			account: job.account_id,
			pool: job.pool_id,
			job: job.id,
			task: task.id,
			epoch: task.epoch,
			references_of: row.references_of,
			worker: worker.id,
			token: worker.token_id,
		},
		Date.now(),
	);
	return {
		task_id: task.id,
		job_id: job.id,
		stage: task.stage,
		index: task.index,
		epoch: task.epoch,
		lease_until: new Date(task.lease_until).toISOString(),
		grant,
		workflow: plan.workflow ?? row.workflow,
		work: plan.training
			? await trainingOf(db, job.account_id, task, plan.training, [...byId.values()])
			: { kind: "graph" },
		graph: plan.graph,
		inputs: plan.inputs.flatMap((input) => {
			const asset = byId.get(input.asset_id);
			if (!asset) return [];
			return [{ ...input, ...downloadOf(asset) }];
		}),
		folders: folders.map(({ files, ...folder }) => ({
			...folder,
			files: files.flatMap((file): ClaimedFolder["files"] => {
				if ("text" in file) return [file];
				const asset = byId.get(file.asset_id);
				return asset ? [{ ...file, ...downloadOf(asset) }] : [];
			}),
		})),
		partner: plan.requires?.partner ?? false,
		training: plan.requires?.training ?? false,
		outputs: plan.outputs,
		models: plan.models,
		...(plan.quality && { quality: plan.quality }),
		person: person.map((asset) => ({ asset_id: asset.id, kind: "image", ...downloadOf(asset) })),
		typical_seconds: plan.typical_seconds,
		timeout_seconds: plan.timeout_seconds,
	};
}
