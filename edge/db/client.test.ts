import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { database, isConflict } from "./client.ts";
import { accounts, events, idempotencyKeys, needs } from "./schema.ts";

const db = database(env.DB);

async function failureOf(write: () => Promise<unknown>): Promise<unknown> {
	try {
		await write();
	} catch (error) {
		return error;
	}
	throw new Error("the write was taken");
}

const account = { id: "acc_conflict", name: "a", max_running: 1, max_jobs: 1, created_at: 0 };
const key = { account_id: "acc", route: "POST /", key: "k", body_hash: "", resource_id: "", created_at: 0 };
const need = { hash: "h", body: { nodes: [], models: [] } };

test("only the constraint that writers race for makes a lost race", async () => {
	await db.insert(idempotencyKeys).values(key);
	await db.insert(accounts).values(account);
	await db.insert(needs).values(need);
	await env.DB.prepare(
		`INSERT INTO jobs (id, account_id, pool_id, status, version, workflow, request, parameters, metadata, priority, created_at, deadline_at)
		VALUES ('job_conflict', 'acc_conflict', 'pool_default', 'queued', 1, 'w', '{}', '{}', '{}', 0, 0, 0)`,
	).run();
	const event = { job_id: "job_conflict", seq: 1, body: "{}" };
	await db.insert(events).values(event);

	const taken = await failureOf(() => db.insert(events).values(event));
	expect(isConflict(taken, "event")).toBe(true);
	expect(isConflict(taken, "idempotency")).toBe(false);
	const unguarded = await failureOf(() =>
		env.DB.prepare("INSERT INTO events VALUES ('job_conflict', CASE WHEN 0 THEN 2 END, '{}')").run(),
	);
	expect(isConflict(unguarded, "event")).toBe(true);
	const repeated = await failureOf(() => db.insert(idempotencyKeys).values(key));
	expect(isConflict(repeated, "idempotency")).toBe(true);
	expect(isConflict(repeated, "event")).toBe(false);

	// Mistakes, not races: nobody should try them again.
	for (const write of [
		() => db.insert(accounts).values(account),
		() => db.insert(needs).values(need),
		() => db.insert(events).values({ ...event, job_id: "job_nowhere" }),
	]) {
		expect(isConflict(await failureOf(write), "event", "idempotency")).toBe(false);
	}
});

test("what a client sent cannot look like a constraint", async () => {
	const name = "UNIQUE constraint failed: events.job_id, events.seq";
	const error = await failureOf(() => db.insert(accounts).values({ ...account, id: "acc_conflict", name }));
	expect(isConflict(error, "event", "idempotency")).toBe(false);
});
