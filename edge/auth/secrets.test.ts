import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { app } from "../index.ts";
import { makeAccount, makeKey, makeToken } from "../testing/accounts.ts";
import { png, sha256 } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { postAsset, submit } from "../testing/jobs.ts";
import { keepSecrets, log } from "../testing/redaction.ts";
import { finish, makeWorker, mustClaim } from "../testing/workers.ts";
import { writesNothing } from "../testing/writes.ts";
import { authenticate } from "./principal.ts";
import { hashSecret, newSecret, SECRET_PREFIXES, secretKind } from "./secret.ts";
import { signClientToken, signGrant, signTicket } from "./signed.ts";

afterEach(() => {
	vi.useRealTimers();
});

test("API2 a dump of the database holds no key, token, ticket or grant that could be used", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const extra = await makeKey(account, ["jobs:read"]);
	const token = await makeToken(account, { scopes: ["jobs:read"] });
	const job = await submit(account, worker);
	const { ticket } = await jsonOf<{ ticket: string }>(
		await call("POST", `/v1/jobs/${job.id}/tickets`, { as: account.key }),
		201,
	);
	const task = await mustClaim(worker);
	await postAsset(account, await png(), "a.png", { "idempotency-key": "x" });
	await finish(task, await png());
	const tables = await env.DB.prepare(
		"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
	).all<{ name: string }>();
	let dump = "";
	for (const { name } of tables.results)
		dump += JSON.stringify((await env.DB.prepare(`SELECT * FROM "${name}"`).all()).results);
	expect(dump).toContain(account.id);
	for (const secret of [
		account.key,
		extra.key,
		worker.token,
		token,
		ticket,
		task.grant,
		env.ADMIN_KEY,
		env.SIGNING_SECRET,
	]) {
		expect(dump.includes(secret)).toBe(false);
		expect(dump.includes(secret.slice(0, -6))).toBe(false);
	}
	expect(dump).toContain(await sha256(account.key));
	expect(dump).not.toMatch(/d[kwo]_live_/);
});

test("API2 a key with a typing error is refused without asking the database", async () => {
	const account = await makeAccount();
	let asked = 0;
	const counting = {
		...env,
		DB: new Proxy(env.DB, {
			get(target, name) {
				asked += 1;
				const value: unknown = Reflect.get(target, name);
				return typeof value === "function" ? value.bind(target) : value;
			},
		}),
	};
	const ask = (key: string) =>
		app.fetch(
			new Request("https://edge/v1/jobs", { headers: { authorization: `Bearer ${key}` } }),
			counting,
			createExecutionContext(),
		);
	expect((await ask(account.key)).status).toBe(200);
	expect(asked).toBeGreaterThan(0);
	asked = 0;
	for (let at = SECRET_PREFIXES.apiKey.length; at < account.key.length; at++) {
		const wrong = account.key[at] === "a" ? "b" : "a";
		const key = account.key.slice(0, at) + wrong + account.key.slice(at + 1);
		expect((await ask(key)).status, `character ${at}`).toBe(401);
	}
	expect(asked).toBe(0);
});

test("keys are found by leak scanners, are all different, and carry a checksum that finds every single slip", () => {
	const keys = Array.from({ length: 200 }, () => newSecret("apiKey"));
	expect(new Set(keys).size).toBe(200);
	for (const key of keys) expect(key).toMatch(/^dk_live_[0-9A-Za-z]{38}$/);
	expect(newSecret("workerToken")).toMatch(/^dw_live_[0-9A-Za-z]{38}$/);
	expect(secretKind(newSecret("apiKey"))).toBe("apiKey");
	expect(secretKind(newSecret("workerToken"))).toBe("workerToken");
	fc.assert(
		fc.property(fc.nat(37), fc.constantFrom(..."0123456789ABCXYZabcxyz-_ "), (at, character) => {
			const key = keys[0] ?? "";
			const place = 8 + at;
			if (key[place] === character) return;
			expect(secretKind(key.slice(0, place) + character + key.slice(place + 1))).toBeNull();
		}),
	);
	// Two neighbours swapped is the slip people make most.
	for (const key of keys.slice(0, 20)) {
		for (let at = 8; at < key.length - 1; at++) {
			if (key[at] === key[at + 1]) continue;
			expect(secretKind(key.slice(0, at) + key[at + 1] + key[at] + key.slice(at + 2))).toBeNull();
		}
	}
	fc.assert(fc.property(fc.string(), (text) => secretKind(text) === null));
});

