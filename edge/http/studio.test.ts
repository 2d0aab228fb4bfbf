import { expect, test } from "vitest";
import { call, problemOf } from "../testing/http.ts";

const get = (path: string) => call("GET", path, {});

test("the page may run what came with it and nothing that was written into it, and no other page may hold it", async () => {
	const answer = await get("/studio/");
	expect(answer.status).toBe(200);
	expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
	const policy = answer.headers.get("content-security-policy") ?? "";
	for (const part of [
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"frame-ancestors 'none'",
	])
		expect(policy.split("; ")).toContain(part);
	expect(policy).not.toMatch(/unsafe|\*|https?:/);
	expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
	expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
	expect(answer.headers.get("cache-control")).toBe("no-cache");
	const html = await answer.text();
	expect(html).not.toMatch(/<script(?![^>]*src=)|<style|style=|\son\w+=/);
});

test("files with a hash in their name are kept for ever, with the same policy, and the page never", async () => {
	const html = await (await get("/studio/")).text();
	const files = [...html.matchAll(/(?:src|href)="(\/studio\/assets\/[^"]+)"/g)].flatMap(
		([, file]) => file ?? [],
	);
	expect(files.length).toBeGreaterThan(1);
	for (const file of files) {
		const answer = await get(file);
		expect(answer.status, file).toBe(200);
		expect(answer.headers.get("cache-control"), file).toBe("public, max-age=31536000, immutable");
		expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
		await answer.body?.cancel();
	}
});

test("every address below /studio is the page, but no file that is not there", async () => {
	const page = await (await get("/studio/")).text();
	for (const path of ["/studio/jobs", "/studio/jobs/job_00000000000000000000000000", "/studio/no/such/page"])
		expect(await (await get(path)).text(), path).toBe(page);
	for (const path of ["/studio/assets/app-00000000.js", "/studio/.env", "/studio/x.map"])
		await problemOf(await get(path), "not_found");
	await problemOf(await call("POST", "/studio/jobs", {}), "method_not_allowed");
	expect((await call("HEAD", "/studio/jobs", {})).status).toBe(200);
});
