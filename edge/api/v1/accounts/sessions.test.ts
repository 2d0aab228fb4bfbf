import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { SCOPES } from "../../../contract/access/scopes.ts";
import { SESSION_COOKIE, type Session } from "../../../contract/access/sessions.ts";
import { CLOSE, EVENTS_PROTOCOL } from "../../../contract/sockets.ts";
import { makeAccount, makeKey, makeToken, type TestAccount } from "../../../testing/accounts.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import { submit } from "../../../testing/jobs.ts";
import { keepSecrets } from "../../../testing/redaction.ts";
import { watchJob } from "../../../testing/sockets.ts";
import { makeWorker } from "../../../testing/workers.ts";

const OWN = "https://edge";
let account: TestAccount;
beforeAll(async () => {
	account = await makeAccount();
});

interface SignedIn {
	session: Session;
	/** As a browser sends it from a page of our own. */
	own: Record<string, string>;
	cookie: string;
}

async function signIn(as: string): Promise<SignedIn> {
	const answer = await call("POST", "/v1/sessions", { as });
	const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
	keepSecrets(cookie.split("=")[1]);
	const session = await jsonOf<Session>(answer, 201);
	return { session, cookie, own: { cookie, origin: OWN, "sec-fetch-site": "same-origin" } };
}
const ask = (method: string, path: string, headers: Record<string, string>) =>
	call(method, path, { headers });

test("API2 whoever signs in gets a cookie that scripts cannot read, good for what the key may", async () => {
	const answer = await call("POST", "/v1/sessions", { as: account.key });
	const set = answer.headers.get("set-cookie") ?? "";
	expect(set).toMatch(new RegExp(`^${SESSION_COOKIE}=[\\w.-]+; `));
	for (const part of ["HttpOnly", "SameSite=Strict", "Secure", "Path=/v1"]) expect(set).toContain(part);
	const session = await jsonOf<Session>(answer, 201);
	expect(session.scopes).toEqual([...SCOPES]);
	const reader = await signIn((await makeKey(account, ["jobs:read"])).key);
	expect(reader.session.scopes).toEqual(["jobs:read"]);
	expect((await ask("GET", "/v1/jobs", reader.own)).status).toBe(200);
	await problemOf(await ask("GET", "/v1/assets", reader.own), "forbidden");
	const keys = await jsonOf<{ data: { id: string }[] }>(
		await call("GET", "/v1/api-keys", { as: account.key }),
		200,
	);
	expect(keys.data.map(({ id }) => id)).not.toContain(session.id);
});

test("API2 no session outlives what it was opened with, and no key outlives its account's last full one by a session", async () => {
	const short = await makeKey(account, ["jobs:read"], { expires_in_s: 60 });
	const { session, own } = await signIn(short.key);
	expect(Date.parse(session.expires_at)).toBeLessThanOrEqual(Date.now() + 60_000);
	const renewed = await jsonOf<Session>(await ask("POST", "/v1/sessions/current", own), 200);
	expect(renewed.expires_at).toBe(session.expires_at);
	const token = await makeToken(account, { scopes: ["jobs:read"], expires_in_s: 30 });
	const { session: minted } = await signIn(token);
	expect(Date.parse(minted.expires_at)).toBeLessThanOrEqual(Date.now() + 31_000);
	const alone = await makeAccount();
	await signIn(alone.key);
	await problemOf(await call("DELETE", `/v1/api-keys/${alone.keyId}`, { as: alone.key }), "conflict");
});

