import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { newSecret } from "../auth/secret.ts";
import { CLOSE } from "../contract/sockets.ts";
import { app } from "../index.ts";
import { makeAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { multipart, postAsset, STORYBOARD, submit, uploadAsset } from "../testing/jobs.ts";
import { keepSecrets } from "../testing/redaction.ts";
import { watchJob } from "../testing/sockets.ts";
import { makeWorker, mustClaim, report } from "../testing/workers.ts";
import { writesNothing } from "../testing/writes.ts";

afterEach(() => {
	vi.useRealTimers();
});
const hold = () => vi.useFakeTimers({ toFake: ["Date"] });

test("API4 an account's requests are limited: 429 names the limit and says when to come back, and then it goes on", async () => {
	hold();
	const account = await makeAccount({ rate_limits: { requests: 3 } });
	for (const left of [2, 1, 0]) {
		const answer = await call("GET", "/v1/jobs", { as: account.key });
		expect(answer.status).toBe(200);
		expect(answer.headers.get("ratelimit-policy")).toBe('"requests";q=3;w=60');
		expect(answer.headers.get("ratelimit")).toBe(`"requests";r=${left};t=${(3 - left) * 20}`);
	}
	const refused = await writesNothing(() => call("POST", "/v1/jobs", { as: account.key, json: STORYBOARD }));
	expect(refused.headers.get("retry-after")).toBe("20");
	expect(refused.headers.get("ratelimit")).toBe('"requests";r=0;t=20');
	const problem = await problemOf(refused, "rate_limited");
	expect(problem.errors.map((item) => item.code)).toEqual(["requests"]);
	expect(problem.detail).toContain("3 requests in 60 seconds");
	// Others are not touched by it, and the account only until its bucket fills again.
	expect((await call("GET", "/v1/jobs", { as: (await makeAccount()).key })).status).toBe(200);
	vi.setSystemTime(Date.now() + 20_000);
	expect((await call("GET", "/v1/jobs", { as: account.key })).status).toBe(200);
	await problemOf(await call("GET", "/v1/jobs", { as: account.key }), "rate_limited");
});

test("API4 a refusal of the route counts and carries the headers as well", async () => {
	const account = await makeAccount({ rate_limits: { requests: 2 } });
	const missing = await call("GET", "/v1/jobs/job_00000000000000000000000000", { as: account.key });
	expect(missing.headers.get("ratelimit-policy")).toBe('"requests";q=2;w=60');
	await problemOf(missing, "not_found");
	await problemOf(await call("POST", "/v1/jobs", { as: account.key, json: {} }), "invalid_request");
	await problemOf(await call("GET", "/v1/jobs", { as: account.key }), "rate_limited");
});

test("API4 uploads and the bytes sent are limits of their own", async () => {
	hold();
	const picture = await png();
	const few = await makeAccount({ rate_limits: { uploads: 1 } });
	await uploadAsset(few, picture);
	const second = await writesNothing(() => postAsset(few, picture));
	expect((await problemOf(second, "rate_limited")).errors.map((item) => item.code)).toEqual(["uploads"]);
	expect((await call("GET", "/v1/assets", { as: few.key })).status).toBe(200);

	const small = await makeAccount({ rate_limits: { "body-bytes": 100 } });
	const first = await postAsset(small, picture);
	expect(first.headers.get("ratelimit-policy")).toContain('"body-bytes";q=100;qu="content-bytes";w=60');
	const more = await writesNothing(() => postAsset(small, picture));
	expect((await problemOf(more, "rate_limited")).errors.map((item) => item.code)).toEqual(["body-bytes"]);
});

test("API4 open sockets and streams of an account are limited over all its jobs, and one that closes makes room", async () => {
	const account = await makeAccount({ rate_limits: { "open-sockets": 2 } });
	const worker = await makeWorker();
	const [one, other] = [await submit(account, worker), await submit(account, worker)];
	const headers = { authorization: `Bearer ${account.key}` };
	const first = await watchJob(one.id, headers);
	await first.until((frame) => frame.type === "hello");
	const second = await watchJob(other.id, headers);
	await second.until((frame) => frame.type === "hello");
	expect(await (await watchJob(one.id, headers)).closed).toBe(CLOSE.tooMany);
	const stream = await call("GET", `/v1/jobs/${one.id}/events`, { as: account.key });
	const problem = await problemOf(stream, "rate_limited");
	expect(problem.errors).toEqual([{ pointer: "", code: "open-sockets", message: "2 open at once" }]);
	first.socket.close();
	await vi.waitFor(async () => {
		const again = await watchJob(other.id, headers);
		const taken = await Promise.race([
			again.closed.then(() => false),
			again.until((frame) => frame.type === "hello").then(() => true),
		]);
		expect(taken).toBe(true);
		again.socket.close();
	});
	second.socket.close();
});

test("API4 the operator changes an account's limits one by one, and sees which count", async () => {
	const account = await makeAccount();
	const path = `/v1/accounts/${account.id}`;
	const change = (json: object) => call("PATCH", path, { as: env.ADMIN_KEY, json });
	const before = await jsonOf(await call("GET", path, { as: env.ADMIN_KEY }), 200);
	expect(before).toMatchObject({
		max_running: 20,
		own_rate_limits: {},
		rate_limits: { requests: 30_000, uploads: 3000, "body-bytes": 10_000_000_000, "open-sockets": 5000 },
	});
	await jsonOf(await change({ rate_limits: { uploads: 9 } }), 200);
	const after = await jsonOf(await change({ max_running: 5, rate_limits: { requests: 7 } }), 200);
	expect(after).toMatchObject({
		max_running: 5,
		max_jobs: 10_000,
		own_rate_limits: { requests: 7, uploads: 9 },
		rate_limits: { requests: 7, uploads: 9, "open-sockets": 5000 },
	});
	const answer = await call("GET", "/v1/account", { as: account.key });
	expect(answer.headers.get("ratelimit-policy")).toBe('"requests";q=7;w=60');
	expect(await jsonOf(answer, 200)).toEqual(after);
	const off = await jsonOf(await change({ rate_limits: { requests: null } }), 200);
	expect(off).toMatchObject({ own_rate_limits: { uploads: 9 }, rate_limits: { requests: 30_000 } });
	for (const rate_limits of [{ requests: 0 }, { nonsense: 1 }, { requests: 1.5 }, null])
		await problemOf(await writesNothing(() => change({ rate_limits })), "invalid_request");
	expect(await jsonOf(await call("GET", path, { as: env.ADMIN_KEY }), 200)).toEqual(off);
	const nobody = "/v1/accounts/acc_00000000000000000000000000";
	await problemOf(await call("PATCH", nobody, { as: env.ADMIN_KEY, json: {} }), "not_found");
	await problemOf(await call("GET", nobody, { as: env.ADMIN_KEY }), "not_found");
});

let addresses = 0;
/** A client at an address of its own, of an edge with these limits. */
function clientAt(limits: Record<string, string>) {
	const address = `198.51.100.${++addresses}`;
	return (path: string, as: string, headers: Record<string, string> = {}, init: RequestInit = {}) => {
		keepSecrets(as);
		const request = new Request(`https://edge${path}`, {
			...init,
			headers: { authorization: `Bearer ${as}`, "cf-connecting-ip": address, ...headers },
		});
		return app.fetch(request, { ...env, ...limits }, createExecutionContext());
	};
}

test("API2 guessing keys from one address ends in 429; who is known there goes on, and so do other addresses", async () => {
	hold();
	const account = await makeAccount();
	const worker = await makeWorker();
	await submit(account, worker);
	const { grant, task_id, epoch } = await mustClaim(worker);
	const limits = { LIMIT_FAILED_AUTHENTICATIONS: "3" };
	const [ask, elsewhere] = [clientAt(limits), clientAt(limits)];
	expect((await ask("/v1/jobs", account.key)).status).toBe(200);
	for (let i = 0; i < 3; i++) await problemOf(await ask("/v1/jobs", newSecret("apiKey")), "unauthorized");
	const refused = await ask("/v1/jobs", newSecret("apiKey"));
	expect(refused.headers.get("retry-after")).toBe("20");
	const problem = await problemOf(refused, "rate_limited");
	expect(problem.errors.map((item) => item.code)).toEqual(["failed-authentications"]);
	// A good key that is new here might have been guessed.
	await problemOf(await ask("/v1/jobs", (await makeAccount()).key), "rate_limited");
	await problemOf(await ask("/v1/workers", (await makeWorker()).token), "rate_limited");
	expect((await ask("/v1/jobs", account.key)).status).toBe(200);
	await problemOf(await ask(`/v1/workers/${worker.id}/socket`, worker.token), "upgrade_required");
	const attempt = await ask(`/v1/tasks/${task_id}/attempts/${epoch}/progress`, grant);
	expect(attempt.status).toBe(405);
	await problemOf(await elsewhere("/v1/jobs", newSecret("apiKey")), "unauthorized");
	vi.setSystemTime(Date.now() + 20_000);
	await problemOf(await ask("/v1/jobs", newSecret("apiKey")), "unauthorized");
});

test("API2 a forged ticket counts as a failed authentication, and nothing counts where nothing was shown", async () => {
	const ask = clientAt({ LIMIT_FAILED_AUTHENTICATIONS: "1" });
	const anonymous = await ask("/v1/jobs", "", { authorization: "" });
	await problemOf(anonymous, "unauthorized");
	const socket = { upgrade: "websocket", "sec-websocket-protocol": "darkroom.events.v1, ticket.x" };
	const codes = [];
	for (let i = 0; i < 2; i++) {
		const { webSocket } = await ask("/v1/jobs/job_00000000000000000000000000/socket", "", socket);
		if (!webSocket) throw new Error("no socket");
		webSocket.accept();
		codes.push(
			await new Promise<number>((resolve) =>
				webSocket.addEventListener("close", (event) => resolve(event.code)),
			),
		);
	}
	expect(codes).toEqual([CLOSE.unauthorized, CLOSE.tooMany]);
});

test("API4 one address is limited over all accounts; health and workers' reports are not", async () => {
	hold();
	const ask = clientAt({ LIMIT_ADDRESS_REQUESTS: "2" });
	for (let i = 0; i < 2; i++) expect((await ask("/v1/jobs", (await makeAccount()).key)).status).toBe(200);
	const problem = await problemOf(await ask("/v1/jobs", (await makeAccount()).key), "rate_limited");
	expect(problem.errors.map((item) => item.code)).toEqual(["address-requests"]);
	expect((await ask("/health", "")).status).toBe(200);
	const worker = await makeWorker();
	const answer = await ask(`/v1/workers/${worker.id}/socket`, worker.token);
	await problemOf(answer, "upgrade_required");

	const account = await makeAccount({ rate_limits: { requests: 2 } });
	await submit(account, worker);
	const task = await mustClaim(worker);
	for (let seq = 1; seq <= 10; seq++) await report(task, seq, seq);
});

test.each([
	["address-uploads", { LIMIT_ADDRESS_UPLOADS: "1" }, "1 address-uploads in 60 seconds"],
	["address-bytes", { LIMIT_ADDRESS_BYTES: "100" }, "100 bytes in 60 seconds"],
])(
	"API4 %s are limited over all accounts of an address, and nothing is stored past them",
	async (code, vars, said) => {
		hold();
		const [ask, elsewhere] = [clientAt(vars), clientAt(vars)];
		const picture = await png();
		const send = async (from: typeof ask, account: { key: string }) => {
			const { body, type } = multipart(picture, "a.png");
			const headers = { "content-type": type, "content-length": String(body.byteLength) };
			return from("/v1/assets", account.key, headers, { method: "POST", body });
		};
		await jsonOf(await send(ask, await makeAccount()), 201);
		const other = await makeAccount();
		const refused = await writesNothing(() => send(ask, other));
		expect(refused.headers.get("ratelimit-policy")).toContain(`"${code}"`);
		expect((await problemOf(refused, "rate_limited")).errors).toEqual([{ pointer: "", code, message: said }]);
		expect((await ask("/v1/assets", other.key)).status).toBe(200);
		await jsonOf(await send(elsewhere, other), 201);
		// What was more than the quota is paid for first.
		vi.setSystemTime(Date.now() + 180_000);
		await jsonOf(await send(ask, other), 201);
	},
);

test("API4 sockets and streams that one address opens are limited over all accounts", async () => {
	hold();
	const ask = clientAt({ LIMIT_ADDRESS_SOCKETS: "2" });
	const worker = await makeWorker();
	const open = async (what: "events" | "socket") => {
		const account = await makeAccount();
		const job = await submit(account, worker);
		const headers = what === "socket" ? { upgrade: "websocket" } : {};
		return ask(`/v1/jobs/${job.id}/${what}`, account.key, headers);
	};
	const first = await open("socket");
	expect(first.status).toBe(101);
	first.webSocket?.accept();
	first.webSocket?.close();
	const stream = await open("events");
	expect(stream.status).toBe(200);
	await stream.body?.cancel();
	for (const what of ["socket", "events"] as const)
		expect((await problemOf(await open(what), "rate_limited")).errors.map((item) => item.code)).toEqual([
			"address-sockets",
		]);
	// What is no stream goes on.
	expect((await ask("/v1/jobs", (await makeAccount()).key)).status).toBe(200);
});