test("a worker token does not pass for an API key, nor with its prefix changed", async () => {
	const worker = await makeWorker();
	const disguised = worker.token.replace("dw_live_", "dk_live_");
	expect(secretKind(disguised)).toBe("apiKey");
	keepSecrets(disguised);
	await problemOf(await call("GET", "/v1/jobs", { as: disguised }), "unauthorized");
});

test("API2 a revoked key is refused from then on; revoking it again finds nothing", async () => {
	const account = await makeAccount();
	const key = await makeKey(account, ["jobs:read"]);
	expect((await call("GET", "/v1/jobs", { as: key.key })).status).toBe(200);
	expect((await call("DELETE", `/v1/api-keys/${key.id}`, { as: account.key })).status).toBe(204);
	await problemOf(await call("GET", "/v1/jobs", { as: key.key }), "unauthorized");
	await problemOf(await call("DELETE", `/v1/api-keys/${key.id}`, { as: account.key }), "not_found");
	const { data } = await jsonOf<{ data: { id: string }[] }>(
		await call("GET", "/v1/api-keys", { as: account.key }),
		200,
	);
	expect(data.map((row) => row.id)).not.toContain(key.id);
});

test("API2 a key is refused from the moment it expires", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	const account = await makeAccount();
	const key = await makeKey(account, ["jobs:read"], { expires_in_s: 60 });
	vi.setSystemTime(Date.now() + 59_000);
	expect((await call("GET", "/v1/jobs", { as: key.key })).status).toBe(200);
	vi.setSystemTime(Date.now() + 1_000);
	await problemOf(await call("GET", "/v1/jobs", { as: key.key }), "unauthorized");
});

test("a key is shown once, and the list shows only how it ends", async () => {
	const account = await makeAccount();
	const { key, id } = await makeKey(account, ["assets:read"]);
	const body = await (await call("GET", "/v1/api-keys", { as: account.key })).text();
	expect(body).toContain(id);
	expect(body).toContain(`"last4":"${key.slice(-4)}"`);
	expect(body).not.toContain(key.slice(0, -4));
});

test("API5 a key cannot give another key or token more than it has", async () => {
	const account = await makeAccount();
	const lesser = await makeKey(account, ["keys:write", "jobs:read"]);
	const make = (path: string, scopes: string[]) =>
		writesNothing(() => call("POST", path, { as: lesser.key, json: { name: "x", scopes } }));
	for (const scope of ["jobs:write", "assets:read", "assets:write"])
		await problemOf(await make("/v1/api-keys", ["jobs:read", scope]), "forbidden");
	const token = (scopes: string[]) => call("POST", "/v1/tokens", { as: lesser.key, json: { scopes } });
	await problemOf(await token(["jobs:write"]), "forbidden");
	// Nobody hands the right to make keys to a web page.
	await problemOf(await token(["keys:write"]), "forbidden");
	expect((await token(["jobs:read"])).status).toBe(201);
	for (const scopes of [[], ["admin"], ["jobs:read", "operator"], "jobs:read"]) {
		await problemOf(
			await call("POST", "/v1/tokens", { as: account.key, json: { scopes } }),
			"invalid_request",
		);
	}
	// What no scope is named for is everything the key may have, so a lesser key must name its scopes.
	await problemOf(await call("POST", "/v1/api-keys", { as: lesser.key, json: { name: "x" } }), "forbidden");
});

test("API2 a client token ends when it says, and mints no further token", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	const account = await makeAccount();
	const response = await call("POST", "/v1/tokens", {
		as: account.key,
		json: { scopes: ["jobs:read"], expires_in_s: 30 },
	});
	const { token, expires_at } = await jsonOf<{ token: string; expires_at: string }>(response, 201);
	expect(Date.parse(expires_at)).toBe(Date.now() + 30_000);
	expect((await call("GET", "/v1/jobs", { as: token })).status).toBe(200);
	await problemOf(
		await call("POST", "/v1/tokens", { as: token, json: { scopes: ["jobs:read"] } }),
		"forbidden",
	);
	vi.setSystemTime(Date.now() + 31_000);
	await problemOf(await call("GET", "/v1/jobs", { as: token }), "unauthorized");
	for (const expires_in_s of [0, 29, 3601, 1.5, "60"]) {
		const json = { scopes: ["jobs:read"], expires_in_s };
		await problemOf(await call("POST", "/v1/tokens", { as: account.key, json }), "invalid_request");
	}
});

