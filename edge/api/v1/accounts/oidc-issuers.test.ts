import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { OidcIssuer } from "../../../contract/access/oidc.ts";
import { SESSION_COOKIE, type Session } from "../../../contract/access/sessions.ts";
import type { AuditEntry } from "../../../contract/operator/audit.ts";
import { CLOSE, EVENTS_PROTOCOL } from "../../../contract/sockets.ts";
import { makeAccount, makeKey, type TestAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { submit } from "../../../testing/jobs.ts";
import { TestIssuer } from "../../../testing/oidc.ts";
import { keepSecrets } from "../../../testing/redaction.ts";
import { watchJob } from "../../../testing/sockets.ts";
import { makeWorker } from "../../../testing/workers.ts";
import { FakeInternet } from "../../../webhooks/testing/internet.ts";

const ARTISTS = { claim: "groups", value: "artists", scopes: ["jobs:write"] };

let account: TestAccount;
let issuer: TestIssuer;
const internet = new FakeInternet();
beforeAll(async () => {
	account = await makeAccount();
});
beforeEach(async () => {
	issuer = new TestIssuer();
	await issuer.addKey("one");
	internet.names.clear();
	internet.answer = ({ url }) => issuer.answer(new URL(url)) ?? new Response(null, { status: 404 });
	vi.stubGlobal("fetch", internet.fetch);
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

const add = (more: object = {}, as = account.key) =>
	call("POST", "/v1/oidc-issuers", {
		as,
		json: { issuer: issuer.url, audience: "darkroom", scopes: ["jobs:read"], rules: [ARTISTS], ...more },
	});
const added = async (more: object = {}, as = account.key) => jsonOf<OidcIssuer>(await add(more, as), 201);
const jobs = (as: string) => call("GET", "/v1/jobs", { as });
const refused = async (as: string) => (await problemOf(await jobs(as), "unauthorized")).detail;

test("a token of an issuer opens what its claims say, of its account alone", async () => {
	const made = await added();
	expect(made).toMatchObject({ jwks_url: `${issuer.url}/keys`, algorithms: ["RS256", "ES256"] });
	expect((await jobs(await issuer.token())).status).toBe(200);
	const worker = await makeWorker();
	const job = { workflow: "storyboard-image", parameters: { prompt: "x" }, pool: worker.pool };
	const token = await issuer.token();
	await problemOf(await call("POST", "/v1/jobs", { as: token, json: job }), "forbidden");
	const artist = await issuer.token({ groups: ["artists"] });
	const { id } = await jsonOf<{ id: string }>(await call("POST", "/v1/jobs", { as: artist, json: job }), 201);
	expect((await call("GET", `/v1/jobs/${id}`, { as: account.key })).status).toBe(200);
	const other = await makeAccount();
	await problemOf(await call("GET", `/v1/jobs/${id}`, { as: other.key }), "not_found");
	await issuer.addKey("two", "ES256");
	vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31_000 });
	expect((await jobs(await issuer.token({}, "two", "ES256"))).status).toBe(200);
	const list = await jsonOf<{ data: OidcIssuer[] }>(
		await call("GET", "/v1/oidc-issuers", { as: account.key }),
		200,
	);
	expect(list.data.map(({ id }) => id)).toContain(made.id);
	const keys = await call("GET", "/v1/api-keys", { as: account.key });
	expect(await keys.text()).not.toContain(made.id);
});

test("a bad token is 401 with the reason: issuer, audience, expiry, signature, key; and what it may be asked is bounded", async () => {
	expect(await refused(await issuer.token())).toContain("no account takes tokens of the issuer");
	await added();
	const now = Math.floor(Date.now() / 1000);
	expect(await refused(await issuer.token({ aud: "shop" }))).toContain("another audience");
	expect(await refused(await issuer.token({ exp: now - 60 }))).toContain("has expired");
	const token = await issuer.token();
	const twin = new TestIssuer(issuer.url);
	await twin.addKey("one");
	expect(await refused(await twin.token())).toContain("signature");
	await twin.addKey("unknown");
	const asked = issuer.asked.length;
	for (const _ of [1, 2, 3])
		expect(await refused(await twin.token({}, "unknown"))).toContain("does not name");
	expect(issuer.asked.length).toBe(asked);
	expect((await jobs(token)).status).toBe(200);
	const answer = await jobs(await twin.token());
	expect(answer.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
});

test("an issuer that does not answer is 503 and told, not 401: nobody is signed out by it", async () => {
	await added();
	issuer.status = 500;
	expect((await problemOf(await jobs(await issuer.token()), "unavailable")).detail).toContain("answered 500");
});

test("one who signs in with a token has a session that does not outlive it, however often it is renewed", async () => {
	await added();
	const exp = Math.floor(Date.now() / 1000) + 300;
	const token = await issuer.token({ exp });
	const answer = await call("POST", "/v1/sessions", { as: token });
	const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
	keepSecrets(cookie.split("=")[1]);
	expect(cookie).toContain(SESSION_COOKIE);
	const session = await jsonOf<Session>(answer, 201);
	expect(session.scopes).toEqual(["jobs:read"]);
	expect(Date.parse(session.expires_at)).toBe((exp + 30) * 1000);
	const headers = { cookie, origin: "https://edge" };
	const renewed = await jsonOf<Session>(await call("POST", "/v1/sessions/current", { headers }), 200);
	expect(renewed.expires_at).toBe(session.expires_at);
	// The issuer itself is no session: whoever shows its token can neither renew nor end it.
	for (const method of ["POST", "DELETE"])
		await problemOf(await call(method, "/v1/sessions/current", { as: token }), "not_found");
	expect((await jobs(token)).status).toBe(200);
});

test("deleting an issuer ends its tokens, its sessions, and the sockets that were opened with them", async () => {
	const { id } = await added();
	const token = await issuer.token();
	const job = await submit(account, await makeWorker());
	const watching = await watchJob(job.id, {
		authorization: `Bearer ${token}`,
		"sec-websocket-protocol": EVENTS_PROTOCOL,
	});
	await watching.until((frame) => frame.type === "hello");
	const signedIn = await call("POST", "/v1/sessions", { as: token });
	const [cookie = ""] = (signedIn.headers.get("set-cookie") ?? "").split(";");
	keepSecrets(cookie.split("=")[1]);
	const headers = { cookie, origin: "https://edge" };
	expect((await call("GET", "/v1/jobs", { headers })).status).toBe(200);
	const other = await makeAccount();
	await problemOf(await call("DELETE", `/v1/oidc-issuers/${id}`, { as: other.key }), "not_found");
	expect((await call("DELETE", `/v1/oidc-issuers/${id}`, { as: account.key })).status).toBe(204);
	expect(await watching.closed).toBe(CLOSE.unauthorized);
	await problemOf(await call("GET", "/v1/jobs", { headers }), "unauthorized");
	await refused(token);
	await problemOf(await call("DELETE", `/v1/oidc-issuers/${id}`, { as: account.key }), "not_found");
	// It may be named again.
	await added();
	expect((await jobs(token)).status).toBe(200);
});

test("what an issuer's tokens may do can be changed: it counts for those that are out, and sessions end", async () => {
	const { id } = await added();
	const token = await issuer.token({ groups: ["artists"] });
	const signedIn = await call("POST", "/v1/sessions", { as: token });
	const [cookie = ""] = (signedIn.headers.get("set-cookie") ?? "").split(";");
	keepSecrets(cookie.split("=")[1]);
	const json = { scopes: [], rules: [] };
	const path = `/v1/oidc-issuers/${id}`;
	const changed = await jsonOf<OidcIssuer>(await call("PATCH", path, { as: account.key, json }), 200);
	expect(changed).toMatchObject({
		issuer: issuer.url,
		scopes: [],
		rules: [],
		algorithms: ["RS256", "ES256"],
	});
	await problemOf(await jobs(token), "forbidden");
	const headers = { cookie, origin: "https://edge" };
	await problemOf(await call("GET", "/v1/jobs", { headers }), "unauthorized");
});

describe("an issuer is refused", () => {
	test("that is not on the public internet, does not answer as itself, or sends its keys inside", async () => {
		const refusal = async (more: object) => {
			const problem = await problemOf(await add(more), "invalid_request");
			expect(problem.errors[0]?.pointer).toBe("/issuer");
			return problem.detail;
		};
		internet.names.set("inside.example.com", ["10.0.0.1"]);
		for (const url of ["http://id.example.com", "https://169.254.169.254", "https://localhost:8443"])
			expect(await refusal({ issuer: url })).toMatch(/https|public internet/);
		expect(await refusal({ issuer: "https://inside.example.com" })).toContain("public internet");
		expect(await refusal({ issuer: "https://nobody.example.com" })).toContain("answered 404");
		expect(await refusal({ issuer: `${issuer.url}/tenant` })).toContain("must be the same");
		internet.answer = () => Response.json({ issuer: issuer.url, jwks_uri: "https://127.0.0.1/keys" });
		expect(await refusal({})).toContain("public internet");
		internet.answer = () => new Response("x".repeat(300_000));
		expect(await refusal({})).toContain("too long");
		internet.answer = () => new Response(null, { status: 302, headers: { location: "https://127.0.0.1/" } });
		expect(await refusal({})).toContain("answered 302");
	});

	test("with algorithms that need a shared secret, or none", async () => {
		for (const algorithms of [["none"], ["HS256"], []])
			await problemOf(await add({ algorithms }), "invalid_request");
	});

	test("whose audience is taken, by whom is not told; and one more than an account may have", async () => {
		await added();
		const other = await makeAccount();
		const problem = await problemOf(await add({}, other.key), "conflict");
		expect(problem.detail).not.toContain(account.id);
		expect((await jobs(await issuer.token())).status).toBe(200);
		const tried = await Promise.all(
			Array.from({ length: 12 }, (_, i) => add({ audience: `a${i}` }, other.key)),
		);
		expect(tried.filter(({ status }) => status === 201)).toHaveLength(10);
		expect(tried.filter(({ status }) => status === 409)).toHaveLength(2);
	});

	test("that would give what the key does not have", async () => {
		const key = await makeKey(account, ["keys:write"]);
		await problemOf(await add({}, key.key), "forbidden");
	});
});

test("an account that is deleted takes its issuers along", async () => {
	const other = await makeAccount();
	await added({}, other.key);
	const token = await issuer.token();
	expect((await jobs(token)).status).toBe(200);
	expect((await call("DELETE", `/v1/accounts/${other.id}`, { as: env.ADMIN_KEY })).status).toBe(204);
	await refused(token);
});

test("what a user of an issuer changes is told in the audit log with whose token it was, also from a session of the studio", async () => {
	const own = await makeAccount();
	const made = await added({ scopes: ["keys:write", "jobs:read"], rules: [] }, own.key);
	const token = await issuer.token({ sub: "user-42" });
	const opened = await call("POST", "/v1/sessions", { as: token, headers: { origin: "https://edge" } });
	const cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
	keepSecrets(cookie.split("=")[1]);
	const json = { name: "by a user", scopes: ["jobs:read"] };
	expect((await call("POST", "/v1/api-keys", { as: token, json })).status).toBe(201);
	const headers = { cookie, origin: "https://edge" };
	expect((await call("POST", "/v1/api-keys", { json, headers })).status).toBe(201);
	const answer = await call("GET", "/v1/audit?by=user-42", { as: own.key });
	const { data } = await jsonOf<{ data: AuditEntry[] }>(answer, 200);
	expect(data.map(({ action, by }) => `${action} ${by.kind} ${by.subject}`)).toEqual([
		"api_key.create identity user-42",
		"api_key.create identity user-42",
	]);
	expect(data[1]?.by.key).toBe(made.id);
});