describe("API2 a cookie that comes from elsewhere", () => {
	const job = { workflow: "storyboard-image", parameters: { prompt: "x" } };

	test("changes nothing, whatever page it comes from, or none", async () => {
		const { cookie } = await signIn(account.key);
		for (const origin of ["https://evil.example", "null", "http://edge", "https://edge.evil.example", ""])
			for (const [method, path] of [
				["POST", "/v1/jobs"],
				["DELETE", "/v1/sessions/current"],
				["POST", "/v1/sessions"],
				["PATCH", "/v1/account"],
			] as const) {
				const headers = { cookie, ...(origin === "" ? {} : { origin }) };
				const answer = await call(method, path, {
					headers,
					...(method === "DELETE" ? {} : { json: job }),
				});
				await problemOf(answer, "forbidden");
			}
		expect((await ask("POST", "/v1/sessions/current", { cookie, origin: OWN })).status).toBe(200);
	});

	test("reads nothing", async () => {
		const { cookie } = await signIn(account.key);
		for (const headers of [
			{ cookie, origin: "https://evil.example" },
			{ cookie, "sec-fetch-site": "cross-site" },
			{ cookie, "sec-fetch-site": "same-site" },
		] as Record<string, string>[])
			await problemOf(await ask("GET", "/v1/jobs", headers), "forbidden");
		expect((await ask("GET", "/v1/jobs", { cookie })).status).toBe(200);
	});

	test("opens no socket", async () => {
		const watched = await submit(account, await makeWorker());
		const { cookie } = await signIn(account.key);
		for (const origin of ["https://evil.example", undefined]) {
			const headers = {
				cookie,
				...(origin === undefined ? {} : { origin }),
				"sec-websocket-protocol": EVENTS_PROTOCOL,
			};
			expect(await (await watchJob(watched.id, headers)).closed).toBe(CLOSE.forbidden);
		}
		const own = await watchJob(watched.id, {
			cookie,
			origin: OWN,
			"sec-websocket-protocol": EVENTS_PROTOCOL,
		});
		await own.until((frame) => frame.type === "hello");
		own.socket.close();
	});

	test("that was changed or made up is nobody's", async () => {
		const { cookie } = await signIn(account.key);
		for (const bad of [
			`${cookie}x`,
			`${SESSION_COOKIE}=`,
			`${SESSION_COOKIE}=a.b.c`,
			`${SESSION_COOKIE}=${account.key.slice(0, -1)}`,
		])
			await problemOf(await ask("GET", "/v1/jobs", { cookie: bad, origin: OWN }), "unauthorized");
	});
});

test("API2 signing out ends this session and no other; a key that is revoked takes all of its sessions along", async () => {
	const key = await makeKey(account, ["jobs:read", "jobs:write"]);
	const [first, second] = [await signIn(key.key), await signIn(key.key)];
	const out = await ask("DELETE", "/v1/sessions/current", first.own);
	expect(out.status).toBe(204);
	expect(out.headers.get("set-cookie")).toContain(`${SESSION_COOKIE}=;`);
	await problemOf(await ask("GET", "/v1/jobs", first.own), "unauthorized");
	expect((await ask("GET", "/v1/jobs", second.own)).status).toBe(200);
	const third = await signIn(second.cookie.split("=")[1] ?? "");
	await call("DELETE", `/v1/api-keys/${key.id}`, { as: account.key });
	for (const { own } of [second, third]) await problemOf(await ask("GET", "/v1/jobs", own), "unauthorized");
	const other = await makeKey(account, ["jobs:read"]);
	const fourth = await signIn(other.key);
	await call("DELETE", `/v1/accounts/${account.id}/api-keys/${other.id}`, { as: env.ADMIN_KEY });
	await problemOf(await ask("GET", "/v1/jobs", fourth.own), "unauthorized");
});

test("API2 a key is no session: it can neither be renewed nor signed out as one", async () => {
	await problemOf(await call("POST", "/v1/sessions/current", { as: account.key }), "not_found");
	await problemOf(await call("DELETE", "/v1/sessions/current", { as: account.key }), "not_found");
	expect((await call("GET", "/v1/jobs", { as: account.key })).status).toBe(200);
});

test("API2 an address that signs in does so once, opens nothing else, and ends with its key", async () => {
	const key = await makeKey(account, ["jobs:read"]);
	const linkOf = async () => {
		const made = await jsonOf<{ url: string }>(
			await call("POST", "/v1/sessions/links", { as: key.key }),
			201,
		);
		const code = made.url.replace("/studio/#code=", "");
		keepSecrets(code);
		return code;
	};
	const code = await linkOf();
	await problemOf(await call("GET", "/v1/jobs", { as: code }), "unauthorized");
	const tried = await Promise.all([1, 2, 3].map(() => call("POST", "/v1/sessions", { as: code })));
	expect(tried.map(({ status }) => status).sort()).toEqual([201, 401, 401]);
	const late = await linkOf();
	await call("DELETE", `/v1/api-keys/${key.id}`, { as: account.key });
	await problemOf(await call("POST", "/v1/sessions", { as: late }), "unauthorized");
});
