import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { MAX_COMFYUI_BYTES, MAX_JSON_BYTES } from "../../http/responses.ts";
import { makeAccount, type TestAccount } from "../../testing/accounts.ts";
import { call, problemOf } from "../../testing/http.ts";
import { jobBodies } from "../../testing/job-bodies.ts";
import { STORYBOARD, submit } from "../../testing/jobs.ts";
import { refused } from "../../testing/refused.ts";
import { makeWorker, type TestWorker } from "../../testing/workers.ts";
import { writesNothing } from "../../testing/writes.ts";

let account: TestAccount;
let worker: TestWorker;
beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker();
});

const json = { "content-type": "application/json" };
const { graphJob } = jobBodies(() => worker.pool);

describe("bodies too large or too deep are refused before anything reads them", () => {
	const exactly = (size: number) => {
		const body = JSON.stringify({ ...STORYBOARD, pool: worker.pool });
		return body + " ".repeat(size - body.length);
	};

	test("API4 a body of 1 MB is read; one byte more is 413, with and without a content-length", async () => {
		const ok = await call("POST", "/v1/jobs", {
			as: account.key,
			body: exactly(MAX_JSON_BYTES),
			headers: json,
		});
		expect(ok.status).toBe(201);
		await refused(account, exactly(MAX_JSON_BYTES + 1), "payload_too_large");
		const stream = new ReadableStream({
			start(controller) {
				const half = new TextEncoder().encode(exactly(MAX_JSON_BYTES + 1));
				controller.enqueue(half.subarray(0, 600_000));
				controller.enqueue(half.subarray(600_000));
				controller.close();
			},
		});
		const answer = await writesNothing(() =>
			call("POST", "/v1/jobs", { as: account.key, body: stream, headers: json }),
		);
		await problemOf(answer, "payload_too_large");
	});

	test.each([
		["/v1/workers", MAX_COMFYUI_BYTES],
		["/v1/workflows", MAX_COMFYUI_BYTES],
		["/v1/workflows/harbour/versions", MAX_COMFYUI_BYTES],
		["/v1/workflows/convert", MAX_COMFYUI_BYTES],
		["/v1/workflows/validate", MAX_COMFYUI_BYTES],
		["/v1/workflows/harbour/estimate", MAX_JSON_BYTES],
		["/v1/workflows/harbour/retire", MAX_JSON_BYTES],
		["/v1/api-keys", MAX_JSON_BYTES],
		["/v1/tokens", MAX_JSON_BYTES],
		["/v1/accounts", MAX_JSON_BYTES],
		["/v1/worker-tokens", MAX_JSON_BYTES],
		["/v1/assets/from-url", MAX_JSON_BYTES],
	])("%s has its limit of %i bytes", async (path, limit) => {
		const body = `{"name":"${"x".repeat(limit)}"}`;
		const answer = await writesNothing(() => call("POST", path, { as: env.ADMIN_KEY, body, headers: json }));
		await problemOf(answer, "payload_too_large");
	});

	test.each([
		["lists", `${"[".repeat(10_000)}${"]".repeat(10_000)}`],
		["lists that never end", "[".repeat(500_000)],
		["objects", `${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`],
		[
			"a parameter",
			`{"workflow":"storyboard-image","parameters":{"prompt":${"[".repeat(10_000)}${"]".repeat(10_000)}}}`,
		],
		[
			"a graph",
			`{"graph":{"1":{"class_type":"A","inputs":{"a":${"[".repeat(10_000)}${"]".repeat(10_000)}}}}}`,
		],
	])("API4 10,000 levels of %s", async (_name, body) => {
		await refused(account, body, "invalid_request", "");
	});

	test("a graph may be as deep as graphs may be, and no deeper", async () => {
		const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
		const graph = (levels: number) => ({
			"1": { class_type: "SaveImage", inputs: { filename_prefix: "x", a: nested(levels) } },
		});
		await submit(account, worker, { graph: graph(29) });
		await refused(account, graphJob(graph(30)), "invalid_graph");
		await submit(account, worker, { ...STORYBOARD, metadata: { "[[[[": '{"[[[['.repeat(100) } });
	});
});
