import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Asset } from "../contract/assets/assets.ts";
import type { AssetUrls, SignedUrl } from "../contract/assets/signed-urls.ts";
import type { JobResource } from "../contract/jobs/jobs.ts";
import { app } from "../index.ts";
import { makeAccount, makeKey, makeToken, type TestAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { call, jsonOf, problemOf } from "../testing/http.ts";
import { submit, succeededJob, uploadAsset } from "../testing/jobs.ts";
import { keepSecrets } from "../testing/redaction.ts";
import { readSse } from "../testing/sockets.ts";
import { makeWorker, type TestWorker } from "../testing/workers.ts";
import { REVOCATION_MS } from "./credentials.ts";
import { signLink } from "./signed.ts";

let account: TestAccount;
let foreign: TestAccount;
let worker: TestWorker;
let picture: Asset;
let bytes: Uint8Array;
let job: JobResource;
let output: Asset;

beforeAll(async () => {
	account = await makeAccount();
	foreign = await makeAccount();
	worker = await makeWorker();
	bytes = await png(5, 5);
	picture = await uploadAsset(account, await png(5, 5));
	({ job, output } = await succeededJob(account, worker));
});
afterEach(() => {
	vi.useRealTimers();
});

async function sign(path: string, as = account.key, json?: object): Promise<SignedUrl> {
	const signed = await jsonOf<SignedUrl>(await call("POST", path, { as, json }), 201);
	keepSecrets(ticketOf(signed.url));
	return signed;
}

const ticketOf = (url: string) => new URL(url, "https://edge").searchParams.get("ticket") ?? "";
const urlOf = (asset: Asset, as = account.key, json?: object) => sign(`/v1/assets/${asset.id}/url`, as, json);

test("a signed URL shows a picture without any header, whole and in parts, and as often as wanted", async () => {
	const { url, expires_at } = await urlOf(picture);
	expect(Date.parse(expires_at) - Date.now()).toBeGreaterThan(3_500_000);
	for (let i = 0; i < 2; i++) {
		const answer = await call("GET", url);
		expect(answer.status).toBe(200);
		expect(answer.headers.get("content-type")).toBe("image/png");
		expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);
	}
	const part = await call("GET", url, { headers: { range: "bytes=1-3" } });
	expect(part.status).toBe(206);
	expect(part.headers.get("content-range")).toBe(`bytes 1-3/${bytes.length}`);
	expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(1, 4));
	const head = await call("HEAD", url);
	expect(head.status).toBe(200);
	const etag = head.headers.get("etag") ?? "";
	expect((await call("GET", url, { headers: { "if-none-match": etag } })).status).toBe(304);
	await problemOf(await call("GET", url, { headers: { range: "bytes=999999-" } }), "range_not_satisfiable");
});

test("a browser keeps what came by a signed URL no longer than the URL is good", async () => {
	const { url } = await urlOf(picture, account.key, { expires_in_s: 60 });
	const answer = await call("GET", url);
	const seconds = Number(/max-age=(\d+)/.exec(answer.headers.get("cache-control") ?? "")?.[1]);
	expect(seconds).toBeLessThanOrEqual(60);
	expect(answer.headers.get("cache-control")).toContain("private");
	await answer.arrayBuffer();
});

test("after its time it is 403 and says what to do; the time is the caller's, within limits", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	const { url, expires_at } = await urlOf(picture, account.key, { expires_in_s: 10 });
	expect(Date.parse(expires_at) - Date.now()).toBeLessThanOrEqual(10_000);
	vi.setSystemTime(Date.now() + 11_000);
	const problem = await problemOf(await call("GET", url), "url_expired");
	expect(problem.detail).toContain("expired");
	// A good key beside it makes it no better.
	await problemOf(await call("GET", url, { as: account.key }), "url_expired");
	for (const expires_in_s of [0, 9, 86_401, 1.5, "60"]) {
		const answer = await call("POST", `/v1/assets/${picture.id}/url`, {
			as: account.key,
			json: { expires_in_s },
		});
		expect((await problemOf(answer, "invalid_request")).errors[0]?.pointer).toBe("/expires_in_s");
	}
});

test("API1 a signed URL opens its own asset and nothing else", async () => {
	const { url } = await urlOf(picture);
	const ticket = ticketOf(url);
	await problemOf(await call("GET", `${output.url}?ticket=${ticket}`), "url_invalid");
	await problemOf(await call("GET", `/v1/jobs/${job.id}/events?ticket=${ticket}`), "url_invalid");
	await problemOf(await call("GET", `/v1/assets/${picture.id}?ticket=${ticket}`), "unauthorized");
	await problemOf(await call("GET", `/v1/jobs?ticket=${ticket}`, { as: account.key }), "unknown_parameter");
	await problemOf(await call("DELETE", `/v1/assets/${picture.id}?ticket=${ticket}`), "unauthorized");
	await problemOf(await call("GET", "/v1/jobs", { as: ticket }), "unauthorized");
	const events = ticketOf((await sign(`/v1/jobs/${job.id}/events/url`)).url);
	await problemOf(await call("GET", `${picture.url}?ticket=${events}`), "url_invalid");
	const other = await submit(account, worker);
	await problemOf(await call("GET", `/v1/jobs/${other.id}/events?ticket=${events}`), "url_invalid");
});

