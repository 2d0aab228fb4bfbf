import type { Database } from "../../db/client.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import { changeJobTogether, type StagePlanner } from "./change.ts";
import type { Changed, ChangeResult, JobChange } from "./job-change.ts";

/** Changes written in one transaction, at most. */
const GROUP = 64;
/** Rows of outputs in one transaction, at most; one change may bring more. */
const GROUP_ASSETS = 2000;

interface Waiting {
	change: JobChange;
	/** The job as its asker has just read it. */
	known: JobAggregate | undefined;
	resolve: (result: ChangeResult) => void;
	reject: (error: unknown) => void;
}

/**
 * Group commit of one job: what is asked while a transaction is under way is written in the next one, all of
 * it together. So many writers of one job do not shut each other out. It decides nothing and keeps nothing
 * that matters: who writes past it is fenced by D1, and if it is lost, its callers ask again.
 */
export class GroupCommit {
	private readonly db: Database;
	private readonly jobId: string;
	private readonly committed: (changed: Changed) => void;
	private readonly planner: StagePlanner | undefined;
	private waiting: Waiting[] = [];
	private writing = false;
	/** The job as the last transaction left it: most often nobody else has written since. */
	private known: JobAggregate | undefined;

	/**
	 * `committed` hears of every transaction that changed the job, in order, before its callers do. `planner` plans what
	 * becomes ready.
	 */
	constructor(db: Database, jobId: string, committed: (changed: Changed) => void, planner?: StagePlanner) {
		this.db = db;
		this.jobId = jobId;
		this.committed = committed;
		this.planner = planner;
	}

	/** As `changeJob`. `known`: the job as the asker has just read it, which saves reading it again. */
	change(change: JobChange, known?: JobAggregate): Promise<ChangeResult> {
		return new Promise((resolve, reject) => {
			this.waiting.push({ change, known, resolve, reject });
			if (!this.writing) void this.write();
		});
	}

	/** Never throws: whoever waits for a group is told how it went. */
	private async write(): Promise<void> {
		this.writing = true;
		while (this.waiting.length > 0) {
			const group = this.nextGroup();
			try {
				const { results, committed } = await changeJobTogether(
					this.db,
					this.jobId,
					group.map(({ change }) => change),
					{
						known: latest([this.known, ...group.map(({ known }) => known)]),
						planner: this.planner,
					},
				);
				const last = results.at(-1);
				this.known = committed?.decision.state ?? (last?.ok ? last.before : last?.state) ?? undefined;
				if (committed) this.committed(committed);
				for (const [i, { resolve }] of group.entries()) {
					const result = results[i];
					if (result) resolve(result);
				}
			} catch (error) {
				this.known = undefined;
				for (const { reject } of group) reject(error);
			}
		}
		this.writing = false;
	}

	private nextGroup(): Waiting[] {
		let assets = 0;
		let size = 0;
		for (const { change } of this.waiting) {
			assets += change.assets?.length ?? 0;
			if (size > 0 && (size >= GROUP || assets > GROUP_ASSETS)) break;
			size += 1;
		}
		return this.waiting.splice(0, size);
	}
}

/** The job as it was last seen; undefined where it was not. */
function latest(seen: (JobAggregate | undefined)[]): JobAggregate | undefined {
	return seen.reduce((a, b) => (b && (!a || b.job.version > a.job.version) ? b : a), undefined);
}
