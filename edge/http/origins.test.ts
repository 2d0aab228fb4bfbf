import { beforeAll, describe, expect, test } from "vitest";
import type { Env } from "../env.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { log } from "../testing/redaction.ts";
import { EXPOSED_HEADERS } from "./origins.ts";
import { askWith } from "./testing/ask.ts";

let account: TestAccount;
beforeAll(async () => {
	account = await makeAccount();
});

describe("pages of other origins", () => {
	const allowing = { ALLOWED_ORIGINS: "https://studio.example" };
	const preflight = (origin: string, change: Partial<Env> = allowing) =>
		askWith(change, "/v1/jobs", {
			method: "OPTIONS",
			headers: {
				origin,
				"access-control-request-method": "POST",
				"access-control-request-headers": "authorization,content-type,idempotency-key",
			},
		});

	test("may ask only where they were allowed, and never with cookies", async () => {
		const allowed = await preflight("https://studio.example");
		expect(allowed.status).toBe(204);
		expect(allowed.headers.get("access-control-allow-origin")).toBe("https://studio.example");
		expect(allowed.headers.get("access-control-allow-headers")).toContain("idempotency-key");
		expect(allowed.headers.get("access-control-allow-credentials")).toBeNull();
		expect(allowed.headers.get("vary")?.toLowerCase()).toContain("origin");
		for (const origin of [
			"https://evil.example",
			"https://studio.example.evil",
			"http://studio.example",
			"null",
		])
			expect((await preflight(origin)).headers.get("access-control-allow-origin"), origin).toBeNull();
		expect(
			(await preflight("https://studio.example", {})).headers.get("access-control-allow-origin"),
		).toBeNull();
	});

	test("an allowed origin may be written with spaces and a slash; what is none allows nobody, and is told", async () => {
		const origin = "https://studio.example";
		for (const ALLOWED_ORIGINS of [
			`${origin}/`,
			` https://a.example , ${origin}`,
			`http://b.example ${origin}/x`,
		])
			expect(
				(await preflight(origin, { ALLOWED_ORIGINS })).headers.get("access-control-allow-origin"),
				ALLOWED_ORIGINS,
			).toBe(origin);
		for (const ALLOWED_ORIGINS of [
			"studio.example",
			"https://*.example",
			"ftp://studio.example",
			`${origin},x`,
		]) {
			const answer = await preflight(origin, { ALLOWED_ORIGINS });
			expect(answer.headers.get("access-control-allow-origin"), ALLOWED_ORIGINS).toBeNull();
			expect(log()).toContain("is no origin such as");
		}
	});

	test("with * every page may ask, and none with cookies", async () => {
		const answer = await preflight("https://anybody.example", { ALLOWED_ORIGINS: "*" });
		expect(answer.headers.get("access-control-allow-origin")).toBe("*");
		expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
	});

	test("can read why they were refused, and the headers they need", async () => {
		const headers = { origin: "https://studio.example", authorization: `Bearer ${account.key}` };
		for (const path of ["/v1/jobs", "/v1/jobs/job_00000000000000000000000000", "/v1/nothing"]) {
			const answer = await askWith(allowing, path, { headers });
			expect(answer.headers.get("access-control-allow-origin"), path).toBe("https://studio.example");
			const exposed = answer.headers.get("access-control-expose-headers") ?? "";
			for (const name of EXPOSED_HEADERS) expect(exposed).toContain(name);
		}
		const refused = await askWith(allowing, "/v1/jobs", { headers: { origin: "https://studio.example" } });
		expect(refused.status).toBe(401);
		expect(refused.headers.get("access-control-allow-origin")).toBe("https://studio.example");
	});
});
