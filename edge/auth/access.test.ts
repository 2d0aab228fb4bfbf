import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import type { Asset } from "../contract/assets.ts";
import type { JobResource } from "../contract/jobs.ts";
import type { Problem } from "../contract/problem.ts";
import type { ClaimedTask } from "../contract/workers.ts";
import { app } from "../index.ts";
import { makeAccount, makeKey, makeToken, type TestAccount } from "../testing/accounts.ts";
import { makeCharacter } from "../testing/characters.ts";
import { png } from "../testing/files.ts";
import { type CallOptions, call, jsonOf, openApi, problemOf } from "../testing/http.ts";
import { getJob, STORYBOARD, submit, succeededJob, uploadAsset } from "../testing/jobs.ts";
import { makePipeline, pipelineNamed } from "../testing/own-pipelines.ts";
import { datasetOf, PAGE_CAPABILITIES } from "../testing/pages.ts";
import { addShots, makeProject, shotOf } from "../testing/projects.ts";
import { keepSecrets } from "../testing/redaction.ts";
import { CAPABILITIES, makeWorker, mustClaim, type TestWorker } from "../testing/workers.ts";
import { documentNamed, GRAPH, makeWorkflow, SENT_INFO, UI } from "../testing/workflows.ts";
import { writesNothing } from "../testing/writes.ts";
import { SCOPES, type Scope } from "./scopes.ts";
import { newSecret } from "./secret.ts";

/** Who a route is for. */
type Door = "public" | "worker" | "attempt" | "operator" | "socket" | Scope;

/** Every route of the API with who may use it. A route that is not here fails the tests. */
const DOORS: Record<string, Door> = {
	getHealth: "public",
	getReadiness: "public",
	getOpenApi: "public",
	getReference: "public",
	createJob: "jobs:write",
	listJobs: "jobs:read",
	getJob: "jobs:read",
	cancelJob: "jobs:write",
	decideStage: "jobs:write",
	createPage: "jobs:write",
	getPage: "jobs:read",
	trainLora: "jobs:write",
	getLoraStatus: "jobs:read",
	createWebhook: "webhooks:write",
	listWebhooks: "webhooks:read",
	getWebhook: "webhooks:read",
	changeWebhook: "webhooks:write",
	deleteWebhook: "webhooks:write",
	rotateWebhookSecret: "webhooks:write",
	testWebhook: "webhooks:write",
	listWebhookDeliveries: "webhooks:read",
	replayWebhookDelivery: "webhooks:write",
	createCharacter: "characters:write",
	listCharacters: "characters:read",
	getCharacter: "characters:read",
	changeCharacter: "characters:write",
	deleteCharacter: "characters:write",
	makeReferenceDataset: "jobs:write",
	getReferenceDataset: "characters:read",
	deleteReferenceDataset: "characters:write",
	startCharacterDataset: "jobs:write",
	getCharacterImages: "characters:read",
	getGenerationJob: "jobs:read",
	createProject: "jobs:write",
	listProjects: "jobs:read",
	getProject: "jobs:read",
	changeProject: "jobs:write",
	deleteProject: "jobs:write",
	createShots: "jobs:write",
	listShots: "jobs:read",
	getShot: "jobs:read",
	changeShot: "jobs:write",
	deleteShot: "jobs:write",
	orderShots: "jobs:write",
	generateShot: "jobs:write",
	generateShots: "jobs:write",
	cancelProject: "jobs:write",
	getShotImage: "jobs:read",
	streamProjectEvents: "jobs:read",
	openProjectSocket: "socket",
	createProjectTicket: "jobs:read",
	createProjectEventsUrl: "jobs:read",
	listPipelines: "jobs:read",
	getPipeline: "jobs:read",
	retryJob: "jobs:write",
	getJobWorkflow: "jobs:read",
	listJobAttempts: "jobs:read",
	createJobTicket: "jobs:read",
	streamJobEvents: "jobs:read",
	openJobSocket: "socket",
	deleteJob: "jobs:write",
	deleteAsset: "assets:write",
	deleteWorkflow: "workflows:write",
	getOwnAccount: "jobs:read",
	getAccount: "operator",
	changeAccount: "operator",
	deleteAccount: "operator",
	listAccounts: "operator",
	listPools: "operator",
	listWorkerTokens: "operator",
	listOperatorKeys: "operator",
	rotateOperatorKey: "operator",
	listOperatorActions: "operator",
	uploadAsset: "assets:write",
	listAssets: "assets:read",
	getAsset: "assets:read",
	getAssetContent: "assets:read",
	createAssetUrl: "assets:read",
	createAssetUrls: "assets:read",
	createEventsUrl: "jobs:read",
	importAsset: "assets:write",
	createApiKey: "keys:write",
	listApiKeys: "keys:write",
	revokeApiKey: "keys:write",
	createClientToken: "jobs:read",
	createAccount: "operator",
	createWorkerToken: "operator",
	revokeWorkerToken: "operator",
	registerWorker: "worker",
	removeWorker: "worker",
	claimTask: "worker",
	openDoorbell: "worker",
	listWorkers: "operator",
	drainWorker: "operator",
	reportProgress: "attempt",
	uploadOutput: "attempt",
	completeAttempt: "attempt",
	failAttempt: "attempt",
	releaseAttempt: "attempt",
	uploadObjectInfo: "worker",
	listWorkflows: "jobs:read",
	getWorkflow: "jobs:read",
	listWorkflowVersions: "jobs:read",
	getWorkflowGraph: "jobs:read",
	getWorkflowDocument: "jobs:read",
	estimateWorkflow: "jobs:read",
	convertWorkflow: "jobs:read",
	validateWorkflow: "jobs:read",
	createWorkflow: "workflows:write",
	createWorkflowVersion: "workflows:write",
	retireWorkflow: "workflows:write",
	listPipelineVersions: "jobs:read",
	getPipelineDocument: "jobs:read",
	estimatePipeline: "jobs:read",
	createPipeline: "workflows:write",
	createPipelineVersion: "workflows:write",
	retirePipeline: "workflows:write",
	deletePipeline: "workflows:write",
	getOwnNodePolicy: "jobs:read",
	getNodePolicy: "operator",
	setNodePolicy: "operator",
};
/** Routes that a token for one job may use, for that job. */
const ONE_JOB = [
	"getJob",
	"cancelJob",
	"getJobWorkflow",
	"listJobAttempts",
	"createJobTicket",
	"streamJobEvents",
	"createEventsUrl",
	"decideStage",
	"getPage",
	"getGenerationJob",
];
/** What refusals of these say in `error`, where others have the envelope. */
const WORDS: Record<string, string> = { getGenerationJob: "Job not found" };

