import { createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { type JobResource, jobSchema } from "../../../contract/jobs/jobs.ts";
import type { WorkflowSummary } from "../../../contract/workflows/workflows.ts";
import edge from "../../../index.ts";
import { makeAccount } from "../../../testing/accounts.ts";
import { png } from "../../../testing/files.ts";
import { call, jsonOf, problemOf } from "../../../testing/http.ts";
import {
	BASE_IMAGE,
	getJob,
	STORYBOARD,
	submit,
	succeededJob,
	uploadAsset,
	withAssets,
} from "../../../testing/jobs.ts";
import {
	attemptPath,
	CAPABILITIES,
	claim,
	complete,
	finish,
	makeWorker,
	mustClaim,
	upload,
} from "../../../testing/workers.ts";

afterEach(() => {
	vi.useRealTimers();
});

test("Prefer: wait answers a POST when the job ends: 200, the job at its end, and what was applied", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const posting = call("POST", "/v1/jobs", {
		as: account.key,
		json: { ...STORYBOARD, pool: worker.pool },
		headers: { prefer: "respond-async, wait=30" },
	});
	let task = await claim(worker);
	while (!task) task = await claim(worker);
	await finish(task, await png());
	const response = await posting;
	expect(response.headers.get("preference-applied")).toBe("wait=30");
	const job = jobSchema.parse(await jsonOf(response, 200));
	expect(job.status).toBe("succeeded");
	expect(job.outputs).toHaveLength(1);
	expect(response.headers.get("location")).toBe(`/v1/jobs/${job.id}`);
});

test("Prefer: wait that runs out answers 201 with the job as it is", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const response = await call("POST", "/v1/jobs", {
		as: account.key,
		json: { ...STORYBOARD, pool: worker.pool },
		headers: { prefer: "wait=1" },
	});
	expect(response.headers.get("preference-applied")).toBe("wait=1");
	expect(await jsonOf(response, 201)).toMatchObject({ status: "queued" });
});

test("Prefer: wait on GET answers when the job ends, and at once when it has", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const task = await mustClaim(worker);
	const headers = { prefer: "wait=60" };
	const getting = call("GET", `/v1/jobs/${job.id}`, { as: account.key, headers });
	await finish(task, await png());
	const response = await getting;
	expect(response.headers.get("preference-applied")).toBe("wait=60");
	expect(await jsonOf(response, 200)).toMatchObject({ status: "succeeded" });
	const again = await call("GET", `/v1/jobs/${job.id}`, { as: account.key, headers });
	expect(again.headers.get("preference-applied")).toBe("wait=60");
	expect(await jsonOf(again, 200)).toMatchObject({ status: "succeeded" });
});

test.each(["wait", "wait=", "wait=x", "wait=-1", "await=5", "return=minimal", "wait=99999"])(
	"a preference that asks for nothing we know (%s) is passed over, as RFC 7240 wants",
	async (prefer) => {
		const account = await makeAccount();
		const job = await submit(account, await makeWorker());
		const response = await call("GET", `/v1/jobs/${job.id}`, { as: account.key, headers: { prefer } });
		expect(response.status).toBe(200);
		expect(response.headers.get("preference-applied")).toBeNull();
	},
);

test("since_version answers 304 while nothing is new, and the job once something is", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const job = await submit(account, worker);
	const since = (version: number, more = "") =>
		call("GET", `/v1/jobs/${job.id}?since_version=${version}${more}`, { as: account.key });
	const nothing = await since(job.version);
	expect(nothing.status).toBe(304);
	expect(await nothing.text()).toBe("");
	expect(await jsonOf(await since(0), 200)).toMatchObject({ version: 1 });
	const waiting = since(job.version, "&wait=60");
	const task = await mustClaim(worker);
	const changed = await jsonOf<JobResource>(await waiting, 200);
	expect(changed.version).toBeGreaterThan(job.version);
	await finish(task, await png());
	const ended = await getJob(account, job.id);
	expect(await jsonOf(await since(ended.version, "&wait=60"), 200)).toMatchObject({ status: "succeeded" });
});

test("P6 after its end a job cannot be canceled: 409 says how it ended", async () => {
	const account = await makeAccount();
	const { job } = await succeededJob(account, await makeWorker());
	const problem = await problemOf(
		await call("POST", `/v1/jobs/${job.id}/cancel`, { as: account.key }),
		"conflict",
	);
	expect(problem.detail).toContain("succeeded");
	expect(await getJob(account, job.id)).toEqual(job);
});

