import { beforeAll, expect, test } from "vitest";
import type { Asset } from "../contract/assets/assets.ts";
import type { JobResource } from "../contract/jobs/jobs.ts";
import { makeAccount, type TestAccount } from "../testing/accounts.ts";
import { png } from "../testing/files.ts";
import { call, openApi, problemOf } from "../testing/http.ts";
import { submit, uploadAsset } from "../testing/jobs.ts";
import { makeWorker } from "../testing/workers.ts";

let account: TestAccount;
let job: JobResource;
let picture: Asset;
beforeAll(async () => {
	account = await makeAccount();
	job = await submit(account, await makeWorker());
	picture = await uploadAsset(account, await png());
});

test("a method a path does not take is 405 and says which it takes", async () => {
	const { paths } = await openApi();
	for (const [template, operations] of Object.entries(paths)) {
		// To another method this is an asset, a job, a workflow or a training with an odd id.
		if (
			/assets\/(from-url|from-hash|urls)$|^\/api\/jobs\/cancel$|(workflows\/(convert|estimate|validate)|trainings\/estimate)$/.test(
				template,
			)
		)
			continue;
		const path = template.replaceAll(/\{\w+\}/g, "x");
		const known = Object.keys(operations).map((method) => method.toUpperCase());
		const expected = [...known, ...(known.includes("GET") ? ["HEAD"] : [])].sort();
		for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
			if (known.includes(method)) continue;
			const answer = await call(method, path, { as: account.key });
			expect(answer.headers.get("allow")?.split(", ").sort(), `${method} ${path}`).toEqual(expected);
			await problemOf(answer, "method_not_allowed");
		}
	}
});

test("HEAD answers like GET, without a body", async () => {
	for (const path of [
		"/health",
		"/openapi.json",
		"/reference",
		"/v1/jobs",
		`/v1/jobs/${job.id}`,
		`/v1/assets/${picture.id}`,
	]) {
		const head = await call("HEAD", path, { as: account.key });
		expect(head.status, path).toBe(200);
		expect(await head.text()).toBe("");
	}
	expect((await call("HEAD", "/v1/jobs/job_00000000000000000000000000", { as: account.key })).status).toBe(
		404,
	);
	expect((await call("HEAD", "/v1/jobs")).status).toBe(401);
});

test.each(["/", "/v1", "/v2/jobs", "/v1/job", `/v1/jobs/x/y/z`, "/V1/jobs", "//v1/jobs", "/v1/jobs/"])(
	"%s is no route",
	async (path) => {
		await problemOf(await call("GET", path, { as: account.key }), "not_found");
	},
);

test("API8 every answer has the headers that keep browsers from guessing, framing and telling on", async () => {
	for (const path of ["/health", "/v1/jobs", "/nothing", "/openapi.json", picture.url]) {
		const answer = await call("GET", path, { as: account.key });
		expect(Object.fromEntries(answer.headers), path).toMatchObject({
			"x-content-type-options": "nosniff",
			"x-frame-options": "SAMEORIGIN",
			"referrer-policy": "no-referrer",
			"strict-transport-security": expect.stringContaining("max-age="),
		});
		await answer.arrayBuffer();
	}
});

test("a request id that was sent comes back where it is harmless, else there is a new one", async () => {
	const ask = async (id: string) =>
		(await call("GET", "/health", { headers: { "x-request-id": id } })).headers.get("x-request-id");
	expect(await ask("trace-1_A")).toBe("trace-1_A");
	for (const bad of ["a b", "x".repeat(101), "<script>", "a:b"])
		expect(await ask(bad)).toMatch(/^req_[0-9a-z]{26}$/);
});
