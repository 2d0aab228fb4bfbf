import { Hono } from "hono";
import { afterEach, expect, test, vi } from "vitest";
import type { AppTypes } from "./app-types.ts";
import { logRequests } from "./request-log.ts";

afterEach(() => {
	vi.restoreAllMocks();
});

/** What is logged of a request that is answered with this. */
async function logged(status: 200 | 201 | 422, headers: Record<string, string>, path = "/v1/jobs") {
	const lines: unknown[] = [];
	for (const level of ["info", "warn", "error"] as const)
		vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(JSON.parse(line)));
	const app = new Hono<AppTypes>();
	app.use(logRequests);
	app.post(path, (c) => c.json({}, status, headers));
	await app.request(path, { method: "POST" }, { LOG_REQUESTS: "1" });
	return lines;
}

test.each([
	["a job that was stored", 201],
	["a job that was waited for until it ended", 200],
] as const)("%s is named in the line of its request", async (_, status) => {
	const [line] = await logged(status, { location: "/v1/jobs/job_1" });
	expect(line).toMatchObject({ method: "POST", path: "/v1/jobs", status, job: "job_1", level: "info" });
});

test("what made no job names none, and what workers ask all the time is not told unless it is refused", async () => {
	expect(await logged(422, {})).toEqual([expect.not.objectContaining({ job: expect.anything() })]);
	expect(await logged(200, {}, "/v1/workers/wkr_1/claim")).toEqual([]);
	expect(await logged(422, {}, "/v1/workers/wkr_1/claim")).toHaveLength(1);
});
