import type { AccountEvent } from "../../contract/jobs/account-events.ts";
import type { DurableEvent } from "../../contract/jobs/events.ts";
import { NumberedLog } from "../../jobs/live/numbered-log.ts";

/** So many events are kept; of more, the oldest go, some at a time. */
const KEPT = 2000;
const DELETED_AT_ONCE = 200;

/**
 * The latest events of an account's jobs, as its object keeps them while somebody watches, and up to which version each
 * job has been told. It has a beginning: what came before is not in it.
 */
export class AccountLog extends NumberedLog<AccountEvent> {
	/** What is known of the beginning; it is asked for with everything that happens in the account. */
	private begun: number | null | undefined;

	protected override make(sql: SqlStorage): void {
		super.make(sql);
		sql.exec(
			"CREATE TABLE IF NOT EXISTS jobs (job TEXT PRIMARY KEY, version INTEGER NOT NULL, told INTEGER NOT NULL) WITHOUT ROWID",
		);
		sql.exec("CREATE INDEX IF NOT EXISTS jobs_told ON jobs (told)");
	}

	override forget(): void {
		super.forget();
		this.begun = undefined;
	}

	/** Everything after this number is here; null: nothing is listened to. */
	since(): number | null {
		if (this.begun === undefined) {
			const since = this.fact("since");
			this.begun = since === null ? null : Number(since);
		}
		return this.begun;
	}

	/** Begins at `now`, in milliseconds: so the numbers of a later life are greater than all of an earlier one. */
	begin(now: number): void {
		this.setSince(now);
	}

	override head(): number {
		return Math.max(super.head(), this.since() ?? 0);
	}

	/** The version up to which a job was told; null: it is not known. */
	versionOf(job: string): number | null {
		const [row] = this.sql.exec<{ version: number }>("SELECT version FROM jobs WHERE job = ?", job).toArray();
		return row?.version ?? null;
	}

	/** Where a job stood at the beginning; one that was told of meanwhile is known better. */
	standsAt(job: string, version: number): void {
		this.sql.exec(
			"INSERT OR IGNORE INTO jobs (job, version, told) VALUES (?, ?, ?)",
			job,
			version,
			this.head(),
		);
	}

	/** Takes the next event of a job; null where it is not the next one of what is known. */
	take(event: DurableEvent): AccountEvent | null {
		const known = this.versionOf(event.job);
		if (known !== null && event.seq !== known + 1) return null;
		const frame: AccountEvent = { type: "event", seq: this.head() + 1, event };
		this.append([frame]);
		return frame;
	}

	override append(frames: readonly AccountEvent[]): void {
		super.append(frames);
		for (const { seq, event } of frames) {
			this.sql.exec(
				"INSERT OR REPLACE INTO jobs (job, version, told) VALUES (?, ?, ?)",
				event.job,
				event.seq,
				seq,
			);
			if (seq % DELETED_AT_ONCE === 0) this.prune();
		}
	}

	private prune(): void {
		const [oldest] = this.sql
			.exec<{ seq: number }>("SELECT seq FROM events ORDER BY seq DESC LIMIT 1 OFFSET ?", KEPT)
			.toArray();
		if (!oldest) return;
		this.sql.exec("DELETE FROM events WHERE seq <= ?", oldest.seq);
		this.sql.exec("DELETE FROM jobs WHERE told <= ?", oldest.seq);
		this.setSince(oldest.seq);
	}

	private setSince(seq: number): void {
		this.setFact("since", String(seq));
		this.begun = seq;
	}
}
