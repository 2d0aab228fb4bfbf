import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { JobResource } from "../contract/jobs/jobs.ts";
import { CLOSE, EVENTS_PROTOCOL } from "../contract/sockets.ts";
import { app } from "../index.ts";
import { makeAccount, makeKey, makeToken, type TestAccount } from "../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { submit } from "../testing/jobs.ts";
import { keepSecrets } from "../testing/redaction.ts";
import { watchJob } from "../testing/sockets.ts";
import { makeWorker, mustClaim, type TestWorker } from "../testing/workers.ts";
import { signTicket } from "./signed.ts";

let account: TestAccount;
let worker: TestWorker;
let job: JobResource;

beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker();
	job = await submit(account, worker);
});
afterEach(() => {
	vi.useRealTimers();
});

async function ticketFor(id: string, as = account.key): Promise<string> {
	const { ticket } = await jsonOf<{ ticket: string }>(
		await call("POST", `/v1/jobs/${id}/tickets`, { as }),
		201,
	);
	keepSecrets(ticket);
	return ticket;
}

const offer = (ticket: string) => ({ "sec-websocket-protocol": `${EVENTS_PROTOCOL}, ticket.${ticket}` });

/** The code a socket is closed with before it said anything. */
async function refusal(id: string, headers: Record<string, string>): Promise<number> {
	const socket = await watchJob(id, headers);
	const code = await socket.closed;
	expect(socket.frames).toEqual([]);
	return code;
}

async function opens(id: string, headers: Record<string, string>): Promise<void> {
	const socket = await watchJob(id, headers);
	expect((await socket.until((frame) => frame.type === "hello")).job).toBe(id);
	socket.socket.close();
}

test("a ticket is good once: its second use is closed with 4401, also while the first socket lives", async () => {
	const ticket = await ticketFor(job.id);
	const first = await watchJob(job.id, offer(ticket));
	await first.until((frame) => frame.type === "hello");
	expect(await refusal(job.id, offer(ticket))).toBe(CLOSE.unauthorized);
	first.socket.close();
	expect(await refusal(job.id, offer(ticket))).toBe(CLOSE.unauthorized);
});

test("of ten sockets opened with one ticket at the same moment, one stays", async () => {
	const ticket = await ticketFor(job.id);
	const sockets = await Promise.all(Array.from({ length: 10 }, () => watchJob(job.id, offer(ticket))));
	const codes = await Promise.all(
		sockets.map((socket) =>
			Promise.race([socket.closed, socket.until((frame) => frame.type === "hello").then(() => 0)]),
		),
	);
	expect(codes.filter((code) => code === 0)).toHaveLength(1);
	expect(codes.filter((code) => code === CLOSE.unauthorized)).toHaveLength(9);
	for (const { socket } of sockets) socket.close();
});

describe("a ticket that is not good is closed with 4401, where a browser can read it", () => {
	test("for another job", async () => {
		const other = await submit(account, worker);
		expect(await refusal(other.id, offer(await ticketFor(job.id)))).toBe(CLOSE.unauthorized);
	});

	test("older than a minute", async () => {
		vi.useFakeTimers({ toFake: ["Date"] });
		const ticket = await ticketFor(job.id);
		vi.setSystemTime(Date.now() + 61_000);
		expect(await refusal(job.id, offer(ticket))).toBe(CLOSE.unauthorized);
	});

	test("forged, or nonsense", async () => {
		const key = { key: account.keyId, until: null };
		const claims = { account: account.id, opens: job.id, jti: crypto.randomUUID(), ...key };
		const forged = await signTicket("a secret that is not the server's own one", claims, Date.now() + 60_000);
		for (const ticket of [forged, "x", "", `${await ticketFor(job.id)}x`])
			expect(await refusal(job.id, offer(ticket))).toBe(CLOSE.unauthorized);
	});

	test("a client token, a grant or a key in its place", async () => {
		const token = await makeToken(account, { scopes: ["jobs:read"], job: job.id });
		const own = await makeWorker();
		const { grant } = await submit(account, own).then(() => mustClaim(own));
		for (const wrong of [token, grant, account.key])
			expect(await refusal(job.id, offer(wrong))).toBe(CLOSE.unauthorized);
	});

	test("no credentials at all, or bad ones in the header", async () => {
		expect(await refusal(job.id, {})).toBe(CLOSE.unauthorized);
		expect(await refusal(job.id, { "sec-websocket-protocol": EVENTS_PROTOCOL })).toBe(CLOSE.unauthorized);
		for (const credentials of ["x", worker.token, env.ADMIN_KEY])
			expect(await refusal(job.id, { authorization: `Bearer ${credentials}` })).toBe(CLOSE.unauthorized);
	});
});

