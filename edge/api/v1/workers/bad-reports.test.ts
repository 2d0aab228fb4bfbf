import { beforeAll, expect, test } from "vitest";
import { makeAccount } from "../../../testing/accounts.ts";
import { call, problemOf } from "../../../testing/http.ts";
import { getJob, submit } from "../../../testing/jobs.ts";
import { CAPABILITIES, makeWorker, mustClaim, type TestWorker } from "../../../testing/workers.ts";
import { writesNothing } from "../../../testing/writes.ts";

let worker: TestWorker;
beforeAll(async () => {
	worker = await makeWorker();
});

test("what a worker sends is checked as strictly, and a wrong report changes nothing", async () => {
	const own = await makeWorker();
	const owner = await makeAccount();
	const job = await submit(owner, own);
	const task = await mustClaim(own);
	const path = `/v1/tasks/${task.task_id}/attempts/${task.epoch}`;
	const sha = "0".repeat(64);
	const item = {
		upload: 0,
		name: "image",
		node: "9",
		kind: "image",
		filename: "a",
		content_type: "image/png",
		size: 1,
		sha256: sha,
	};
	const bad: [string, unknown, string][] = [
		["progress", { seq: 0, events: [] }, "/seq"],
		["progress", { seq: 1, events: [{ type: "progress", percent: 101 }] }, "/events/0/percent"],
		["progress", { seq: 1, events: [{ type: "log" }] }, "/events/0/type"],
		[
			"progress",
			{ seq: 1, events: [{ type: "preview", node: null, content_type: "text/html", data: "" }] },
			"/events/0/content_type",
		],
		["progress", { seq: 1, events: [], status: "succeeded" }, "/status"],
		["complete", { manifest: [], gpu_ms: 1 }, "/graph"],
		[
			"complete",
			{ manifest: [{ ...item, sha256: "x" }], graph: task.graph, gpu_ms: 1 },
			"/manifest/0/sha256",
		],
		["complete", { manifest: [{ ...item, upload: -1 }], graph: task.graph, gpu_ms: 1 }, "/manifest/0/upload"],
		[
			"complete",
			{ manifest: [{ ...item, r2_key: "x" }], graph: task.graph, gpu_ms: 1 },
			"/manifest/0/r2_key",
		],
		["complete", { manifest: [item], graph: task.graph, gpu_ms: -1 }, "/gpu_ms"],
		["fail", { failure: { code: "nothing_known", message: "x" } }, "/failure/code"],
		["fail", { failure: { code: "worker_error" } }, "/failure/message"],
		["release", {}, "/reason"],
	];
	for (const [action, body, at] of bad) {
		const answer = await writesNothing(() =>
			call("POST", `${path}/${action}`, { as: task.grant, json: body }),
		);
		const problem = await problemOf(answer, "invalid_request");
		expect(
			problem.errors.map((error) => error.pointer),
			action,
		).toContain(at);
	}
	const registration = {
		name: "w",
		version: "1",
		gpu: { name: "g", vram_bytes: 1, type: "cuda" },
		capabilities: CAPABILITIES,
	};
	for (const [field, value] of [
		["name", ""],
		["gpu", null],
		["capabilities", {}],
		["pool", "other"],
	] as const) {
		const answer = await writesNothing(() =>
			call("POST", "/v1/workers", { as: worker.token, json: { ...registration, [field]: value } }),
		);
		await problemOf(answer, "invalid_request");
	}
	for (const claim_id of ["", "x", 1, null]) {
		const answer = await writesNothing(() =>
			call("POST", `/v1/workers/${worker.id}/claim`, { as: worker.token, json: { claim_id } }),
		);
		await problemOf(answer, "invalid_request");
	}
	const output = await call("PUT", `${path}/outputs/0`, {
		as: task.grant,
		body: "x",
		headers: { "x-content-sha256": "no" },
	});
	expect((await problemOf(output, "invalid_request")).errors[0]?.pointer).toBe("/x-content-sha256");
	expect(await getJob(owner, job.id)).toMatchObject({ status: "running" });
});
