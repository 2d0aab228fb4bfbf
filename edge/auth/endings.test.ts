import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import type { JobResource } from "../contract/jobs/jobs.ts";
import { CLOSE, DOORBELL_PROTOCOL, EVENTS_PROTOCOL } from "../contract/sockets.ts";
import { jobObject } from "../objects.ts";
import { makeAccount, makeKey, makeToken, type TestAccount } from "../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { submit } from "../testing/jobs.ts";
import { keepSecrets } from "../testing/redaction.ts";
import { openSocket, readSse, watchJob } from "../testing/sockets.ts";
import { makeWorker, mustClaim, report, type TestWorker } from "../testing/workers.ts";
import { silenceRevoked } from "./doorbells.ts";

let account: TestAccount;
let worker: TestWorker;

beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker();
});
afterEach(() => {
	vi.useRealTimers();
});

const objectOf = (job: JobResource) => jobObject(env, job.id);

async function ticketFor(job: JobResource, as: string): Promise<Record<string, string>> {
	const answer = await call("POST", `/v1/jobs/${job.id}/tickets`, { as });
	const { ticket } = await jsonOf<{ ticket: string }>(answer, 201);
	keepSecrets(ticket);
	return { "sec-websocket-protocol": `${EVENTS_PROTOCOL}, ticket.${ticket}` };
}

async function watch(job: JobResource, headers: Record<string, string>) {
	const socket = await watchJob(job.id, headers);
	await socket.until((frame) => frame.type === "hello");
	return socket;
}

test("API2 what a key minted ends with the key: its tokens, and the tickets of both", async () => {
	const job = await submit(account, worker);
	const key = await makeKey(account, ["jobs:read"]);
	const token = await makeToken({ ...account, key: key.key }, { scopes: ["jobs:read"] });
	expect((await call("GET", `/v1/jobs/${job.id}`, { as: token })).status).toBe(200);
	const tickets = [await ticketFor(job, key.key), await ticketFor(job, token)];
	await call("DELETE", `/v1/api-keys/${key.id}`, { as: account.key });
	await problemOf(await call("GET", `/v1/jobs/${job.id}`, { as: token }), "unauthorized");
	for (const ticket of tickets)
		expect(await (await watchJob(job.id, ticket)).closed).toBe(CLOSE.unauthorized);
});

test("API2 a token does not outlive the end of the key that minted it", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	const key = await makeKey(account, ["jobs:read"], { expires_in_s: 60 });
	const token = await makeToken({ ...account, key: key.key }, { scopes: ["jobs:read"], expires_in_s: 600 });
	expect((await call("GET", "/v1/jobs", { as: token })).status).toBe(200);
	vi.setSystemTime(Date.now() + 61_000);
	await problemOf(await call("GET", "/v1/jobs", { as: token }), "unauthorized");
});

test("API2 sockets and streams opened with a key, its token or a ticket of it end after it was revoked; others stay", async () => {
	const own = await makeWorker();
	const job = await submit(account, own);
	const key = await makeKey(account, ["jobs:read"]);
	const token = await makeToken({ ...account, key: key.key }, { scopes: ["jobs:read"] });
	const doomed = await Promise.all([
		watch(job, { authorization: `Bearer ${key.key}` }),
		watch(job, { authorization: `Bearer ${token}` }),
		watch(job, await ticketFor(job, token)),
	]);
	const stream = readSse(await call("GET", `/v1/jobs/${job.id}/events`, { as: token }));
	await stream.next();
	const kept = await watch(job, { authorization: `Bearer ${account.key}` });
	await call("DELETE", `/v1/api-keys/${key.id}`, { as: account.key });
	// The object looks after its watchers four times a minute.
	await runInDurableObject(objectOf(job), async (_, state) => {
		expect(await state.storage.getAlarm()).toBeLessThanOrEqual(Date.now() + 60_000);
	});
	expect(await runDurableObjectAlarm(objectOf(job))).toBe(true);
	for (const socket of doomed) expect(await socket.closed).toBe(CLOSE.unauthorized);
	for await (const { frame } of stream) expect(frame.type).not.toBe("progress");
	const task = await mustClaim(own);
	await kept.until((frame) => frame.type === "task" && frame.status === "running");
	await report(task, 1, 20);
	await kept.until((frame) => frame.type === "progress");
	for (const socket of doomed) expect(socket.frames.some((frame) => frame.type === "progress")).toBe(false);
	kept.socket.close();
});

