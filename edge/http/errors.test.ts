import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { SCOPES } from "../contract/access/scopes.ts";
import type { Asset } from "../contract/assets/assets.ts";
import type { JobResource } from "../contract/jobs/jobs.ts";
import { PROBLEM_CODES, problemSchema } from "../contract/problem.ts";
import type { ClaimedTask } from "../contract/workers/workers.ts";
import { ApiError, problemResponse } from "../problem.ts";
import { makeAccount, makeToken, type TestAccount } from "../testing/accounts.ts";
import { png, sha256 } from "../testing/files.ts";
import { checkAnswer, openApi, problemOf } from "../testing/http.ts";
import { multipart, STORYBOARD, submit, uploadAsset } from "../testing/jobs.ts";
import { log } from "../testing/redaction.ts";
import { makeWorker, mustClaim, type TestWorker } from "../testing/workers.ts";
import { documentNamed, GRAPH, SENT_INFO, UI } from "../testing/workflows.ts";
import { askWith } from "./testing/ask.ts";

let account: TestAccount;
let worker: TestWorker;
let job: JobResource;
let picture: Asset;
let task: ClaimedTask;
/** A token needs no database, so that a request comes as far as its route. */
let token: string;

beforeAll(async () => {
	account = await makeAccount();
	worker = await makeWorker();
	job = await submit(account, worker);
	picture = await uploadAsset(account, await png());
	task = await mustClaim(worker);
	token = await makeToken(account, { scopes: SCOPES.filter((scope) => scope !== "keys:write") });
});

const SECRET = "INSERT INTO jobs VALUES ('a secret value') at /srv/edge/db.ts:12:3";

/** A binding of which every use fails, with an error that says too much. */
function broken<T extends object>(binding: T): T {
	return new Proxy(binding, {
		get() {
			throw new Error(`D1_ERROR: ${SECRET}`);
		},
	});
}

async function saysNothing(response: Response, asked?: string): Promise<void> {
	const body = await response.text();
	expect(body).not.toMatch(/secret value|INSERT|D1_ERROR|SELECT|params|\.ts|at \/|stack|drizzle/i);
	const problem = problemSchema.parse(JSON.parse(body));
	expect(problem, asked).toMatchObject({ status: 500, code: "internal", errors: [] });
	expect(response.status).toBe(500);
	expect(response.headers.get("content-type")).toBe("application/problem+json");
	const request = response.headers.get("x-request-id") ?? "none";
	expect(problem.detail).toContain(request);
	// The person who looks after it finds the cause under the same number.
	expect(log()).toContain(request);
}