let account: TestAccount;
let foreign: TestAccount;
let worker: TestWorker;
let job: JobResource;
let otherJob: JobResource;
let output: Asset;
let uploaded: Asset;
let task: ClaimedTask;
let otherTask: ClaimedTask;
let spare: { id: string; key: string };
/** Id of a workflow of the account's own. */
let workflow: string;
/** The same of a pipeline. */
let pipeline: string;
let webhook: string;
let character: string;
let project: string;
let shot: string;
/** Id of a training. */
let lora: string;

/** An address and no name: nobody is asked where it leads. */
const HOOK = { url: "https://93.184.216.34/hook" };

beforeAll(async () => {
	account = await makeAccount();
	foreign = await makeAccount();
	worker = await makeWorker();
	({ output } = await succeededJob(account, worker));
	uploaded = await uploadAsset(account, await png(3, 3));
	spare = await makeKey(account, ["jobs:read"]);
	workflow = (await makeWorkflow(account)).workflow.id;
	pipeline = (await makePipeline(account)).pipeline.id;
	const hook = await call("POST", "/v1/webhooks", {
		as: account.key,
		json: { ...HOOK, events: ["job.failed"] },
	});
	const made = await jsonOf<{ id: string; secret: string }>(hook, 201);
	keepSecrets(made.secret);
	webhook = made.id;
	character = (await makeCharacter(account)).id;
	project = (await makeProject(account, worker.pool)).id;
	shot = (await addShots(account, project, [{}]))[0]?.id ?? "";
	await env.DB.prepare("UPDATE shots SET image_asset = ? WHERE id = ?").bind(output.id, shot).run();
	await makeWorker({ pool: "pages", capabilities: PAGE_CAPABILITIES });
	const trained = await call("POST", "/loras/train", { as: account.key, json: trainingOf(uploaded) });
	lora = (await jsonOf<{ id: string }>(trained, 201)).id;
	job = await submit(account, worker);
	otherJob = await submit(account, worker);
	const claimed = [await mustClaim(worker), await mustClaim(worker)];
	const of = (id: string) => {
		const found = claimed.find((one) => one.job_id === id);
		if (!found) throw new Error(`no task of ${id}`);
		return found;
	};
	task = of(job.id);
	otherTask = of(otherJob.id);
});

