import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { Asset } from "../../contract/assets/assets.ts";
import { makeAccount, type TestAccount } from "../../testing/accounts.ts";
import { png } from "../../testing/files.ts";
import { call, openApi, problemOf } from "../../testing/http.ts";
import { submit, uploadAsset } from "../../testing/jobs.ts";
import { makeWorker, mustClaim, type TestWorker } from "../../testing/workers.ts";

let account: TestAccount;
let worker: TestWorker;
let picture: Asset;
beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker();
	picture = await uploadAsset(account, await png());
});

describe("S0-D34 addresses, queries and headers that make no sense are answered, never with 5xx", () => {
	const IDS = [
		"x",
		"job_",
		"%00",
		"%E0%A4%A",
		"%2e%2e%2f%2e%2e%2fsecret",
		"job_IIIIIIIIIIIIIIIIIIIIIIIIII",
		"job_0000000000000000000000000'",
		"%27%20OR%201%3D1",
		"__proto__",
		"%F0%9F%92%A9",
		"j".repeat(5000),
		"job_00000000000000000000000000%0d%0ax-evil:1",
	];

	test("API1 malformed ids in every path are not found", async () => {
		const job = await submit(account, worker);
		const task = await mustClaim(worker);
		const { paths } = await openApi();
		const credentialsFor = (path: string) =>
			path.startsWith("/v1/workers") ? worker.token : path.startsWith("/v1/tasks") ? task.grant : account.key;
		let tried = 0;
		for (const [path, operations] of Object.entries(paths)) {
			if (!path.includes("{")) continue;
			// Of ComfyUI: it tells of nothing there, whatever the id, and takes settings of any name.
			if (/^\/(history|object_info|settings|experiment\/models)\//.test(path)) continue;
			for (const method of Object.keys(operations)) {
				for (const id of IDS) {
					const place = path.replaceAll(/\{\w+\}/g, id);
					for (const as of [credentialsFor(path), env.ADMIN_KEY]) {
						const answer = await call(method.toUpperCase(), place, { as });
						// A pool, a data set or a file of the editor may be called like some of them, and then the body is what is missing.
						const named = /\{(pool|name)\}|^\/userdata\/\{file\}$/.test(path) ? [411, 422] : [];
						expect([403, 404, 426, ...named], `${method} ${place}`).toContain(answer.status);
						expect(answer.headers.get("x-evil")).toBeNull();
						await problemOf(answer);
						tried += 1;
					}
				}
			}
		}
		expect(tried).toBeGreaterThan(500);
		await call("POST", `/v1/jobs/${job.id}/cancel`, { as: account.key });
	});

	test.each([
		"limit=0",
		"limit=201",
		"limit=-1",
		"limit=1.5",
		"limit=x",
		"limit=",
		"limit=1&limit=2",
		"limit=99999999999999999999",
		"cursor=",
		"cursor=x",
		"cursor=%27",
		"cursor=job_x",
		`cursor=${"x".repeat(5000)}`,
		"cursor=%00",
		"cursor=job_00000000000000000000000000&cursor=job_00000000000000000000000000",
		"status=done",
		"status=",
		`workflow=${"x".repeat(201)}`,
	])("GET /v1/jobs?%s is refused and names the field", async (query) => {
		const problem = await problemOf(
			await call("GET", `/v1/jobs?${query}`, { as: account.key }),
			"invalid_request",
		);
		expect(problem.errors[0]?.pointer).toBe(`/${query.split("=")[0]}`);
	});

	test.each([
		"wait=0",
		"wait=61",
		"wait=x",
		"wait=",
		"since_version=-1",
		"since_version=x",
		"since_version=0.5",
	])("GET /v1/jobs/{id}?%s is refused", async (query) => {
		const { id } = await submit(account, worker);
		await problemOf(await call("GET", `/v1/jobs/${id}?${query}`, { as: account.key }), "invalid_request");
	});

	test.each(["after=-1", "after=x", "after=1.5", "previews=2"])(
		"a stream asked for with %s is refused",
		async (query) => {
			const { id } = await submit(account, worker);
			await problemOf(
				await call("GET", `/v1/jobs/${id}/events?${query}`, { as: account.key }),
				"invalid_request",
			);
		},
	);

	test("API4 headers of 16,000 characters are read or refused, and never break anything", async () => {
		const long = "x".repeat(16_000);
		const { id } = await submit(account, worker);
		for (const name of [
			"prefer",
			"range",
			"if-none-match",
			"if-range",
			"x-request-id",
			"last-event-id",
			"origin",
			"accept",
		]) {
			for (const path of [`/v1/jobs/${id}`, picture.url, "/v1/jobs"]) {
				const answer = await call("GET", path, { as: account.key, headers: { [name]: long } });
				expect(answer.status, `${name} on ${path}`).toBe(200);
				await answer.arrayBuffer();
			}
		}
		await problemOf(await call("GET", "/v1/jobs", { as: long }), "unauthorized");
		await problemOf(await call("GET", "/v1/jobs", { headers: { authorization: long } }), "unauthorized");
	});
});