test("API2 forged, altered and unsigned tokens are refused, and one kind is not taken for another", async () => {
	const account = await makeAccount();
	const claims = { account: account.id, key: account.keyId, scopes: ["jobs:read" as const], job: null };
	const later = Date.now() + 60_000;
	const good = await signClientToken(env.SIGNING_SECRET, claims, later);
	expect((await call("GET", "/v1/jobs", { as: good })).status).toBe(200);
	const [head = "", body = "", signature = ""] = good.split(".");
	const encode = (value: object) =>
		btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
	const decoded = JSON.parse(atob(body.replaceAll("-", "+").replaceAll("_", "/")));
	const forged = [
		await signClientToken("another secret that is quite long enough too", claims, later),
		await signClientToken(env.SIGNING_SECRET, claims, Date.now() - 1000),
		`${head}.${encode({ ...decoded, scopes: ["jobs:read", "keys:write"] })}.${signature}`,
		`${encode({ alg: "none" })}.${body}.`,
		`${encode({ alg: "none" })}.${body}.${signature}`,
		`${head}.${body}.${signature.slice(0, -2)}`,
		await signTicket(env.SIGNING_SECRET, { ...claims, opens: "x", jti: "x", until: null }, later),
		await signClientToken(env.SIGNING_SECRET, { ...claims, key: "key_00000000000000000000000000" }, later),
		await signClientToken(env.SIGNING_SECRET, { ...claims, key: (await makeAccount()).keyId }, later),
		await signClientToken(env.SIGNING_SECRET, { ...claims, scopes: ["operator" as "jobs:read"] }, later),
	];
	for (const token of forged) {
		expect(await authenticate(env, `Bearer ${token}`), token).toBeNull();
		await problemOf(await call("GET", "/v1/jobs", { as: token }), "unauthorized");
	}
	const granted = {
		account: account.id,
		pool: "p",
		job: "j",
		task: "t",
		epoch: 1,
		references_of: null,
		worker: "w",
	};
	const grant = (token: string) => signGrant(env.SIGNING_SECRET, { ...granted, token }, later);
	await problemOf(await call("GET", "/v1/jobs", { as: await grant("wtk_nobodys") }), "unauthorized");
	const machine = await call("POST", "/v1/worker-tokens", { as: env.ADMIN_KEY, json: { name: "x" } });
	const { id } = await jsonOf<{ id: string }>(machine, 201);
	await problemOf(await call("GET", "/v1/jobs", { as: await grant(id) }), "forbidden");
});

test("without its secrets configured the edge trusts nobody", async () => {
	const bare = { ...env, ADMIN_KEY: "", SIGNING_SECRET: "" };
	for (const key of ["", "x", env.ADMIN_KEY, newSecret("apiKey")])
		expect(await authenticate(bare, `Bearer ${key}`)).toBeNull();
	expect(await authenticate({ ...env, ADMIN_KEY: "short" }, "Bearer short")).toBeNull();
	const unsigned = await authenticate(bare, "Bearer eyJhbGciOiJIUzI1NiJ9.e30.AAAA");
	expect(unsigned).toBeNull();
	const ticket = { account: "a", opens: "j", jti: "x", key: "k", until: null };
	await expect(signTicket("short", ticket, Date.now())).rejects.toThrow("32");
});

test("secrets are hashed as SHA-256 in hex", async () => {
	expect(await hashSecret("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("API7 nothing secret is in the log, whatever was refused and whatever broke", async () => {
	const account = await makeAccount();
	const broken = {
		...env,
		DB: new Proxy(env.DB, {
			get() {
				throw new Error("D1 is away");
			},
		}),
	};
	await app.fetch(
		new Request("https://edge/v1/jobs", { headers: { authorization: `Bearer ${account.key}` } }),
		broken,
		createExecutionContext(),
	);
	expect(log()).toContain("D1 is away");
	expect(log()).not.toContain(account.key);
});