const trainingOf = ({ id }: Asset) => ({ dataset: datasetOf(id), triggerWord: "x", pool: "pages" });

interface Route {
	id: string;
	method: string;
	/** With the ids of things that are there, or others. */
	path(
		ids?: Partial<
			Record<
				| "job"
				| "asset"
				| "key"
				| "worker"
				| "task"
				| "workflow"
				| "pipeline"
				| "webhook"
				| "character"
				| "project",
				string
			>
		>,
	): string;
	body: CallOptions;
	template: string;
}

/** Every route, with a request that would be good if the right one sent it. */
async function routes(): Promise<Route[]> {
	const { paths } = await openApi();
	return Object.entries(paths).flatMap(([template, operations]) =>
		Object.entries(operations).map(([method, operation]): Route => {
			const path: Route["path"] = (ids = {}) =>
				template
					.replace("{task}", ids.task ?? task.task_id)
					.replace("{epoch}", String(task.epoch))
					.replace("{upload}", "0")
					.replace("{key}", "main")
					.replace("{shot}", shot)
					.replace("{delivery}", "msg_00000000000000000000000000")
					.replace("{id}", () => {
						if (/^\/(v1\/)?jobs/.test(template)) return ids.job ?? job.id;
						if (template.startsWith("/loras")) return ids.job ?? lora;
						if (template.startsWith("/v1/assets")) return ids.asset ?? output.id;
						if (template.startsWith("/v1/api-keys")) return ids.key ?? spare.id;
						if (template.startsWith("/v1/workers")) return ids.worker ?? worker.id;
						if (template.startsWith("/v1/worker-tokens")) return "wtk_00000000000000000000000000";
						if (template.startsWith("/v1/accounts")) return account.id;
						if (template.startsWith("/v1/pipelines")) return ids.pipeline ?? pipeline;
						if (template.includes("/image-generation/job/")) return ids.job ?? job.id;
						if (template.includes("/characters/")) return ids.character ?? character;

						if (template.startsWith("/v1/projects")) return ids.project ?? project;
						if (template.startsWith("/v1/webhooks")) return ids.webhook ?? webhook;
						return ids.workflow ?? workflow;
					});
			return {
				id: operation.operationId,
				method: method.toUpperCase(),
				path,
				body: bodies(operation.operationId),
				template,
			};
		}),
	);
}