describe("API8 what breaks on our side is 500 with a request id, and says nothing of what broke", () => {
	test("the database, on every route", async () => {
		const { paths } = await openApi();
		const bodies: Record<string, object> = {
			createJob: STORYBOARD,
			createPage: { prompt: "x" },
			trainLora: { dataset: [{ image: picture.id, caption: "x" }], triggerWord: "x" },
			claimTask: { claim_id: "00000000-0000-4000-8000-000000000000" },
			createApiKey: { name: "x", scopes: ["jobs:read"] },
			createAccount: { name: "x" },
			createWorkerToken: { name: "x" },
			completeAttempt: { manifest: [], graph: task.graph, gpu_ms: 0 },
			failAttempt: { failure: { code: "worker_error", message: "x" } },
			releaseAttempt: { reason: "x" },
			createWorkflow: { document: documentNamed("harbour") },
			createWorkflowVersion: { document: documentNamed("harbour") },
			retireWorkflow: {},
			estimateWorkflow: { parameters: {} },
			estimateGraph: { graph: GRAPH },
			convertWorkflow: { ui: UI, object_info: SENT_INFO },
			validateWorkflow: { graph: GRAPH, object_info: SENT_INFO },
			setNodePolicy: {},
			changeAccount: { max_jobs: 5 },
			rotateOperatorKey: { overlap_s: 0 },
		};
		/** Routes that do not need the database, or say so themselves. */
		const spared = ["getHealth", "getReadiness", "getOpenApi", "getReference"];
		const elsewhere = [
			"importAsset",
			"createClientToken",
			"reportProgress",
			"uploadOutput",
			"uploadObjectInfo",
			"openJobSocket",
			"openDoorbell",
			"uploadAsset",
			"revokeWorkerToken",
			// Nothing is asked where no session asks, and nothing stored of a body that is no picture.
			"endOperatorSession",
			"uploadThumbnail",
		];
		let tried = 0;
		for (const [template, operations] of Object.entries(paths)) {
			for (const [method, { operationId, tags }] of Object.entries(operations)) {
				if (spared.includes(operationId) || elsewhere.includes(operationId)) continue;
				if (tags?.[0] === "keys") continue;
				const path = template
					.replace("{task}", task.task_id)
					.replace("{epoch}", String(task.epoch))
					.replace("{asset}", picture.id)
					.replace("{id}", () => {
						if (template.startsWith("/v1/workflows")) return "storyboard-image";
						if (template.startsWith("/v1/accounts")) return account.id;
						return template.includes("workers")
							? worker.id
							: template.includes("assets")
								? picture.id
								: job.id;
					});
				const as =
					tags?.[0] === "operator" || ["listWorkers", "drainWorker"].includes(operationId)
						? env.ADMIN_KEY
						: tags?.[0] === "workers"
							? worker.token
							: tags?.[0] === "attempts"
								? task.grant
								: token;
				const json = bodies[operationId];
				await saysNothing(
					// The job's object would ask the database in its own name.
					await askWith({ DB: broken(env.DB), JOBS: broken(env.JOBS) }, path, {
						method: method.toUpperCase(),
						headers: { authorization: `Bearer ${as}`, "content-type": "application/json" },
						...(json ? { body: JSON.stringify(json) } : {}),
					}),
					operationId,
				);
				tried += 1;
			}
		}
		expect(tried).toBeGreaterThan(18);
	});

	test("the database, while an asset is stored", async () => {
		const { body, type } = multipart(await png(), "a.png");
		const headers = {
			authorization: `Bearer ${token}`,
			"content-type": type,
			"content-length": String(body.length),
		};
		await saysNothing(await askWith({ DB: broken(env.DB) }, "/v1/assets", { method: "POST", body, headers }));
	});

	test("the bucket", async () => {
		const headers = { authorization: `Bearer ${account.key}` };
		const down = { BUCKET: broken(env.BUCKET) };
		await saysNothing(await askWith(down, picture.url, { headers }));
		const { body, type } = multipart(await png(9, 9), "a.png");
		await saysNothing(
			await askWith(down, "/v1/assets", {
				method: "POST",
				body,
				headers: { ...headers, "content-type": type, "content-length": String(body.length) },
			}),
		);
		const data = await png();
		await saysNothing(
			await askWith(down, `/v1/tasks/${task.task_id}/attempts/${task.epoch}/outputs/0`, {
				method: "PUT",
				body: data,
				headers: {
					authorization: `Bearer ${task.grant}`,
					"content-length": String(data.length),
					"x-content-sha256": await sha256(data),
				},
			}),
		);
	});

	test("a statement the database refuses, with the values bound to it", async () => {
		const refusing = new Proxy(env.DB, {
			get(target, name) {
				const value: unknown = Reflect.get(target, name);
				if (name !== "prepare" || typeof value !== "function")
					return typeof value === "function" ? value.bind(target) : value;
				return (sql: string) => target.prepare(sql.replace(/from "?jobs"?/i, 'from "no_such_table"'));
			},
		});
		const before = log().length;
		await saysNothing(
			await askWith({ DB: refusing }, `/v1/jobs/${job.id}`, {
				headers: { authorization: `Bearer ${token}` },
			}),
		);
		const written = log().slice(before);
		expect(written).toContain("no such table");
		expect(written).not.toContain(account.id);
	});
});

test("P1 a job is stored and answered with 201 while nobody can be told of it", async () => {
	const deaf = { JOBS: broken(env.JOBS), POOLS: broken(env.POOLS) };
	const response = await askWith(deaf, "/v1/jobs", {
		method: "POST",
		headers: { authorization: `Bearer ${account.key}`, "content-type": "application/json" },
		body: JSON.stringify({ ...STORYBOARD, pool: worker.pool }),
	});
	expect(response.status).toBe(201);
	const { id } = (await response.json()) as JobResource;
	expect((await mustClaim(worker)).job_id).toBe(id);
	const shown = await askWith(deaf, `/v1/jobs/${id}`, {
		headers: { authorization: `Bearer ${account.key}` },
	});
	expect(await shown.json()).toMatchObject({ id, status: "running", progress: [] });
});

test("S0-C12 health answers while the database is away; readiness says what is", async () => {
	expect(await (await askWith({ DB: broken(env.DB) }, "/health", {})).json()).toMatchObject({
		status: "ok",
		comfyui: false,
	});
	const failing = {
		DB: {
			...env.DB,
			prepare: () => ({ first: () => Promise.reject(new Error(SECRET)) }),
		} as unknown as D1Database,
	};
	const ready = await askWith(failing, "/readyz", {});
	expect(ready.status).toBe(503);
	expect(await ready.json()).toMatchObject({
		status: "not_ready",
		d1: false,
		r2: true,
		durable_objects: true,
	});
});

test("every code of the closed list makes a whole problem of its status", async () => {
	for (const code of Object.keys(PROBLEM_CODES) as (keyof typeof PROBLEM_CODES)[]) {
		const response = problemResponse(new ApiError(code, "because"), "/x");
		expect(await problemOf(response, code)).toMatchObject({ detail: "because", instance: "/x", errors: [] });
	}
	await checkAnswer("GET", "/nowhere", await askWith({}, "/nowhere", {}));
});