test("a bad ticket is not made good by a good key beside it", async () => {
	expect(await refusal(job.id, { ...offer("x"), authorization: `Bearer ${account.key}` })).toBe(
		CLOSE.unauthorized,
	);
});

test("a ticket is no key: it opens no other route", async () => {
	const ticket = await ticketFor(job.id);
	await problemOf(await call("GET", `/v1/jobs/${job.id}`, { as: ticket }), "unauthorized");
	await problemOf(await call("GET", `/v1/jobs/${job.id}/events`, { as: ticket }), "unauthorized");
});

test("a page of another origin is closed with 4403, whatever it holds", async () => {
	const evil = { origin: "https://evil.example" };
	expect(await refusal(job.id, { ...offer(await ticketFor(job.id)), ...evil })).toBe(CLOSE.forbidden);
	expect(await refusal(job.id, { authorization: `Bearer ${account.key}`, ...evil })).toBe(CLOSE.forbidden);
	for (const origin of ["null", "https://edge.evil.example", "http://edge", "https://edge:8443"])
		expect(await refusal(job.id, { ...offer(await ticketFor(job.id)), origin }), origin).toBe(
			CLOSE.forbidden,
		);
	await opens(job.id, { ...offer(await ticketFor(job.id)), origin: "https://edge" });
});

test("an origin that was allowed may open sockets", async () => {
	const allowing = { ...env, ALLOWED_ORIGINS: "https://studio.example,https://other.example" };
	const ask = async (origin: string) => {
		const request = new Request(`https://edge/v1/jobs/${job.id}/socket`, {
			headers: { upgrade: "websocket", origin, ...offer(await ticketFor(job.id)) },
		});
		const { webSocket } = await app.fetch(request, allowing, createExecutionContext());
		if (!webSocket) throw new Error("no socket");
		webSocket.accept();
		return new Promise<number>((resolve) => {
			webSocket.addEventListener("message", () => resolve(0));
			webSocket.addEventListener("close", (event) => resolve(event.code));
		});
	};
	expect(await ask("https://studio.example")).toBe(0);
	expect(await ask("https://studio.example.evil")).toBe(CLOSE.forbidden);
});

test("API1 the socket of another account's job is closed with 4404, like one that never was", async () => {
	const foreign = await makeAccount();
	const headers = { authorization: `Bearer ${foreign.key}` };
	for (const id of [job.id, "job_00000000000000000000000000", "x", "__proto__", "%00"])
		expect(await refusal(id, headers), id).toBe(CLOSE.notFound);
	await problemOf(await call("POST", `/v1/jobs/${job.id}/tickets`, { as: foreign.key }), "not_found");
	const stolen = await signTicket(
		env.SIGNING_SECRET,
		{ account: foreign.id, opens: job.id, jti: crypto.randomUUID(), key: foreign.keyId, until: null },
		Date.now() + 60_000,
	);
	expect(await refusal(job.id, offer(stolen))).toBe(CLOSE.notFound);
});

test("API5 a key without the scope, and a token for another job, are closed with 4403", async () => {
	const { key } = await makeKey(account, ["assets:read"]);
	expect(await refusal(job.id, { authorization: `Bearer ${key}` })).toBe(CLOSE.forbidden);
	const other = await submit(account, worker);
	const token = await makeToken(account, { scopes: ["jobs:read"], job: other.id });
	expect(await refusal(job.id, { authorization: `Bearer ${token}` })).toBe(CLOSE.forbidden);
	await opens(other.id, { authorization: `Bearer ${token}` });
	await opens(other.id, offer(await ticketFor(other.id, token)));
});

test("a plain request to the address of a socket is told what it speaks", async () => {
	for (const path of [`/v1/jobs/${job.id}/socket`, `/v1/workers/${worker.id}/socket`]) {
		const as = path.includes("workers") ? worker.token : account.key;
		await problemOf(await call("GET", path, { as }), "upgrade_required");
	}
});
