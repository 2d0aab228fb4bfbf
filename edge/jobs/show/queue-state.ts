import { and, asc, eq, isNotNull, type SQL, sql } from "drizzle-orm";
import { whyNoMachine } from "../../capacity/endpoints/queue-reason.ts";
import { type BudgetedEndpoint, budgetedEndpointsQuery } from "../../capacity/endpoints/store.ts";
import {
	MAX_MISSING_MODELS,
	QUEUE_REASONS,
	type Queue,
	type QueueReason,
} from "../../contract/jobs/queue.ts";
import type { TaskStatus } from "../../contract/status.ts";
import { type Database, database } from "../../db/client.ts";
import { accounts, jobs, stages, tasks } from "../../db/schema.ts";
import type { TaskNeeds } from "../../db/stored.ts";
import type { Env } from "../../env.ts";
import { fleetQuery, type Kind, toKinds } from "../../pools/capabilities.ts";
import { abilityOf, canRun, lackedModels } from "../../pools/match.ts";
import { loadNeeds } from "../../pools/stored-needs.ts";
import { budgetsQuery } from "../budgets/left.ts";
import { monthOf } from "../budgets/month.ts";
import { shortOf, stageOverBudget } from "../budgets/short.ts";
import { stageWithoutLora, waitingForLorasQuery } from "./queue-lora.ts";

/** What of a task decides why it waits. */
export interface Waiting {
	id: string;
	stage: string;
	status: TaskStatus;
	available_at: number;
	queued_at: number;
	needs_hash: string;
}

/** What tasks wait for. */
export interface Surroundings {
	/** The kinds of workers that are there now. */
	fleet: readonly Kind[];
	/** The endpoints that bring machines to the pool. */
	endpoints: readonly BudgetedEndpoint[];
	/** The account holds as many workers as it may. */
	full: boolean;
	/** A budget does not hold it any more. */
	broke?: boolean;
	/** By hash. */
	needs: ReadonlyMap<string, TaskNeeds>;
	now: number;
}

export interface Why {
	reason: QueueReason;
	/** With `model_missing`: what the worker lacks that lacks the least. */
	missing: TaskNeeds["models"];
	/** Since when the machines for it are in that state, in milliseconds; null: not known. */
	since?: number | null;
}

/** Why tasks wait, by id; a task that is not queued is not among them. Pure. */
export function whyQueued(all: readonly Waiting[], around: Surroundings): Map<string, Why> {
	const queued = all.filter((task) => task.status === "queued");
	const hashes = new Set(queued.map((task) => task.needs_hash));
	const offers = new Map([...hashes].map((hash) => [hash, offerFor(around.needs.get(hash), around)]));
	const retry: Why = { reason: "retry_wait", missing: [] };
	return new Map(
		queued.map((task) => [
			task.id,
			task.available_at > around.now ? retry : (offers.get(task.needs_hash) ?? retry),
		]),
	);
}

/** Why a task with such needs waits that could be taken now. */
function offerFor(needs: TaskNeeds | undefined, { fleet, full, broke, endpoints, now }: Surroundings): Why {
	const because = (reason: QueueReason, missing: Why["missing"] = []): Why => ({ reason, missing });
	if (broke) return because("over_budget");
	const none = needs && !full ? whyNoMachine(needs, endpoints, now) : null;
	if (fleet.length === 0) return none ? { ...because(none.reason), since: none.since } : because("no_worker");
	const kinds = fleet.map(({ capabilities, vram_bytes, idle }) => ({
		able: abilityOf(capabilities, vram_bytes),
		idle,
	}));
	const fit = needs === undefined ? kinds : kinds.filter(({ able }) => canRun(needs, able));
	if (needs !== undefined && fit.length === 0) {
		const { min_vram_bytes: _, ...anywhere } = needs;
		if (kinds.some(({ able }) => canRun(anywhere, able)))
			return none ? { ...because(none.reason), since: none.since } : because("no_larger_worker");
		const lacked = kinds.flatMap(({ able }) => {
			const models = lackedModels(needs, able);
			return models === null ? [] : [models];
		});
		const [least] = lacked.sort((a, b) => a.length - b.length);
		return least === undefined ? because("no_capable_worker") : because("model_missing", least);
	}
	if (full) return because("account_limit");
	return because(fit.some(({ idle }) => idle) ? "dispatching" : "workers_busy");
}

/**
 * The queue as its job tells it: why its first queued task waits, and how many of the same stage wait for the
 * same reason. Null where nothing waits. Pure; tasks in their order.
 */
export function queueOf(all: readonly Waiting[], why: ReadonlyMap<string, Why>): Queue | null {
	const first = all.find((task) => why.has(task.id));
	const because = first && why.get(first.id);
	if (!first || !because) return null;
	const alike = all.filter(
		(task) => task.stage === first.stage && why.get(task.id)?.reason === because.reason,
	);
	const again = Math.min(...alike.map((task) => task.available_at));
	return {
		reason: because.reason,
		since: new Date(Math.min(...alike.map((task) => task.queued_at))).toISOString(),
		stage: first.stage,
		tasks: alike.length,
		missing_models: because.missing.slice(0, MAX_MISSING_MODELS),
		loras: [],
		message: messageFor(because, again) + sinceWords(because),
	};
}

