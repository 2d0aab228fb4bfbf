import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import type { OperatorSession } from "../../../contract/access/sessions.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { keepSecrets } from "../../../testing/redaction.ts";

const PATH = "/v1/operator/sessions";
const OWN = "https://edge";
afterEach(() => {
	vi.useRealTimers();
});

async function signIn(as = env.ADMIN_KEY) {
	const answer = await call("POST", PATH, { as });
	const set = answer.headers.get("set-cookie") ?? "";
	const [cookie = ""] = set.split(";");
	keepSecrets(cookie.split("=")[1]);
	const session = await jsonOf<OperatorSession>(answer, 201);
	return { session, set, cookie, own: { cookie, origin: OWN, "sec-fetch-site": "same-origin" } };
}

test("API5 the operator signs in for an hour, by a cookie that scripts cannot read, and may do what the key may", async () => {
	const { session, set, own } = await signIn();
	expect(session).toMatchObject({ kind: "operator", id: expect.stringMatching(/^ops_/) });
	expect(Date.parse(session.expires_at) - Date.parse(session.created_at)).toBe(60 * 60_000);
	for (const part of ["HttpOnly", "SameSite=Strict", "Secure", "Path=/v1"]) expect(set).toContain(part);
	await jsonOf(await call("GET", "/v1/pools", { headers: own }), 200);
	const made = await call("POST", "/v1/accounts", { headers: own, json: { name: "by a page" } });
	const { api_key } = await jsonOf<{ api_key: { key: string } }>(made, 201);
	keepSecrets(api_key.key);
	// It is no account's, and another session is opened with the key alone.
	await problemOf(await call("GET", "/v1/jobs", { headers: own }), "forbidden");
	await problemOf(await call("POST", PATH, { headers: own }), "forbidden");
	const { key } = await makeAccount();
	await problemOf(await call("POST", PATH, { as: key }), "forbidden");
});

test("API2 the operator's cookie from elsewhere changes nothing and reads nothing", async () => {
	const { cookie } = await signIn();
	for (const origin of ["https://evil.example", "null", "http://edge", ""]) {
		const headers = { cookie, ...(origin === "" ? {} : { origin }) };
		await problemOf(await call("POST", "/v1/accounts", { headers, json: { name: "x" } }), "forbidden");
		await problemOf(await call("DELETE", `${PATH}/current`, { headers }), "forbidden");
	}
	for (const site of ["cross-site", "same-site"])
		await problemOf(
			await call("GET", "/v1/pools", { headers: { cookie, "sec-fetch-site": site } }),
			"forbidden",
		);
	await problemOf(
		await call("GET", "/v1/pools", { headers: { cookie: `${cookie}x`, origin: OWN } }),
		"unauthorized",
	);
});

test("API2 it lasts for another hour when it is renewed, for eight in all, and ends at once when it is signed out", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	const { session, own } = await signIn();
	const begun = Date.parse(session.created_at);
	let headers = own;
	for (let minutes = 50; minutes < 8 * 60; minutes += 50) {
		vi.setSystemTime(begun + minutes * 60_000);
		const answer = await call("POST", `${PATH}/current`, { headers });
		const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
		keepSecrets(cookie.split("=")[1]);
		headers = { ...own, cookie };
		const { expires_at } = await jsonOf<OperatorSession>(answer, 200);
		expect(Date.parse(expires_at)).toBe(begun + Math.min(minutes + 60, 8 * 60) * 60_000);
	}
	vi.setSystemTime(begun + 8 * 60 * 60_000 + 1);
	await problemOf(await call("GET", "/v1/pools", { headers }), "unauthorized");
	const [leaving, staying] = [await signIn(), await signIn()];
	const out = await call("DELETE", `${PATH}/current`, { headers: leaving.own });
	expect(out.status).toBe(204);
	await problemOf(await call("GET", "/v1/pools", { headers: leaving.own }), "unauthorized");
	await jsonOf(await call("GET", "/v1/pools", { headers: staying.own }), 200);
	for (const method of ["POST", "DELETE"])
		await problemOf(await call(method, `${PATH}/current`, { as: env.ADMIN_KEY }), "not_found");
});

test("API2 it ends with the key it was opened with", async () => {
	const rotated = await jsonOf<{ key: string }>(
		await call("POST", "/v1/operator-keys/rotate", { as: env.ADMIN_KEY, json: { overlap_s: 60 } }),
		201,
	);
	keepSecrets(rotated.key);
	const { session, own } = await signIn(rotated.key);
	await jsonOf(await call("GET", "/v1/pools", { headers: own }), 200);
	await env.DB.prepare(
		"UPDATE operator_keys SET ended_at = 1 WHERE hash = (SELECT key_hash FROM operator_sessions WHERE id = ?)",
	)
		.bind(session.id)
		.run();
	vi.useFakeTimers({ toFake: ["Date"] });
	vi.setSystemTime(Date.now() + 11_000);
	await problemOf(await call("GET", "/v1/pools", { headers: own }), "unauthorized");
});
