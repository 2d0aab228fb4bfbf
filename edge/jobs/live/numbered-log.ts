import type { KeptEvents } from "./feed.ts";

/** Events that came together are one row, up to so many: each row that is written is billed, however short it is. */
const EVENTS_OF_ROW = 100;

/**
 * The numbered events of one feed as its object keeps them, and a few facts beside them. The only SQL of the object,
 * and all of it synchronous: nothing else can run between two of its calls.
 */
export class NumberedLog<E extends { seq: number }> implements KeptEvents<E> {
	private readonly storage: SqlStorage;
	private made = false;

	constructor(sql: SqlStorage) {
		this.storage = sql;
	}

	/** Tables are made at the first use, and again after all storage was deleted. */
	protected get sql(): SqlStorage {
		if (!this.made) this.make(this.storage);
		this.made = true;
		return this.storage;
	}

	protected make(sql: SqlStorage): void {
		sql.exec("CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)");
		sql.exec("CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID");
	}

	/** To be called after all storage was deleted, tables too: the object may live on and be asked again. */
	forget(): void {
		this.made = false;
	}

	/** Number of the last event; 0 before the first. A row has the number of its last. */
	head(): number {
		return this.sql.exec<{ head: number | null }>("SELECT max(seq) AS head FROM events").one().head ?? 0;
	}

	/** Bodies of the events after a number, as they were sent the first time. */
	after(seq: number): string[] {
		return this.eventsAfter(seq).map((event) => JSON.stringify(event));
	}

	protected eventsAfter(seq: number): E[] {
		const rows = this.sql.exec<{ body: string }>("SELECT body FROM events WHERE seq > ? ORDER BY seq", seq);
		// Rows of earlier versions hold one event each.
		const events = rows.toArray().flatMap(({ body }) => JSON.parse(body) as E | E[]);
		return events.filter((event) => event.seq > seq);
	}

	append(events: readonly E[]): void {
		for (let from = 0; from < events.length; from += EVENTS_OF_ROW) {
			const some = events.slice(from, from + EVENTS_OF_ROW);
			const last = some.at(-1)?.seq;
			this.sql.exec("INSERT INTO events (seq, body) VALUES (?, ?)", last, JSON.stringify(some));
		}
	}

	/** Marks a single-use ticket as used; false when it was. */
	useTicket(id: string, now: number): boolean {
		// Most are never watched by one: the table is made when the first comes.
		this.sql.exec(
			"CREATE TABLE IF NOT EXISTS tickets (id TEXT PRIMARY KEY, used_at INTEGER NOT NULL) WITHOUT ROWID",
		);
		this.sql.exec("DELETE FROM tickets WHERE used_at < ?", now - 5 * 60_000);
		return (
			this.sql.exec("INSERT OR IGNORE INTO tickets (id, used_at) VALUES (?, ?)", id, now).rowsWritten > 0
		);
	}

	fact(name: string): string | null {
		return (
			this.sql.exec<{ value: string }>("SELECT value FROM facts WHERE name = ?", name).toArray()[0]?.value ??
			null
		);
	}

	dropFact(name: string): void {
		this.sql.exec("DELETE FROM facts WHERE name = ?", name);
	}

	setFact(name: string, value: string): void {
		this.sql.exec("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", name, value);
	}
}
