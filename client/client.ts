import * as z from "zod";
import {
	type AccountResource,
	type accountChangeSchema,
	accountSchema,
} from "../edge/contract/accounts/accounts.ts";
import { type Asset, assetSchema } from "../edge/contract/assets/assets.ts";
import { type SignedUrl, signedUrlSchema } from "../edge/contract/assets/signed-urls.ts";
import {
	estimateReplySchema,
	type estimateSchema,
	type GraphEstimate,
	type graphEstimateRequestSchema,
	graphEstimateSchema,
} from "../edge/contract/jobs/estimates.ts";
import {
	type Attempt,
	attemptSchema,
	type JobResource,
	jobSchema,
	jobSummarySchema,
	type Sidecar,
	sidecarSchema,
	ticketSchema,
} from "../edge/contract/jobs/jobs.ts";
import {
	type CreatedWorkflow,
	conversionSchema,
	type convertRequestSchema,
	createdWorkflowSchema,
	type createVersionSchema,
	type createWorkflowSchema,
	type Validation,
	type validateRequestSchema,
	validationSchema,
	type WorkflowResource,
	type WorkflowVersionResource,
	workflowSchema,
	workflowSummarySchema,
	workflowVersionSchema,
} from "../edge/contract/workflows/workflows.ts";
import { jsonBody, searchOf } from "./ask.ts";
import { Assets } from "./assets.ts";
import { Characters } from "./characters.ts";

import { Datasets } from "./datasets.ts";
import { Imports } from "./imports.ts";
import { Keys } from "./keys.ts";
import { Loras } from "./loras.ts";
import { Operator } from "./operator.ts";
import { Pages } from "./pages.ts";
import { Pipelines } from "./pipelines.ts";
import { Pools } from "./pools.ts";
import { Projects } from "./projects.ts";
import type { GraphOptions, JobQuery, SubmitOptions, UploadOptions, WorkflowQuery } from "./requests.ts";
import { DarkroomError } from "./sdk/errors.ts";
import { everyPage } from "./sdk/every-page.ts";
import { formBlob } from "./sdk/form-blob.ts";
import { Transport } from "./sdk/transport.ts";
import { Trainings } from "./trainings.ts";
import { UsageReports } from "./usage.ts";
import { Webhooks } from "./webhooks.ts";

export interface ClientOptions {
	/** Where the edge is, for example `https://darkroom.example.workers.dev`. */
	url: string;
	/** An API key or a client token; the operator's key for what only the operator may. */
	key: string;
	fetch?: typeof fetch;
	/** Tries in all for requests that can be repeated without harm. */
	tries?: number;
}

const paged = { next_cursor: z.string().nullable(), has_more: z.boolean() };
const jobPage = z.object({ data: z.array(jobSummarySchema), ...paged });
const workflowPage = z.object({ data: z.array(workflowSummarySchema), ...paged });
const versionList = z.object({ data: z.array(workflowVersionSchema) });
const versionPage = z.object({ data: z.array(workflowVersionSchema), ...paged });

/**
 * What a program does with Darkroom. Requests are tried again when the network or the edge fails; a
 * submission carries an idempotency key, so that trying again never makes a second job.
 */
export class DarkroomClient {
	readonly url: string;
	readonly key: string;
	readonly assets = new Assets((method, path, init) => this.request(method, path, init));
	readonly keys = new Keys((method, path, init) => this.request(method, path, init));
	readonly characters = new Characters((method, path, init) => this.request(method, path, init));
	readonly loras = new Loras((method, path, init) => this.request(method, path, init));
	readonly datasets = new Datasets((method, path, init) => this.request(method, path, init));
	readonly trainings = new Trainings((method, path, init) => this.request(method, path, init));
	readonly usage = new UsageReports((method, path, init) => this.request(method, path, init));
	readonly pipelines = new Pipelines((method, path, init) => this.request(method, path, init));
	readonly pools = new Pools((method, path, init) => this.request(method, path, init));
	/** For the operator's key only. */
	readonly operator = new Operator(
		(method, path, init) => this.request(method, path, init),
		(method, path, init) => this.request(method, path, init, 1),
	);
	readonly pages = new Pages((method, path, init) => this.request(method, path, init));
	readonly imports = new Imports((method, path, init) => this.request(method, path, init));
	readonly webhooks = new Webhooks((method, path, init) => this.request(method, path, init));
	readonly projects: Projects;
	private readonly transport: Transport;

	constructor(options: ClientOptions) {
		this.url = options.url.replace(/\/+$/, "");
		this.key = options.key;
		this.transport = new Transport(options);
		this.projects = new Projects(this.url, (method, path, init) => this.request(method, path, init));
	}

	/** Uploads a picture, video or sound. Throws DarkroomError where the file is not accepted. */
	async upload(
		bytes: Uint8Array<ArrayBuffer>,
		filename: string,
		{ idempotencyKey = crypto.randomUUID(), onSent = () => undefined }: UploadOptions = {},
	): Promise<Asset> {
		const body = formBlob(new Blob([bytes]), filename);
		const headers = { "idempotency-key": idempotencyKey };
		return assetSchema.parse(
			await (await this.transport.send("POST", "/v1/assets", { body, onSent, headers })).json(),
		);
	}

