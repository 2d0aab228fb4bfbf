import { afterAll, beforeAll, expect, test } from "vitest";
import { type Stack, startStack } from "./stack/stack.ts";
import { writeTo } from "./stack/write.ts";
import { ended } from "./testing/follow.ts";
import { invertedColour } from "./testing/graphs.ts";
import { assertInvariants } from "./testing/invariants.ts";

/** A check that finds nothing proves nothing: here each promise is broken in D1, behind the edge's back. */
let stack: Stack;
let job: string;

beforeAll(async () => {
	stack = await startStack();
	const { id } = await stack.client.submitGraph({ graph: invertedColour(1) });
	job = (await ended(stack.client, id)).id;
	// To this one an event is moved.
	await ended(stack.client, (await stack.client.submitGraph({ graph: invertedColour(2) })).id);
});
afterAll(() => stack.stop());

test("finds nothing wrong with a job that was left alone", async () => {
	await assertInvariants(stack, [job]);
});

test("finds a job that is not there", async () => {
	const another = job.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
	await expect(assertInvariants(stack, [another])).rejects.toThrow();
});

test.each([
	["a job that has not ended", "UPDATE jobs SET status = 'running'", "UPDATE jobs SET status = 'succeeded'"],
	[
		"a task that has not ended",
		"UPDATE tasks SET status = 'running'",
		"UPDATE tasks SET status = 'succeeded'",
	],
	[
		"an attempt that still runs",
		"UPDATE attempts SET status = 'running'",
		"UPDATE attempts SET status = 'succeeded'",
	],
	[
		"a second success of a task",
		"INSERT INTO attempts (task_id, epoch, job_id, worker_id, status, started_at, finished_at, error, gpu_ms) SELECT task_id, 2, job_id, worker_id, status, started_at, finished_at, error, gpu_ms FROM attempts",
		"DELETE FROM attempts WHERE epoch = 2",
	],
	["an attempt that was not counted", "UPDATE tasks SET attempts = 0", "UPDATE tasks SET attempts = 1"],
	["more attempts than allowed", "UPDATE tasks SET max_attempts = 0", "UPDATE tasks SET max_attempts = 3"],
	[
		"a gap in the events",
		"UPDATE events SET seq = 1000 WHERE seq = 2",
		"UPDATE events SET seq = 2 WHERE seq = 1000",
	],
	[
		"an event that its row lacks",
		"CREATE TABLE kept AS SELECT * FROM events; UPDATE events SET body = json_remove(body, '$[0]') WHERE seq = 2",
		"UPDATE events SET body = (SELECT body FROM kept WHERE kept.job_id = events.job_id AND kept.seq = events.seq); DROP TABLE kept",
	],
	[
		"an event too few",
		"UPDATE events SET seq = 1000, job_id = (SELECT max(id) FROM jobs) WHERE seq = 2 AND job_id = (SELECT min(id) FROM jobs)",
		"UPDATE events SET seq = 2, job_id = (SELECT min(id) FROM jobs) WHERE seq = 1000",
	],
	[
		"an attempt that is not booked",
		"CREATE TABLE kept AS SELECT * FROM ledger; DELETE FROM ledger",
		"INSERT INTO ledger SELECT * FROM kept; DROP TABLE kept",
	],
	[
		"an attempt that failed by our fault and is not free",
		`UPDATE attempts SET error = '{"code":"comfyui_crashed"}'`,
		"UPDATE attempts SET error = NULL",
	],
	[
		"a job that counts more than its attempts cost",
		"UPDATE jobs SET spent_micro_usd = spent_micro_usd + 1",
		"UPDATE jobs SET spent_micro_usd = spent_micro_usd - 1",
	],
	[
		"money that is reserved after a job's end",
		"UPDATE jobs SET reserved_micro_usd = 1",
		"UPDATE jobs SET reserved_micro_usd = 0",
	],
	["an output with other bytes", "UPDATE assets SET size = size + 1", "UPDATE assets SET size = size - 1"],
	["an output of an attempt that lost", "UPDATE assets SET epoch = 7", "UPDATE assets SET epoch = 1"],
	["an output that is missing", "UPDATE assets SET job_id = NULL, task_id = NULL", ""],
])("finds %s", async (_what, harm, repair) => {
	const write = (sql: string) => writeTo(stack.edge.process, sql.split("; "));
	await write(harm);
	await expect(assertInvariants(stack, [job])).rejects.toThrow();
	if (repair === "") return;
	await write(repair);
	await assertInvariants(stack, [job]);
});
