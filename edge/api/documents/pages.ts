import { createRoute, z } from "@hono/zod-openapi";
import { assetPath } from "../../assets/resource.ts";
import { issueLink } from "../../auth/links.ts";
import type { AccountPrincipal } from "../../auth/principal.ts";
import { watcherOf } from "../../auth/watcher.ts";
import {
	loraRequestSchema,
	loraSchema,
	pageRequestSchema,
	pageSchema,
} from "../../contract/documents/pages.ts";
import type { JobRequest, JobResource } from "../../contract/jobs/jobs.ts";
import { jobIdSchema } from "../../contract/jobs/stages.ts";
import { database } from "../../db/client.ts";
import { type App, type AppContext, accountOf } from "../../http/app.ts";
import { readIdempotencyKey } from "../../http/idempotency.ts";
import { json, jsonBody, refusals, security } from "../../http/responses.ts";
import { readJob } from "../../jobs/show/resource.ts";
import { type Apart, refuseBeside } from "../../jobs/submit/apart.ts";
import { notFound } from "../../problem.ts";
import { submitAndRing } from "../submission.ts";
import { loraProblems, pageProblems, withinLimits } from "./page-limits.ts";
import { inTheirWords, loraJob, mainOutput, pageJob, toLora, toPage } from "./page-translation.ts";
import { toTrainerLora, trainerJob } from "./trainer-translation.ts";

const params = z.object({ id: jobIdSchema });
const headers = z.object({
	"idempotency-key": z.string().optional().openapi({ description: "Sent again, it gives the same job" }),
});
const LIMITS =
	"Limits of the machine that these routes were made for hold everywhere: what is over one is 400 `over_profile_limit`, naming the limit and the value. Training and generation never run together: 409.";

const createPage = createRoute({
	method: "post",
	path: "/jobs",
	operationId: "createPage",
	tags: ["pages"],
	summary: "Submit a manga page",
	description: `A job of \`POST /v1/jobs\` in other words. ${LIMITS}`,
	security,
	middleware: withinLimits(pageProblems),
	request: { body: jsonBody(pageRequestSchema), headers },
	responses: {
		201: json(pageSchema, "The page is stored and will be made"),
		...refusals(400, 401, 403, 409, 410, 413, 415, 422, 429, 503),
	},
});
const getPage = createRoute({
	method: "get",
	path: "/jobs/{id}",
	operationId: "getPage",
	tags: ["pages"],
	summary: "How a manga page stands, and its file once it is there",
	description: "Any job of the account can be asked for; what it has nothing of is null.",
	security,
	request: { params },
	responses: { 200: json(pageSchema, "The page"), ...refusals(401, 403, 404, 410) },
});
const trainLora = createRoute({
	method: "post",
	path: "/loras/train",
	operationId: "trainLora",
	tags: ["pages"],
	summary: "Train a LoRA of a character",
	description: `The workflow \`train-lora-core\`, by ComfyUI's own nodes, or with \`trainer\` a training of \`POST /v1/trainings\`, in other words. ${LIMITS}`,
	security,
	middleware: withinLimits(loraProblems),
	request: { body: jsonBody(loraRequestSchema), headers },
	responses: {
		201: json(loraSchema, "The training is stored and will run"),
		...refusals(400, 401, 403, 409, 410, 413, 415, 422, 429, 503),
	},
});
const getLoraStatus = createRoute({
	method: "get",
	path: "/loras/{id}/status",
	operationId: "getLoraStatus",
	tags: ["pages"],
	summary: "How a training stands, and its file once it is there",
	description:
		"A job that is no training is 404. To use the file, put it into models/loras of the workers: `loraId` is its name. One with `trainer` is a LoRA of the account once a checkpoint is promoted: pages name it as `name@version`.",
	security,
	request: { params },
	responses: { 200: json(loraSchema, "The training"), ...refusals(401, 403, 404, 410) },
});

/** The routes that programs for manga pages ask: translations of what `/v1/jobs` does. */
export function registerPages(app: App): void {
	app.openapi(createPage, async (c) => {
		const principal = await accountOf(c, "jobs:write");
		const job = await submit(c, principal, "POST /jobs", "trainings", () => pageJob(c.req.valid("json")));
		c.header("location", `/jobs/${job.id}`);
		return c.json(toPage(job, await urlOf(c, principal, job, "image")), 201);
	});

	app.openapi(getPage, async (c) => {
		const { principal, job } = await jobOf(c, c.req.valid("param").id, "job");
		return c.json(toPage(job, await urlOf(c, principal, job, "image")), 200);
	});

	app.openapi(trainLora, async (c) => {
		const principal = await accountOf(c, "jobs:write");
		const body = c.req.valid("json");
		// A folder is refused whatever else holds: whoever may not train now at all should hear of that first.
		if (body.datasetDir !== undefined && body.trainer === undefined)
			await refuseBeside(database(c.env.DB), principal.account, body, "jobs");
		const job = await submit(c, principal, "POST /loras/train", "jobs", () =>
			body.trainer === undefined ? loraJob(body) : trainerJob(body),
		);
		c.header("location", `/loras/${job.id}/status`);
		const lora = asLora(job, await urlOf(c, principal, job, "lora"));
		if (!lora) throw notFound("training");
		return c.json(lora, 201);
	});

	app.openapi(getLoraStatus, async (c) => {
		const { principal, job } = await jobOf(c, c.req.valid("param").id, "training");
		const lora = asLora(job, await urlOf(c, principal, job, "lora"));
		if (!lora) throw notFound("training");
		return c.json(lora, 200);
	});
}

function asLora(job: JobResource, url: string | null) {
	return toLora(job, url) ?? toTrainerLora(job, url);
}

async function submit(
	c: AppContext,
	{ account }: AccountPrincipal,
	route: string,
	apart: Apart,
	translate: () => JobRequest,
): Promise<JobResource> {
	const key = await readIdempotencyKey(c.req.header("idempotency-key"), route, await c.req.json());
	try {
		const submission = { account, request: translate(), retry_of: null, idempotency: key, apart };
		return (await submitAndRing(c, submission)).job;
	} catch (error) {
		throw inTheirWords(error);
	}
}

async function jobOf(c: AppContext, id: string, what: string) {
	const principal = await accountOf(c, "jobs:read", id);
	const found = await readJob(c.env, principal.account, id);
	if (!found) throw notFound(what);
	return { principal, job: await found.show() };
}

/** How long the address of a file is good, in seconds. */
const URL_S = 3600;

/** Where the file can be had: without a key, as the programs that ask here send none, if whoever asks may read files. */
async function urlOf(
	c: AppContext,
	principal: AccountPrincipal,
	job: JobResource,
	output: string,
): Promise<string | null> {
	const file = mainOutput(job, output);
	if (file === null) return null;
	const path = assetPath(file.id);
	if (!principal.scopes.includes("assets:read")) return path;
	const { ticket } = await issueLink(c.env, watcherOf(principal), { asset: file.id }, URL_S, Date.now());
	return `${path}?ticket=${ticket}`;
}
