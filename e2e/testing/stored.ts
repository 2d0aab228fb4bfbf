import { readdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import type { Stack } from "../stack/stack.ts";

const ids = z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text)));
const jobRow = z.object({
	id: z.string(),
	status: z.string(),
	version: z.number(),
	finished_at: z.number().nullable(),
	events: z.number(),
	last_event: z.number().nullable(),
});
const taskRow = z.object({
	id: z.string(),
	job_id: z.string(),
	status: z.string(),
	epoch: z.number(),
	expected: ids,
});
const assetRow = z.object({ id: z.string(), task_id: z.string(), epoch: z.number(), name: z.string() });

const attemptRow = z.object({
	job_id: z.string(),
	task_id: z.string(),
	epoch: z.number(),
	status: z.string(),
	error: z.string().nullable(),
	/** Rows of the ledger that are of it. */
	booked: z.number(),
	free: z.number().nullable(),
	charged: z.number().nullable(),
});
const bookRow = z.object({
	id: z.string(),
	spent_micro_usd: z.number(),
	reserved_micro_usd: z.number(),
	charged: z.number(),
});

export interface Stored {
	jobs: z.infer<typeof jobRow>[];
	tasks: z.infer<typeof taskRow>[];
	/** Outputs of jobs; uploads are not among them. */
	outputs: z.infer<typeof assetRow>[];
	/** Attempts that are kept, each with what is booked of it. */
	attempts: z.infer<typeof attemptRow>[];
	/** What jobs count as spent and reserved, and what their rows of the ledger come to. */
	books: z.infer<typeof bookRow>[];
}

/** What lies in D1, read past the edge. It may run meanwhile. */
export function readStored(stack: Stack): Stored {
	return withDatabase(stack, (db) => {
		const all = (sql: string) => db.prepare(sql).all();
		return {
			jobs: z
				.array(jobRow)
				.parse(
					all(
						"SELECT id, status, version, finished_at, (SELECT sum(json_array_length(body)) FROM events WHERE job_id = id AND seq = body ->> '$[0].seq') AS events, (SELECT max(value ->> 'seq') FROM events, json_each(body) WHERE job_id = jobs.id) AS last_event FROM jobs",
					),
				),
			tasks: z.array(taskRow).parse(all("SELECT id, job_id, status, epoch, expected FROM tasks")),
			attempts: z
				.array(attemptRow)
				.parse(
					all(
						"SELECT a.job_id, a.task_id, a.epoch, a.status, a.error, count(l.epoch) AS booked, max(l.free) AS free, max(l.charged_micro_usd) AS charged FROM attempts AS a LEFT JOIN ledger AS l ON l.job_id = a.job_id AND l.task_id = a.task_id AND l.epoch = a.epoch GROUP BY a.job_id, a.task_id, a.epoch",
					),
				),
			books: z
				.array(bookRow)
				.parse(
					all(
						"SELECT id, spent_micro_usd, reserved_micro_usd, (SELECT coalesce(sum(charged_micro_usd), 0) FROM ledger WHERE job_id = jobs.id) AS charged FROM jobs",
					),
				),
			outputs: z
				.array(assetRow)
				.parse(all("SELECT id, task_id, epoch, name FROM assets WHERE task_id IS NOT NULL")),
		};
	});
}

/** Until when each task that is held is leased, in milliseconds since 1970. */
export function leasesOf(stack: Stack): Map<string, number> {
	const rows = z.array(z.object({ id: z.string(), lease_until: z.number() }));
	return withDatabase(stack, (db) => {
		const found = db
			.prepare("SELECT id, lease_until FROM tasks WHERE status IN ('running', 'canceling')")
			.all();
		return new Map(rows.parse(found).map(({ id, lease_until }) => [id, lease_until]));
	});
}

/**
 * What younger tasks did while the task of a job waited for its second attempt, which `overtaken` counts for the worker
 * that took it in the end, and `beside` for the others. All times by the edge.
 */
export function whileItWaited(stack: Stack, job: string) {
	const row = z.object({
		lost_at: z.number(),
		free_at: z.number(),
		again_at: z.number(),
		overtaken: z.number(),
		beside: z.number(),
		left: z.number(),
	});
	return withDatabase(stack, (db) =>
		row.parse(
			db
				.prepare(`
					WITH own AS (
						SELECT
							(SELECT finished_at FROM attempts WHERE job_id = ?1 AND epoch = 1) AS lost_at,
							(SELECT CAST(round(unixepoch(value ->> 'retry_at', 'subsec') * 1000) AS INTEGER) FROM events, json_each(body)
								WHERE job_id = ?1 AND value ->> 'type' = 'task' AND value ->> 'epoch' = 1
									AND value ->> 'status' = 'queued') AS free_at,
							(SELECT started_at FROM attempts WHERE job_id = ?1 AND epoch = 2) AS again_at,
							(SELECT worker_id FROM attempts WHERE job_id = ?1 AND epoch = 2) AS taker
					)
					SELECT lost_at, free_at, again_at,
						(SELECT count(*) FROM attempts WHERE started_at > free_at AND started_at < again_at AND worker_id = taker) AS overtaken,
						(SELECT count(*) FROM attempts WHERE started_at > free_at AND started_at < again_at AND worker_id <> taker) AS beside,
						(SELECT count(*) FROM tasks WHERE status = 'queued') AS "left"
					FROM own`)
				.get(job),
		),
	);
}

/** Reads the database of a stack for as long as `use` takes. Who wants to write has the edge do it (`stack/write.ts`). */
export function withDatabase<T>(stack: Stack, use: (db: DatabaseSync) => T): T {
	const folder = path.join(stack.state, "v3/d1");
	const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
	for (const file of files.filter((name) => name.endsWith(".sqlite"))) {
		const db = new DatabaseSync(path.join(folder, file), { readOnly: true });
		try {
			const found = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'jobs'").all();
			if (found.length > 0) return use(db);
		} finally {
			db.close();
		}
	}
	throw new Error(`no database of Darkroom under ${folder}`);
}
