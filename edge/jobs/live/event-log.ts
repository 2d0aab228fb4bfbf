import type { DurableEvent } from "../../contract/events.ts";
import { isTerminal, type JobStatus } from "../../contract/status.ts";
import type { JobIdentity } from "../../rpc/job.ts";
import { NumberedLog } from "./numbered-log.ts";

export interface ShotOfJob {
	project: string;
	shot: string;
}

export interface RunningTask {
	task: string;
	stage: string;
	index: number;
	epoch: number;
	worker: string;
	canceling: boolean;
}

/** A job's events as its object keeps them, and what follows from them: who runs now and how the job stands. */
export class EventLog extends NumberedLog<DurableEvent> {
	protected override make(sql: SqlStorage): void {
		super.make(sql);
		sql.exec("CREATE TABLE IF NOT EXISTS running (task TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID");
	}

	job(): string | null {
		return this.fact("job");
	}

	pool(): string | null {
		return this.fact("pool");
	}

	/** Remembers whose log this is; the object itself knows only a hash of it. */
	identify({ job, pool }: JobIdentity): void {
		if (this.fact("job") !== null) return;
		this.setFact("job", job);
		this.setFact("pool", pool);
	}

	/** The shot whose picture the job makes, once that is known. */
	shot(): ShotOfJob | null {
		const text = this.fact("shot");
		return text === null ? null : (JSON.parse(text) as ShotOfJob);
	}

	setShot(shot: ShotOfJob): void {
		if (this.fact("shot") === null) this.setFact("shot", JSON.stringify(shot));
	}

	status(): JobStatus {
		return (this.fact("status") as JobStatus | null) ?? "queued";
	}

	endedAt(): number | null {
		const at = this.fact("ended_at");
		return at === null ? null : Number(at);
	}

	override append(event: DurableEvent): void {
		super.append(event);
		if (event.type === "job") {
			this.setFact("status", event.status);
			if (isTerminal(event.status)) this.setFact("ended_at", String(Date.parse(event.at)));
		}
		if (event.type !== "task") return;
		if (event.worker && (event.status === "running" || event.status === "canceling")) {
			const task: RunningTask = {
				task: event.task,
				stage: event.stage,
				index: event.index,
				epoch: event.epoch,
				worker: event.worker,
				canceling: event.status === "canceling",
			};
			this.sql.exec(
				"INSERT OR REPLACE INTO running (task, body) VALUES (?, ?)",
				event.task,
				JSON.stringify(task),
			);
		} else {
			this.sql.exec("DELETE FROM running WHERE task = ?", event.task);
		}
	}

	running(taskId: string): RunningTask | null {
		const [row] = this.sql
			.exec<{ body: string }>("SELECT body FROM running WHERE task = ?", taskId)
			.toArray();
		return row ? (JSON.parse(row.body) as RunningTask) : null;
	}

	allRunning(): RunningTask[] {
		const rows = this.sql.exec<{ body: string }>("SELECT body FROM running").toArray();
		return rows.map((row) => JSON.parse(row.body) as RunningTask);
	}
}