test("API2 what the keys of an account had open closes when the account is deleted, and their tokens open nothing more", async () => {
	const own = await makeAccount();
	const job = await submit(own, worker);
	const token = await makeToken(own, { scopes: ["jobs:read"] });
	const doomed = [
		await watch(job, { authorization: `Bearer ${own.key}` }),
		await watch(job, await ticketFor(job, token)),
	];
	const late = await ticketFor(job, token);
	expect((await call("DELETE", `/v1/accounts/${own.id}`, { as: env.ADMIN_KEY })).status).toBe(204);
	for (const socket of doomed) expect(await socket.closed).toBe(CLOSE.unauthorized);
	await problemOf(await call("GET", `/v1/jobs/${job.id}`, { as: token }), "unauthorized");
	expect(await (await watchJob(job.id, late)).closed).toBe(CLOSE.unauthorized);
});

test("API2 a socket whose token has run out is told nothing more and closed with 4401, at the next frame or by itself", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	const own = await makeWorker();
	const job = await submit(account, own);
	const token = await makeToken(account, { scopes: ["jobs:read"], expires_in_s: 30 });
	const task = await mustClaim(own);
	const told = await watch(job, { authorization: `Bearer ${token}` });
	const until = Date.now() + 30_000;
	vi.setSystemTime(until + 1000);
	await report(task, 1, 20);
	expect(await told.closed).toBe(CLOSE.unauthorized);
	expect(told.frames.some((frame) => frame.type === "progress")).toBe(false);

	const silent = await submit(account, await makeWorker());
	const short = await makeToken(account, { scopes: ["jobs:read"], expires_in_s: 30 });
	const ticket = await ticketFor(silent, short);
	const end = Date.now() + 30_000;
	vi.setSystemTime(end - 5000);
	const quiet = await watch(silent, ticket);
	await runInDurableObject(objectOf(silent), async (_, state) => {
		expect(await state.storage.getAlarm()).toBeLessThanOrEqual(end + 1000);
	});
	vi.setSystemTime(end + 1000);
	await runDurableObjectAlarm(objectOf(silent));
	expect(await quiet.closed).toBe(CLOSE.unauthorized);
});

async function doorbell(of: TestWorker) {
	return openSocket(
		`/v1/workers/${of.id}/socket`,
		{ authorization: `Bearer ${of.token}`, "sec-websocket-protocol": DOORBELL_PROTOCOL },
		String,
	);
}
const tokenOf = (of: TestWorker) =>
	env.DB.prepare("SELECT token_id FROM workers WHERE id = ?").bind(of.id).first<string>("token_id");

test("API2 the doorbell of a revoked worker token is closed and not rung; that of another token of the pool stays", async () => {
	const revoked = await makeWorker();
	const other = await makeWorker({ pool: revoked.pool });
	const [bell, kept] = [await doorbell(revoked), await doorbell(other)];
	await call("DELETE", `/v1/worker-tokens/${await tokenOf(revoked)}`, { as: env.ADMIN_KEY });
	expect(await bell.closed).toBe(CLOSE.unauthorized);
	await submit(account, revoked);
	await kept.until((message) => message.includes("look"));
	expect(bell.frames).toEqual([]);
	kept.socket.close();
});

test("API2 cron closes the doorbell that was opened while its token was being revoked", async () => {
	const late = await makeWorker();
	const bell = await doorbell(late);
	await env.DB.prepare("UPDATE worker_tokens SET revoked_at = ? WHERE id = ?")
		.bind(Date.now() - 60_000, await tokenOf(late))
		.run();
	await silenceRevoked(env, Date.now());
	expect(await bell.closed).toBe(CLOSE.unauthorized);
});