	/** Submits a job of a workflow or a pipeline. When this returns, the job is stored. */
	async submit(request: SubmitOptions, idempotencyKey: string = crypto.randomUUID()): Promise<JobResource> {
		return this.submitRaw({ ...request }, idempotencyKey);
	}

	/** Submits a raw API graph; `inputs` maps `"<node>.<input>"` to asset ids. */
	async submitGraph(
		request: GraphOptions,
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<JobResource> {
		return this.submitRaw({ ...request }, idempotencyKey);
	}

	async job(id: string): Promise<JobResource> {
		return jobSchema.parse(await this.json("GET", `/v1/jobs/${encodeURIComponent(id)}`));
	}

	/** All jobs that a query finds, newest first, page by page. */
	allJobs(query: JobQuery = {}): AsyncGenerator<z.infer<typeof jobSummarySchema>> {
		return everyPage((cursor: string | undefined) =>
			this.jobs({ ...query, ...(cursor !== undefined && { cursor }) }),
		);
	}

	/** A page of jobs, newest first, without stages and outputs: `job` gives one whole. */
	async jobs(query: JobQuery = {}): Promise<z.infer<typeof jobPage>> {
		const { metadata = {}, ...plain } = query;
		const search = searchOf(plain);
		for (const [key, value] of Object.entries(metadata)) search.set(`metadata[${key}]`, value);
		return jobPage.parse(await this.json("GET", `/v1/jobs?${search}`));
	}

	/** The same job anew, with the same parameters and seeds; `newSeed`: with others. */
	async retry(
		id: string,
		{ newSeed = false, fromStage }: { newSeed?: boolean; fromStage?: string } = {},
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<JobResource> {
		const query = searchOf({ new_seed: newSeed ? "true" : undefined, from_stage: fromStage });
		const headers = { "idempotency-key": idempotencyKey };
		const path = `/v1/jobs/${encodeURIComponent(id)}/retry?${query}`;
		return jobSchema.parse(await this.json("POST", path, { headers }));
	}

	async cancel(id: string): Promise<JobResource> {
		return jobSchema.parse(await this.json("POST", `/v1/jobs/${encodeURIComponent(id)}/cancel`));
	}

	/** Deletes an ended job with its events, attempts and outputs, for good. */
	async deleteJob(id: string): Promise<void> {
		await this.request("DELETE", `/v1/jobs/${encodeURIComponent(id)}`);
	}

	/** Deletes an asset, record and bytes, for good; refused while an unfinished job needs it. */
	async deleteAsset(id: string): Promise<void> {
		await this.request("DELETE", `/v1/assets/${encodeURIComponent(id)}`);
	}

	/** What was tried for a job, oldest first. */
	async attempts(id: string): Promise<Attempt[]> {
		const reply = await this.json("GET", `/v1/jobs/${encodeURIComponent(id)}/attempts`);
		return z.object({ data: z.array(attemptSchema) }).parse(reply).data;
	}

	/** Graphs, seeds, models and inputs of a job: enough to make it again. */
	async sidecar(id: string): Promise<Sidecar> {
		return sidecarSchema.parse(await this.json("GET", `/v1/jobs/${encodeURIComponent(id)}/workflow`));
	}

	/** A ticket for one socket of one job. */
	async ticket(id: string): Promise<z.infer<typeof ticketSchema>> {
		return ticketSchema.parse(await this.json("POST", `/v1/jobs/${encodeURIComponent(id)}/tickets`));
	}

	/** A URL of a job's events that an `EventSource` opens without a key; `seconds`: for how long (an hour, if absent). */
	async eventsUrl(id: string, seconds?: number): Promise<SignedUrl> {
		const path = `/v1/jobs/${encodeURIComponent(id)}/events/url`;
		return this.absolute(signedUrlSchema.parse(await this.post(path, { expires_in_s: seconds })));
	}

	/** A URL that an `<img>` or `<video>` shows an asset by, without a key; `seconds`: for how long (an hour, if absent). */
	async assetUrl(id: string, seconds?: number): Promise<SignedUrl> {
		const path = `/v1/assets/${encodeURIComponent(id)}/url`;
		return this.absolute(signedUrlSchema.parse(await this.post(path, { expires_in_s: seconds })));
	}

	private absolute({ url, expires_at }: SignedUrl): SignedUrl {
		return { url: new URL(url, this.url).href, expires_at };
	}

	/** The bytes of an asset, checked against its recorded size and SHA-256. */
	async download(asset: Asset): Promise<Uint8Array<ArrayBuffer>> {
		const response = await this.request("GET", asset.url);
		const bytes = new Uint8Array(await response.arrayBuffer());
		const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
		const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
		if (bytes.byteLength !== asset.size || sha256 !== asset.sha256) {
			const told = `${asset.id} arrived with other bytes than recorded`;
			throw new DarkroomError(200, "corrupt_download", told, null, null);
		}
		return bytes;
	}

	/**
	 * A page of workflows: the library's, then the account's own, each in the version that a job without one gets.
	 */
	async workflows(query: WorkflowQuery = {}): Promise<z.infer<typeof workflowPage>> {
		return workflowPage.parse(await this.json("GET", `/v1/workflows?${searchOf(query)}`));
	}

	/** A workflow with the JSON Schema of its parameters, by `id`, `id@version` or an alias. */
	async workflow(reference: string): Promise<WorkflowResource> {
		return workflowSchema.parse(await this.json("GET", workflowPath(reference)));
	}

	/** A page of a workflow's versions, newest first. */
	async workflowVersions(
		id: string,
		query: { limit?: number; cursor?: string } = {},
	): Promise<z.infer<typeof versionPage>> {
		return versionPage.parse(await this.json("GET", `${workflowPath(id, "versions")}?${searchOf(query)}`));
	}

	/** Makes a workflow of the account's own, from a document, a graph or what the ComfyUI editor saves. */
	async createWorkflow(
		request: z.input<typeof createWorkflowSchema>,
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<CreatedWorkflow> {
		return createdWorkflowSchema.parse(await this.post("/v1/workflows", request, idempotencyKey));
	}

	/** Makes the next version of an own workflow. Jobs keep the version they were submitted with. */
	async createWorkflowVersion(
		id: string,
		request: z.input<typeof createVersionSchema>,
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<CreatedWorkflow> {
		const path = workflowPath(id, "versions");
		return createdWorkflowSchema.parse(await this.post(path, request, idempotencyKey));
	}

	/** Takes one version of an own workflow, or all, from new jobs. Answers with what of it is retired now. */
	async retireWorkflow(id: string, version?: number): Promise<WorkflowVersionResource[]> {
		const answer = await this.post(workflowPath(id, "retire"), { version });
		return versionList.parse(answer).data;
	}

	/**
	 * Deletes all versions of an own workflow for good. Answers with those that unfinished jobs use: they are left, and
	 * retired, until they are asked to go again.
	 */
	async deleteWorkflow(id: string): Promise<WorkflowVersionResource[]> {
		const response = await this.request("DELETE", workflowPath(id));
		return response.status === 200 ? versionList.parse(await response.json()).data : [];
	}

	/** What a job with these parameters would roughly take. Throws DarkroomError where they do not fit. */
	async estimate(
		reference: string,
		parameters: Record<string, unknown>,
		pool?: string,
	): Promise<z.infer<typeof estimateSchema>> {
		const answer = await this.post(workflowPath(reference, "estimate"), { parameters, pool });
		return estimateReplySchema.parse(answer).estimate;
	}

	/** What a job of a graph in API format would be reckoned with, and what of that is known. */
	async estimateGraph(request: z.input<typeof graphEstimateRequestSchema>): Promise<GraphEstimate> {
		return graphEstimateSchema.parse(await this.post("/v1/workflows/estimate", request));
	}

	/** The graph in API format of what the ComfyUI editor saves, and what the file does not say. */
	async convertWorkflow(
		request: z.input<typeof convertRequestSchema>,
	): Promise<z.infer<typeof conversionSchema>> {
		return conversionSchema.parse(await this.post("/v1/workflows/convert", request));
	}

	/** What ComfyUI and Darkroom would say to a graph, an editor's file or a document. Nothing runs. */
	async validateWorkflow(request: z.input<typeof validateRequestSchema>): Promise<Validation> {
		return validationSchema.parse(await this.post("/v1/workflows/validate", request));
	}

	/** Limits of the key's account, what it stores (bytes) and for how long (days); of any account for the operator. */
	async account(id?: string): Promise<AccountResource> {
		return accountSchema.parse(await this.json("GET", id === undefined ? "/v1/account" : accountPath(id)));
	}

	/** Changes an account's limits and retention (operator). What is not named stays. */
	async changeAccount(id: string, change: z.input<typeof accountChangeSchema>): Promise<AccountResource> {
		return accountSchema.parse(await this.json("PATCH", accountPath(id), jsonBody(change)));
	}

	/** Deletes an account with everything it has, for good (operator). */
	async deleteAccount(id: string): Promise<void> {
		await this.request("DELETE", accountPath(id));
	}

	private async submitRaw(body: object, idempotencyKey: string): Promise<JobResource> {
		return jobSchema.parse(await this.post("/v1/jobs", body, idempotencyKey));
	}

	private post(path: string, body: object, idempotencyKey?: string): Promise<unknown> {
		return this.json("POST", path, jsonBody(body, idempotencyKey));
	}

	private async json(method: string, path: string, init: RequestInit = {}): Promise<unknown> {
		return (await this.request(method, path, init)).json();
	}

	private request(method: string, path: string, init: RequestInit = {}, tries?: number): Promise<Response> {
		return this.transport.request(method, path, init, tries);
	}
}

function workflowPath(reference: string, what?: string): string {
	return `/v1/workflows/${encodeURIComponent(reference)}${what === undefined ? "" : `/${what}`}`;
}

function accountPath(id: string): string {
	return `/v1/accounts/${encodeURIComponent(id)}`;
}