function sinceWords({ since }: Why): string {
	return since === null || since === undefined ? "" : `; so since ${new Date(since).toISOString()}`;
}

function messageFor({ reason, missing }: Why, again: number): string {
	switch (reason) {
		case "dispatching":
			return "an idle worker was told and is about to take it";
		case "workers_busy":
			return "every worker that can run it is at work";
		case "account_limit":
			return "the account holds as many workers as it may; it goes on when one of its tasks ends";
		case "over_budget":
			return "a budget does not hold it: that of the account for this month, of the character, or of the job; it goes on when that is raised";
		case "retry_wait":
			return `it is tried again at ${new Date(again).toISOString()}`;
		case "starting":
		case "no_capacity":
		case "crash_loop":
		case "capacity_budget":
		case "capacity_paused":
		case "lora_not_ready":
			return QUEUE_REASONS[reason];
		case "no_worker":
			return "no worker of the pool is there; start one";
		case "no_larger_worker":
			return "GPU memory ran out, and no worker of the pool has more; it waits for one until its deadline";
		case "no_capable_worker":
			return "no worker of the pool has the nodes, or the setting, that it needs";
		case "model_missing": {
			const files = missing.slice(0, 3).map(({ folder, file }) => `models/${folder}/${file}`);
			const more = missing.length > files.length ? ` and ${missing.length - files.length} more` : "";
			return `no worker of the pool has ${files.join(", ")}${more}; put it there, and the worker takes it by itself`;
		}
	}
}

/** Whether the account holds as many workers as it may. `account` may be an expression. */
export function fullQuery(db: Database, account: string | SQL) {
	return db
		.select({ full: sql<number>`${accounts.running_tasks} >= ${accounts.max_running}` })
		.from(accounts)
		.where(eq(accounts.id, account));
}

/** The workers of a job's pool. */
export function fleetOfJobQuery(db: Database, job: string, now: number) {
	return fleetQuery(db, poolOfJob(job), now);
}

/** The endpoints of a job's pool. */
export function endpointsOfJobQuery(db: Database, job: string) {
	return budgetedEndpointsQuery(db, poolOfJob(job));
}

function poolOfJob(job: string): SQL {
	return sql`(SELECT ${jobs.pool_id} FROM ${jobs} WHERE ${jobs.id} = ${job})`;
}

/** Looks up what the queued tasks among these wait for; nothing is asked where none is queued. */
export async function whyTheyWait(
	env: Env,
	all: readonly Waiting[],
	fleet: Awaited<ReturnType<typeof fleetQuery>>,
	endpoints: readonly BudgetedEndpoint[],
	{ full, broke }: { full: boolean; broke: boolean },
	now: number,
): Promise<Map<string, Why>> {
	const queued = all.filter((task) => task.status === "queued");
	if (queued.length === 0) return new Map();
	const db = database(env.DB);
	const [kinds, needs] = await Promise.all([
		toKinds(db, fleet),
		loadNeeds(
			db,
			queued.map((task) => task.needs_hash),
		),
	]);
	return whyQueued(all, { fleet: kinds, endpoints, full, broke, needs, now });
}

/** Queued tasks that are looked at to tell a job's watchers why it waits. */
const LOOKED_AT = 100;

/** What a job waits for now, for those who watch it; null where nothing of it waits. */
export async function readQueue(env: Env, job: string, now: number): Promise<Queue | null> {
	const db = database(env.DB);
	const [waiting, fleet, endpoints, account, budgets, short, loras] = await db.batch([
		db
			.select({
				id: tasks.id,
				stage: tasks.stage,
				status: tasks.status,
				available_at: tasks.available_at,
				queued_at: tasks.queued_at,
				needs_hash: tasks.needs_hash,
			})
			.from(tasks)
			.where(and(eq(tasks.job_id, job), eq(tasks.status, "queued")))
			.orderBy(asc(tasks.position))
			.limit(LOOKED_AT),
		fleetOfJobQuery(db, job, now),
		endpointsOfJobQuery(db, job),
		fullQuery(db, sql`(SELECT ${jobs.account_id} FROM ${jobs} WHERE ${jobs.id} = ${job})`),
		budgetsQuery(db, job, monthOf(now)),
		db
			.select()
			.from(stages)
			.where(and(eq(stages.job_id, job), isNotNull(stages.budget_wait_since)))
			.orderBy(asc(stages.position)),
		waitingForLorasQuery(db, job),
	]);
	const limits = { full: account[0]?.full === 1, broke: shortOf(budgets[0], 0) !== null };
	const why = await whyTheyWait(env, waiting, fleet, endpoints, limits, now);
	return queueOf(waiting, why) ?? stageWithoutLora(loras) ?? stageOverBudget(short, budgets[0]);
}