test("S1-63 a retry is a new job with the same parameters and seeds, and says of which it is one", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const { seed: _, ...parameters } = BASE_IMAGE.parameters;
	const first = await submit(account, worker, {
		...BASE_IMAGE,
		parameters,
		metadata: { shot: "4" },
		priority: 3,
	});
	const retry = () => call("POST", `/v1/jobs/${first.id}/retry`, { as: account.key });
	await problemOf(await retry(), "conflict");
	await call("POST", `/v1/jobs/${first.id}/cancel`, { as: account.key });
	const second = jobSchema.parse(await jsonOf(await retry(), 201));
	expect(second.id).not.toBe(first.id);
	expect(second).toMatchObject({
		status: "queued",
		retry_of: first.id,
		parameters: first.parameters,
		workflow: first.workflow,
		metadata: { shot: "4" },
		priority: 3,
	});
	const seeds = [];
	for (let i = 0; i < 3; i++) seeds.push((await mustClaim(worker)).graph["8"]?.inputs.seed);
	const seed = Number(first.parameters.seed);
	expect(seeds).toEqual([seed, seed + 1, seed + 2]);
});

test("a retry with new seeds asks for the same and makes something else; where nothing has a seed, it says so", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const first = await submit(account, worker, BASE_IMAGE);
	const retry = (id: string) => call("POST", `/v1/jobs/${id}/retry?new_seed=true`, { as: account.key });
	await call("POST", `/v1/jobs/${first.id}/cancel`, { as: account.key });
	const second = jobSchema.parse(await jsonOf(await retry(first.id), 201));
	const { seed, ...others } = second.parameters;
	expect(first.parameters).toMatchObject(others);
	expect(seed).not.toBe(first.parameters.seed);
	const graph = {
		"1": { class_type: "LoadImage", inputs: { image: "x" } },
		"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
	};
	const picture = await uploadAsset(account, await png());
	const raw = await submit(account, worker, { graph, inputs: { "1.image": picture.id } });
	await call("POST", `/v1/jobs/${raw.id}/cancel`, { as: account.key });
	const refused = await problemOf(await retry(raw.id), "conflict");
	expect(refused.detail).toContain("new_seed");
});

test("a raw graph is retried as it was sent", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	const graph = {
		"1": { class_type: "EmptySD3LatentImage", inputs: { width: 512, height: 512, batch_size: 1 } },
		"2": { class_type: "VAELoader", inputs: { vae_name: "ae.safetensors" } },
		"3": { class_type: "VAEDecode", inputs: { samples: ["1", 0], vae: ["2", 0] } },
		"4": { class_type: "SaveImage", inputs: { images: ["3", 0], filename_prefix: "x" } },
	};
	const job = await submit(account, worker, { graph });
	expect(job).toMatchObject({ workflow: "graph", parameters: {} });
	const task = await mustClaim(worker);
	expect(task).toMatchObject({ workflow: "graph", graph, outputs: [] });
	await jsonOf(await complete(task, [await upload(task, await png(), { name: "4", node: "4" })]), 200);
	const again = jobSchema.parse(
		await jsonOf(await call("POST", `/v1/jobs/${job.id}/retry`, { as: account.key }), 201),
	);
	expect(again.retry_of).toBe(job.id);
	expect((await mustClaim(worker)).graph).toEqual(graph);
});

test("P3 a job past its deadline is expired by the sweep; its worker is told, and cannot finish it any more", async () => {
	vi.useFakeTimers({ toFake: ["Date"] });
	const account = await makeAccount();
	const worker = await makeWorker();
	const running = await submit(account, worker, { ...STORYBOARD, deadline_s: 60 });
	const task = await mustClaim(worker);
	const queued = await submit(account, worker, { ...STORYBOARD, deadline_s: 60 });
	const later = await submit(account, worker, { ...STORYBOARD, deadline_s: 3600 });
	const item = await upload(task, await png());
	vi.setSystemTime(Date.now() + 61_000);
	await edge.scheduled(createScheduledController(), env);
	for (const { id } of [running, queued]) {
		expect(await getJob(account, id)).toMatchObject({
			status: "expired",
			error: { code: "deadline_exceeded", class: "limit", whose_fault: "user" },
		});
	}
	expect((await getJob(account, later.id)).status).toBe("queued");
	await problemOf(await complete(task, [item]), "lease_lost");
	await problemOf(
		await call("POST", `${attemptPath(task)}/progress`, { as: task.grant, json: { seq: 9, events: [] } }),
		"lease_lost",
	);
});

