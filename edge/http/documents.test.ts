import { expect, test } from "vitest";
import { call, problemOf } from "../testing/http.ts";

const get = (path: string) => call("GET", path, {});

test("the documents are served under a policy that lets a page load nothing from elsewhere and run nothing that was written into it", async () => {
	for (const path of ["/docs/", "/docs/first-picture", "/docs/reference/api/jobs"]) {
		const answer = await get(path);
		expect(answer.status, path).toBe(200);
		expect(answer.headers.get("content-type"), path).toMatch(/^text\/html/);
		const policy = answer.headers.get("content-security-policy") ?? "";
		expect(policy.split("; ")).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'"]));
		expect(policy).not.toMatch(/unsafe|\*|https?:/);
		expect(answer.headers.get("cache-control")).toBe("no-cache");
		expect(await answer.text()).toContain("<main");
	}
});

test("what a page loads has a hash in its name and is kept for ever", async () => {
	const html = await (await get("/docs/")).text();
	const files = [...html.matchAll(/(?:src|href|data-index)="(\/docs\/assets\/[^"]+)"/g)].map(
		([, file]) => file ?? "",
	);
	expect(files.length).toBe(4);
	for (const file of files) {
		const answer = await get(file);
		expect(answer.status, file).toBe(200);
		expect(answer.headers.get("cache-control"), file).toContain("immutable");
		await answer.body?.cancel();
	}
});

test("/docs leads to its first page; a page that is not there is told, and nothing is written there", async () => {
	const answer = await get("/docs");
	expect(answer.status).toBe(308);
	expect(answer.headers.get("location")).toBe("/docs/");
	await problemOf(await get("/docs/no-such-page"), "not_found");
	await problemOf(await call("POST", "/docs/", {}), "method_not_allowed");
});
