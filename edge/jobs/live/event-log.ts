import type { DurableEvent } from "../../contract/events.ts";
import { isTerminal, type JobStatus } from "../../contract/status.ts";
import type { JobIdentity } from "../../rpc/job.ts";
import type { KeptEvents } from "./feed.ts";

export interface RunningTask {
	task: string;
	stage: string;
	index: number;
	epoch: number;
	worker: string;
	canceling: boolean;
}

/**
 * A job's events as its object keeps them, and what follows from them: who runs now and how the job stands.
 * The only SQL of the object, and all of it synchronous: nothing else can run between two of its calls.
 */
export class EventLog implements KeptEvents {
	private readonly storage: SqlStorage;
	private made = false;

	constructor(sql: SqlStorage) {
		this.storage = sql;
	}

	/** Tables are made at the first use, and again after all storage was deleted. */
	private get sql(): SqlStorage {
		if (!this.made) this.make(this.storage);
		return this.storage;
	}

	private make(sql: SqlStorage): void {
		sql.exec("CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)");
		sql.exec("CREATE TABLE IF NOT EXISTS running (task TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID");
		sql.exec("CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
		sql.exec(
			"CREATE TABLE IF NOT EXISTS tickets (id TEXT PRIMARY KEY, used_at INTEGER NOT NULL) WITHOUT ROWID",
		);
		this.made = true;
	}

	/** To be called after all storage was deleted, tables too: the object may live on and be asked again. */
	forget(): void {
		this.made = false;
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

	/** Number of the last event; 0 before the first. */
	head(): number {
		return this.sql.exec<{ head: number | null }>("SELECT max(seq) AS head FROM events").one().head ?? 0;
	}

	status(): JobStatus {
		return (this.fact("status") as JobStatus | null) ?? "queued";
	}

	endedAt(): number | null {
		const at = this.fact("ended_at");
		return at === null ? null : Number(at);
	}

	/** Bodies of the events after a number, as they were sent the first time. */
	after(seq: number): string[] {
		const rows = this.sql.exec<{ body: string }>("SELECT body FROM events WHERE seq > ? ORDER BY seq", seq);
		return rows.toArray().map((row) => row.body);
	}

	append(event: DurableEvent): void {
		this.sql.exec("INSERT INTO events (seq, body) VALUES (?, ?)", event.seq, JSON.stringify(event));
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

	/** Marks a single-use ticket as used; false when it was. */
	useTicket(id: string, now: number): boolean {
		this.sql.exec("DELETE FROM tickets WHERE used_at < ?", now - 5 * 60_000);
		return (
			this.sql.exec("INSERT OR IGNORE INTO tickets (id, used_at) VALUES (?, ?)", id, now).rowsWritten > 0
		);
	}

	private fact(name: string): string | null {
		return (
			this.sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = ?", name).toArray()[0]?.value ??
			null
		);
	}

	private setFact(name: string, value: string): void {
		this.sql.exec("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", name, value);
	}
}