test("API1 nobody makes one of what is not theirs, nor forges one", async () => {
	for (const path of [
		`/v1/assets/${picture.id}/url`,
		"/v1/assets/ast_00000000000000000000000000/url",
		`/v1/jobs/${job.id}/events/url`,
	])
		await problemOf(await call("POST", path, { as: foreign.key }), "not_found");
	const claims = { account: foreign.id, key: foreign.keyId, until: null, to: { asset: picture.id } };
	const soon = Date.now() + 60_000;
	// Signed well, but the account has no such asset.
	const theirs = await signLink(env.SIGNING_SECRET, claims, soon);
	await problemOf(await call("GET", `${picture.url}?ticket=${theirs}`), "not_found");
	const ofAnother = await signLink(env.SIGNING_SECRET, { ...claims, account: account.id }, soon);
	const forged = await signLink("a secret that is not the server's own one", claims, soon);
	const { url } = await urlOf(picture);
	for (const bad of [ofAnother, forged, "", "x", "a.b.c", `${ticketOf(url)}x`, account.key]) {
		const answer = await call("GET", `${picture.url}?ticket=${encodeURIComponent(bad)}`, { as: account.key });
		await problemOf(answer, "url_invalid");
	}
});

test("it ends with the key that made it, and with a token that runs out", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	const key = await makeKey(account, ["assets:read", "jobs:read"]);
	const { url } = await urlOf(picture, key.key);
	expect((await call("GET", url)).status).toBe(200);
	await jsonlessDelete(`/v1/api-keys/${key.id}`);
	// At once where it was revoked, within a minute everywhere.
	await problemOf(await call("GET", url), "url_invalid");
	vi.setSystemTime(Date.now() + REVOCATION_MS);
	await problemOf(await call("GET", url), "url_invalid");
	expect(REVOCATION_MS).toBeLessThan(60_000);
	const token = await makeToken(account, { scopes: ["assets:read"], expires_in_s: 30 });
	const short = await urlOf(picture, token, { expires_in_s: 3600 });
	// A token's end is a whole second.
	expect(Date.parse(short.expires_at)).toBeLessThanOrEqual(Date.now() + 31_000);
	vi.setSystemTime(Date.now() + 32_000);
	await problemOf(await call("GET", short.url), "url_expired");
});

async function jsonlessDelete(path: string): Promise<void> {
	expect((await call("DELETE", path, { as: account.key })).status).toBe(204);
}

test("API1 a token for one job signs what that job made, and no other asset", async () => {
	const token = await makeToken(account, { scopes: ["assets:read", "jobs:read"], job: job.id });
	const { url } = await urlOf(output, token);
	const shown = await call("GET", url);
	expect(shown.status).toBe(200);
	await shown.arrayBuffer();
	await problemOf(await call("POST", `/v1/assets/${picture.id}/url`, { as: token }), "not_found");
	const both = { assets: [output.id, picture.id] };
	const answer = await call("POST", "/v1/assets/urls", { as: token, json: both });
	expect((await problemOf(answer, "not_found")).errors.map((item) => item.pointer)).toEqual(["/assets/1"]);
});

test("many URLs come at once, in the order asked; one asset that is not there refuses all", async () => {
	const json = { assets: [picture.id, output.id, picture.id], expires_in_s: 600 };
	const signed = await jsonOf<AssetUrls>(
		await call("POST", "/v1/assets/urls", { as: account.key, json }),
		201,
	);
	expect(signed.data.map(({ asset }) => asset)).toEqual(json.assets);
	for (const { url } of signed.data) {
		const shown = await call("GET", url);
		expect(shown.status).toBe(200);
		await shown.arrayBuffer();
	}
	for (const [assets, pointer] of [
		[[], "/assets"],
		[["x"], "/assets/0"],
		[Array.from({ length: 201 }, () => picture.id), "/assets"],
	] as const) {
		const refused = await call("POST", "/v1/assets/urls", { as: account.key, json: { assets } });
		expect((await problemOf(refused, "invalid_request")).errors[0]?.pointer).toBe(pointer);
	}
	const foreigners = await call("POST", "/v1/assets/urls", { as: foreign.key, json });
	expect((await problemOf(foreigners, "not_found")).errors).toHaveLength(3);
});

test("an EventSource reads a job by a signed URL, and goes on from its last event with the same URL", async () => {
	const { url } = await sign(`/v1/jobs/${job.id}/events/url`);
	const read = async (headers: Record<string, string> = {}) => {
		const seen: number[] = [];
		for await (const { frame } of readSse(await call("GET", url, { headers })))
			if ("seq" in frame) seen.push(frame.seq);
		return seen;
	};
	const all = await read();
	expect(all).toEqual(Array.from({ length: job.version }, (_, i) => i + 1));
	expect(await read({ "last-event-id": "2" })).toEqual(all.slice(2));
});

test("requests by a signed URL count for its account, and guesses for the address they come from", async () => {
	const one = await makeAccount({ rate_limits: { requests: 3 } });
	const asset = await uploadAsset(one, await png());
	const { url } = await urlOf(asset, one.key);
	const last = await call("GET", url);
	expect(last.headers.get("ratelimit")).toContain('"requests";r=0');
	await last.arrayBuffer();
	await problemOf(await call("GET", url), "rate_limited");
	const limits = { ...env, LIMIT_FAILED_AUTHENTICATIONS: "2" };
	const guess = (ticket: string) =>
		app.fetch(
			new Request(`https://edge${picture.url}?ticket=${ticket}`, {
				headers: { "cf-connecting-ip": "203.0.113.77" },
			}),
			limits,
			createExecutionContext(),
		);
	const codes = [await guess("a"), await guess("b"), await guess("c")].map((answer) => answer.status);
	expect(codes).toEqual([403, 403, 429]);
});
