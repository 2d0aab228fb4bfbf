import { eq, inArray, sql } from "drizzle-orm";
import type { Asset } from "../../contract/assets/assets.ts";
import { type Database, database, listOf } from "../../db/client.ts";
import { accounts, assets, attempts, events, pools } from "../../db/schema.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import type { Command } from "../lifecycle/commands.ts";
import { type ChangeOptions, changeJob, changeJobTogether } from "../store/change.ts";
import { eventsIn } from "../store/event-rows.ts";
import type { JobChange, NewAsset } from "../store/job-change.ts";
import { loadJob, renewLeaseQuery } from "../store/load.ts";
import { bookProblems, WORLD_PRICE } from "./books.ts";
import { insertBuilt } from "./insert.ts";

/** The product's own way to D1, given the commands of the model. */
export class RealStore {
	readonly db: Database;

	constructor(d1: D1Database) {
		this.db = database(d1);
	}

	async addAccounts(limits: ReadonlyMap<string, number>): Promise<void> {
		const rows = [...limits].map(([id, max_running]) => ({
			id,
			name: id,
			max_running,
			max_jobs: 100,
			created_at: 0,
		}));
		const [first, ...rest] = rows.map((row) => this.db.insert(accounts).values(row));
		if (first) await this.db.batch([first, ...rest]);
		await this.db.update(pools).set({ micro_usd_per_second: WORLD_PRICE, price_source: "invented" });
	}

	/** What an account may spend in a month, in micro-USD. */
	async limitSpending(account: string, budget_micro_usd: number): Promise<void> {
		await this.db.update(accounts).set({ budget_micro_usd }).where(eq(accounts.id, account));
	}

	/** Stores a new job as a submission does. */
	async submit(job: JobAggregate, now: number): Promise<void> {
		const plan = { workflow: "graph", parameters: {}, notices: [], tasks: [] };
		await insertBuilt(this.db, job, plan, [], now);
	}

	/** Stores a job that is in the middle of its life: its earlier events are empty. */
	async place(job: JobAggregate, now: number): Promise<void> {
		await this.submit(job, now);
		const past = JSON.stringify(Array.from({ length: job.job.version - 1 }, (_, i) => i + 2));
		await this.db.batch([
			this.db.insert(events).select(sql`SELECT ${job.job.id}, value, '[{}]' FROM json_each(${past})`),
			...job.tasks.flatMap((task) =>
				task.worker_id === null
					? []
					: [
							this.db.insert(attempts).values({
								task_id: task.id,
								epoch: task.epoch,
								job_id: job.job.id,
								worker_id: task.worker_id,
								status: "running",
								started_at: now,
							}),
						],
			),
		]);
	}

	change(job: JobAggregate, command: Command, at: { now: number; random: number }, rounds?: number) {
		return changeJob(this.db, job.job.id, changeOf(job, command), optionsOf(at, rounds));
	}

	/** Several commands of one job in one transaction. */
	async together(job: JobAggregate, commands: readonly Command[], at: { now: number; random: number }) {
		const changes = commands.map((command) => changeOf(job, command));
		return (await changeJobTogether(this.db, job.job.id, changes, optionsOf(at))).results;
	}

	async renew(task: string, epoch: number, until: number): Promise<boolean> {
		return (await renewLeaseQuery(this.db, task, epoch, until)).length > 0;
	}

	load(id: string): Promise<JobAggregate | null> {
		return loadJob(this.db, id);
	}

	/** What is wrong with counters and books of accounts: a count, or a sum of the ledger, says something else. */
	async miscounted(ids: string[]): Promise<string[]> {
		const rows = await this.db.all<{ id: string }>(sql`SELECT id FROM accounts
			WHERE id IN ${listOf(ids)} AND (unfinished_jobs, running_tasks) IS NOT (
				(SELECT count(*) FROM jobs WHERE account_id = accounts.id AND finished_at IS NULL),
				(SELECT count(*) FROM jobs CROSS JOIN tasks ON tasks.job_id = jobs.id
					WHERE jobs.account_id = accounts.id AND +tasks.status IN ('running', 'canceling')))`);
		return [...rows.map(({ id }) => `counters of ${id}`), ...(await bookProblems(this.db, ids))];
	}

	/** What D1 holds beside the job itself: its attempts, the numbers of its events, its outputs. */
	async around(ids: string[]) {
		const [attemptRows, eventRows, assetRows] = await this.db.batch([
			this.db
				.select()
				.from(attempts)
				.where(inArray(attempts.job_id, ids))
				.orderBy(attempts.task_id, attempts.epoch),
			this.db.select().from(events).where(inArray(events.job_id, ids)).orderBy(events.job_id, events.seq),
			this.db.select().from(assets).where(inArray(assets.job_id, ids)),
		]);
		return {
			attempts: attemptRows,
			events: eventRows.flatMap(({ job_id, seq, body }) =>
				eventsIn([{ body }]).map((event, i) => ({ job_id, seq: seq + i, body: event })),
			),
			assets: assetRows,
		};
	}
}

function optionsOf(at: { now: number; random: number }, rounds?: number): ChangeOptions {
	return { now: () => at.now, random: () => at.random, ...(rounds === undefined ? {} : { rounds }) };
}

/** The command, with the outputs that a completion brings. */
export function changeOf(job: JobAggregate, command: Command): JobChange {
	// The model says what a budget holds: here there is none.
	if (command.type === "budget") return { command, needs: Number.MAX_SAFE_INTEGER };
	if (command.type !== "complete") return { command };
	return { command, assets: command.outputs.map((output, i) => assetOf(job, command, output.asset, i)) };
}

function assetOf(
	{ job }: JobAggregate,
	command: Extract<Command, { type: "complete" }>,
	id: string,
	position: number,
): { row: NewAsset; asset: Asset } {
	const common = {
		id,
		kind: "image" as const,
		content_type: "image/png",
		filename: "a.png",
		size: 1,
		sha256: "0".repeat(64),
		width: null,
		height: null,
		duration_ms: null,
		name: command.outputs[position]?.name ?? null,
		position,
		label: null,
		hidden: false,
		thumbnails: 0,
		quality: null,
	};
	const row: NewAsset = {
		...common,
		account_id: job.account_id,
		r2_key: id,
		job_id: job.id,
		task_id: command.task,
		epoch: command.epoch,
		created_at: 0,
	};
	const asset: Asset = {
		...common,
		thumbnails: null,
		job: job.id,
		task: command.task,
		created_at: new Date(0).toISOString(),
		url: `/v1/assets/${id}`,
	};
	return { row, asset };
}