function bodies(operation: string): CallOptions {
	const json: Record<string, object> = {
		createJob: { ...STORYBOARD, pool: worker.pool },
		createWorkflow: { document: documentNamed("one-more") },
		createWorkflowVersion: { document: documentNamed(workflow) },
		retireWorkflow: {},
		createPipeline: { document: pipelineNamed("one-more") },
		createPipelineVersion: { document: pipelineNamed(pipeline) },
		retirePipeline: {},
		estimatePipeline: { parameters: { prompt: "x" } },
		estimateWorkflow: { parameters: { prompt: "x" } },
		convertWorkflow: { ui: UI, object_info: SENT_INFO },
		validateWorkflow: { graph: GRAPH, object_info: SENT_INFO },
		changeAccount: { max_running: 20 },
		setNodePolicy: { deny: ["SaveImage"] },
		createPage: { prompt: "x", pool: "pages" },
		trainLora: trainingOf(uploaded),
		importAsset: { url: "https://example.com/a.png" },
		createAssetUrls: { assets: [output.id] },
		decideStage: { choice: "approve" },
		createProject: { name: "x" },
		changeProject: { name: "x" },
		createShots: { shots: [shotOf(0)] },
		changeShot: { seed: 1 },
		orderShots: { shots: [shot] },
		createCharacter: { name: "x" },
		changeCharacter: { name: "y" },
		makeReferenceDataset: {},
		startCharacterDataset: { characterId: character },
		createWebhook: HOOK,
		changeWebhook: { description: "x" },
		createApiKey: { name: "x", scopes: ["jobs:read"] },
		createClientToken: { scopes: ["jobs:read"] },
		createAccount: { name: "x" },
		createWorkerToken: { name: "x" },
		registerWorker: {
			name: "w",
			version: "1",
			gpu: { name: "g", vram_bytes: 1, type: "cuda" },
			capabilities: CAPABILITIES,
		},
		claimTask: { claim_id: "00000000-0000-4000-8000-000000000000" },
		reportProgress: { seq: 1, events: [] },
		completeAttempt: { manifest: [], graph: task.graph, gpu_ms: 0 },
		failAttempt: { failure: { code: "worker_error", message: "x" } },
		releaseAttempt: { reason: "x" },
	};
	const found = json[operation];
	if (found) return { json: found };
	if (operation === "openDoorbell") return { headers: { upgrade: "websocket" } };
	if (operation === "uploadObjectInfo")
		return {
			body: "x",
			headers: {
				"content-type": "application/gzip",
				"x-content-sha256": "0".repeat(64),
				"content-length": "1",
			},
		};
	if (operation === "uploadOutput")
		return { body: "x", headers: { "x-content-sha256": "0".repeat(64), "content-length": "1" } };
	return {};
}

const isAccountDoor = (door: Door | undefined): door is Scope => SCOPES.some((scope) => scope === door);

test("API9 every route of the app is in the document and every documented route is in the app", async () => {
	const { paths } = await openApi();
	const documented = Object.entries(paths).flatMap(([path, operations]) =>
		Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
	);
	const registered = app.routes
		.filter((route) => route.method !== "ALL")
		.map((route) => `${route.method} ${route.path.replaceAll(/:(\w+)/g, "{$1}")}`);
	expect([...new Set(registered)].sort()).toEqual(documented.sort());
});

test("API5 every documented route has a known door", async () => {
	expect((await routes()).map((route) => route.id).sort()).toEqual(Object.keys(DOORS).sort());
	for (const { id, template, method } of await routes()) {
		const { paths } = await openApi();
		const needsKey =
			paths[template]?.[method.toLowerCase()]?.security?.some((entry) => "bearer" in entry) ?? false;
		expect(needsKey, `${id} in the document`).toBe(DOORS[id] !== "public");
	}
});

test("API2 without valid credentials every route but the public ones is 401, whatever else is wrong with the request", async () => {
	const expired = await makeKey(account, ["jobs:read"]);
	await env.DB.prepare("UPDATE api_keys SET expires_at = 1 WHERE id = ?").bind(expired.id).run();
	const garbage: (string | undefined)[] = [
		undefined,
		"",
		"x",
		"null",
		"eyJhbGciOiJub25lIn0.e30.",
		"eyJhbGciOiJub25lIn0.eyJhdWQiOiJjbGllbnQifQ.x",
		newSecret("apiKey"),
		newSecret("workerToken"),
		expired.key,
		`${account.key}x`,
		account.key.slice(0, -1),
		`${env.ADMIN_KEY}x`,
		"' OR 1=1 --",
	];
	for (const route of await routes()) {
		const door = DOORS[route.id];
		if (door === "public" || door === "socket") continue;
		await writesNothing(async () => {
			for (const as of garbage) {
				const answer = await call(route.method, route.path(), { ...route.body, as });
				expect(answer.headers.get("www-authenticate"), `${route.id} as ${as}`).toBe("Bearer");
				await problemOf(answer, "unauthorized");
			}
		});
		const nonsense = await call(route.method, route.path({ job: "x", asset: "x" }), {
			...(route.method === "GET" ? {} : { body: "{", headers: { "content-type": "application/json" } }),
		});
		await problemOf(nonsense, "unauthorized");
	}
	for (const authorization of [
		"Basic eDp4",
		"Bearer",
		`Token ${account.key}`,
		`bearer${account.key}`,
		account.key,
	]) {
		await problemOf(await call("GET", "/v1/jobs", { headers: { authorization } }), "unauthorized");
	}
});