test("P10 beyond its limit of unfinished jobs an account is asked to wait, and is told how many it has left", async () => {
	const account = await makeAccount({ max_jobs: 2 });
	const worker = await makeWorker();
	const post = () =>
		call("POST", "/v1/jobs", { as: account.key, json: { ...STORYBOARD, pool: worker.pool } });
	const first = await post();
	expect(first.headers.get("ratelimit-policy")).toMatch(/, "unfinished-jobs";q=2$/);
	expect(first.headers.get("ratelimit")).toMatch(/, "unfinished-jobs";r=1$/);
	const second = await post();
	expect(second.headers.get("ratelimit")).toMatch(/, "unfinished-jobs";r=0$/);
	const refused = await post();
	expect(refused.headers.get("retry-after")).toMatch(/^\d+$/);
	await problemOf(refused, "queue_full");
	const { id } = await jsonOf<JobResource>(first, 201);
	await call("POST", `/v1/jobs/${id}/cancel`, { as: account.key });
	expect((await post()).status).toBe(201);
});

test("a workflow without a version is the newest; the job says which it was", async () => {
	const account = await makeAccount();
	const job = await submit(account, await makeWorker(), { ...STORYBOARD, workflow: "storyboard-image" });
	expect(job.workflow).toBe("storyboard-image@1");
});

test("a job waits with a reason while its pool has no worker", async () => {
	const account = await makeAccount();
	const worker = await makeWorker();
	await call("DELETE", `/v1/workers/${worker.id}`, { as: worker.token });
	const job = await submit(account, worker);
	expect(job).toMatchObject({ status: "queued", queue_reason: "no_worker" });
});

test("S0-D37 the library is listed with a JSON Schema of every parameter, and each workflow is found by id", async () => {
	const account = await makeAccount();
	const list = await jsonOf<{ data: WorkflowSummary[] }>(
		await call("GET", "/v1/workflows", { as: account.key }),
		200,
	);
	const data = list.data.map(({ details_omitted, ...workflow }) => {
		expect(details_omitted).toBe(false);
		return workflow;
	});
	expect(data.map((workflow) => workflow.id)).toEqual(
		expect.arrayContaining(["storyboard-image", "z-image-turbo-base-image"]),
	);
	// In a pool without workers nobody can say what is missing.
	const left = await makeWorker();
	await call("DELETE", `/v1/workers/${left.id}`, { as: left.token });
	for (const workflow of data) {
		for (const reference of [workflow.id, `${workflow.id}@${workflow.version}`]) {
			const one = await call("GET", `/v1/workflows/${reference}`, { as: account.key });
			expect(await jsonOf(one, 200)).toEqual(workflow);
		}
		const parameters = await withAssets(account, workflow.example, workflow.assets);
		await submit(account, left, { workflow: workflow.id, parameters });
	}
	await problemOf(await call("GET", "/v1/workflows/none", { as: account.key }), "not_found");
	await problemOf(await call("GET", "/v1/workflows/storyboard-image@99", { as: account.key }), "not_found");
});

test("the operator lists workers page by page, however many there are", async () => {
	const made = [await makeWorker(), await makeWorker(), await makeWorker()].map((worker) => worker.id);
	const seen: string[] = [];
	let cursor: string | null = null;
	do {
		const query: string = cursor === null ? "" : `&cursor=${cursor}`;
		const page: { data: { id: string }[]; next_cursor: string | null } = await jsonOf(
			await call("GET", `/v1/workers?limit=2${query}`, { as: env.ADMIN_KEY }),
			200,
		);
		seen.push(...page.data.map((row) => row.id));
		cursor = page.next_cursor;
	} while (cursor !== null);
	expect(seen).toEqual(expect.arrayContaining(made));
	expect(new Set(seen).size).toBe(seen.length);
});

test("a worker with an old ComfyUI is accepted, and warned of its holes", async () => {
	const old = await makeWorker({ capabilities: { ...CAPABILITIES, comfyui_version: "0.27.9" } });
	expect(old.warnings).toEqual([expect.stringContaining("CISA VA-26-238-01")]);
	expect((await makeWorker()).warnings).toEqual([]);
});