test("API5 a key of the wrong kind is 403 on every route, and changes nothing", async () => {
	const ticket = await jsonOf<{ ticket: string }>(
		await call("POST", `/v1/jobs/${job.id}/tickets`, { as: account.key }),
		201,
	);
	for (const route of await routes()) {
		const door = DOORS[route.id];
		if (door === undefined || door === "public" || door === "socket") continue;
		const wrong: string[] = [
			...(isAccountDoor(door) ? [worker.token, env.ADMIN_KEY] : [account.key]),
			...(door === "worker" ? [env.ADMIN_KEY, task.grant] : []),
			...(door === "operator" ? [worker.token, task.grant] : []),
			...(door === "attempt" ? [env.ADMIN_KEY, worker.token, otherTask.grant] : []),
			...(isAccountDoor(door) && route.id !== "getAssetContent" ? [task.grant] : []),
		];
		await writesNothing(async () => {
			for (const as of wrong) {
				const answer = await call(route.method, route.path(), { ...route.body, as });
				await problemOf(answer, "forbidden");
			}
		});
		// A ticket opens sockets and nothing else.
		await problemOf(
			await call(route.method, route.path(), { ...route.body, as: ticket.ticket }),
			"unauthorized",
		);
	}
});

test("API5 on every route a key needs the scope of that route, and a key with that scope alone is enough to read", async () => {
	const keys = new Map<Scope, string>();
	for (const scope of SCOPES) keys.set(scope, (await makeKey(account, [scope])).key);
	for (const route of await routes()) {
		const door = DOORS[route.id];
		if (!isAccountDoor(door)) continue;
		for (const [scope, key] of keys) {
			if (scope === door) {
				if (route.method !== "GET") continue;
				const answer = await call(route.method, route.path(), { as: key });
				expect(answer.status, `${route.id} with ${scope}`).toBe(200);
				await answer.body?.cancel();
				continue;
			}
			const answer = await writesNothing(() => call(route.method, route.path(), { ...route.body, as: key }));
			const problem = await problemOf(answer, "forbidden");
			expect(problem.detail).toContain(door);
		}
	}
});

test("API1 a token for one job sees that job and what it made, and nothing else of the account", async () => {
	const scopes = SCOPES.filter((scope) => scope !== "keys:write");
	const token = await makeToken(account, { scopes, job: otherJob.id });
	for (const route of await routes()) {
		if (!isAccountDoor(DOORS[route.id])) continue;
		const answer = await writesNothing(() => call(route.method, route.path(), { ...route.body, as: token }));
		expect([403, 404], `${route.id} for another job`).toContain(answer.status);
		await problemOf(answer);
	}
	const own = await makeToken(account, { scopes, job: output.job ?? "" });
	for (const route of await routes()) {
		if (!ONE_JOB.includes(route.id) || route.method !== "GET") continue;
		const answer = await call(route.method, route.path({ job: output.job ?? "" }), { as: own });
		expect(answer.status, route.id).toBe(200);
		await answer.body?.cancel();
	}
	for (const path of [`/v1/assets/${output.id}`, output.url]) {
		expect((await call("GET", path, { as: own })).status, path).toBe(200);
	}
	for (const path of [`/v1/assets/${uploaded.id}`, uploaded.url]) {
		await problemOf(await call("GET", path, { as: own }), "not_found");
	}
	// A retry makes another job, which the token is not good for.
	await problemOf(await call("POST", `/v1/jobs/${output.job}/retry`, { as: own }), "forbidden");
});

describe("API1 what belongs to somebody else reads like what is not there", () => {
	const ABSENT = {
		job: "job_00000000000000000000000000",
		asset: "ast_00000000000000000000000000",
		key: "key_00000000000000000000000000",
		workflow: "nobodys-workflow",
		worker: "wkr_00000000000000000000000000",
		pipeline: "nobodys-pipeline",
		webhook: "whk_00000000000000000000000000",
		character: "chr_00000000000000000000000000",
		project: "prj_00000000000000000000000000",
	};
	const bare = async (answer: Response, route?: Route) => {
		const words = WORDS[route?.id ?? ""];
		const told =
			words === undefined ? await problemOf(answer, "not_found") : await jsonOf<Problem>(answer, 404);
		if (words !== undefined) expect(told.error).toBe(words);
		const { instance: _, ...problem } = told;
		return {
			problem,
			headers: [...answer.headers].filter(([name]) => name !== "x-request-id" && name !== "ratelimit"),
		};
	};

	test("for every route of an account", async () => {
		let tried = 0;
		for (const route of await routes()) {
			if (!isAccountDoor(DOORS[route.id]) || !route.template.includes("{id}")) continue;
			// Pipelines come with the library, which is everybody's.
			if (route.id === "getPipeline") continue;
			const ask = (path: string) =>
				writesNothing(() => call(route.method, path, { ...route.body, as: foreign.key }));
			const [theirs, absent] = [
				await bare(await ask(route.path()), route),
				await bare(await ask(route.path(ABSENT)), route),
			];
			expect(theirs, route.id).toEqual(absent);
			tried += 1;
		}
		expect(tried).toBeGreaterThanOrEqual(17);
		expect((await getJob(account, job.id)).status).toBe("running");
	});

	test("for every route of a worker, also between two tokens of one pool", async () => {
		const [elsewhere, beside] = [await makeWorker(), await makeWorker({ pool: worker.pool })];
		for (const { token } of [elsewhere, beside]) {
			for (const route of await routes()) {
				if (DOORS[route.id] !== "worker" || !route.template.includes("{id}")) continue;
				const ask = (path: string) =>
					writesNothing(() => call(route.method, path, { ...route.body, as: token }));
				expect(await bare(await ask(route.path())), route.id).toEqual(
					await bare(await ask(route.path(ABSENT))),
				);
			}
		}
	});

	test("for lists: another account's are empty, and a filter by its job finds nothing", async () => {
		for (const path of [
			"/v1/jobs",
			"/v1/assets",
			"/v1/characters",
			"/v1/projects",
			`/v1/assets?job=${output.job}`,
			`/v1/jobs?cursor=${job.id}`,
		]) {
			const page = await jsonOf<{ data: unknown[] }>(await call("GET", path, { as: foreign.key }), 200);
			expect(page.data, path).toEqual([]);
		}
		const keys = await jsonOf<{ data: { id: string }[] }>(
			await call("GET", "/v1/api-keys", { as: foreign.key }),
			200,
		);
		expect(keys.data.map((key) => key.id)).toEqual([foreign.keyId]);
		for (const query of ["owner=account", "owner=account&include_retired=true", `cursor=account:a`]) {
			for (const kind of ["workflows", "pipelines"]) {
				const list = await call("GET", `/v1/${kind}?${query}`, { as: foreign.key });
				expect((await jsonOf<{ data: unknown[] }>(list, 200)).data, query).toEqual([]);
			}
		}
	});

	test("a worker of another pool gets nothing of this one", async () => {
		await submit(account, worker);
		const elsewhere = await makeWorker();
		const answer = await call("POST", `/v1/workers/${elsewhere.id}/claim`, {
			as: elsewhere.token,
			json: { claim_id: crypto.randomUUID() },
		});
		expect(answer.status).toBe(204);
	});
});

test("API3 no answer shows where things are stored or who they belong to inside", async () => {
	for (const path of [
		`/v1/jobs/${job.id}`,
		`/v1/assets/${output.id}`,
		"/v1/api-keys",
		`/v1/characters/${character}`,
		`/v1/projects/${project}`,
		`/v1/projects/${project}/shots`,
		`/v1/jobs/${job.id}/workflow`,
		`/v1/workflows/${workflow}`,
		`/v1/workflows/${workflow}/versions`,
		`/v1/workflows/${workflow}/document`,
		`/v1/pipelines/${pipeline}`,
		`/v1/pipelines/${pipeline}/document`,
	]) {
		const body = await (await call("GET", path, { as: account.key })).text();
		expect(body, path).not.toMatch(/r2_key|account_id|hash"|claim_id|lease_until|"body"/);
		expect(body, path).not.toContain(account.id);
	}
});
