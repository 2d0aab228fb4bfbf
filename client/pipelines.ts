import * as z from "zod";
import { type JobResource, jobSchema } from "../edge/contract/jobs/jobs.ts";
import type { decisionRequestSchema } from "../edge/contract/jobs/stages.ts";
import {
	type CreatedPipeline,
	createdPipelineSchema,
	type PipelineResource,
	type PipelineVersionResource,
	pipelineEstimateReplySchema,
	type pipelineEstimateSchema,
	pipelineSchema,
	pipelineSummarySchema,
	pipelineVersionSchema,
	storedPipelineDocumentSchema,
} from "../edge/contract/workflows/pipelines.ts";
import { type Ask, askJson, pageOf, searchOf } from "./ask.ts";

const pageSchema = pageOf(pipelineSummarySchema);
const versionsSchema = z.object({ data: z.array(pipelineVersionSchema) });
const versionPageSchema = pageOf(pipelineVersionSchema);

export interface PipelineQuery {
	owner?: "library" | "account";
	include_retired?: boolean;
	limit?: number;
	cursor?: string;
}

/** Jobs of several stages, and what people decide about them. */
export class Pipelines {
	private readonly ask: Ask;

	constructor(ask: Ask) {
		this.ask = ask;
	}

	/** A page of the pipelines that jobs can run: those that come with Darkroom, then the account's own. */
	async list(query: PipelineQuery = {}): Promise<z.infer<typeof pageSchema>> {
		return pageSchema.parse(await askJson(this.ask, "GET", `/v1/pipelines?${searchOf(query)}`));
	}

	/** A pipeline, by `id` or `id@version`. */
	async get(reference: string): Promise<PipelineResource> {
		return pipelineSchema.parse(await askJson(this.ask, "GET", pathOf(reference)));
	}

	/** Makes a pipeline of the account's own. With the same key it is made once. */
	async create(document: unknown, idempotencyKey: string = crypto.randomUUID()): Promise<CreatedPipeline> {
		return createdPipelineSchema.parse(
			await askJson(this.ask, "POST", "/v1/pipelines", { document }, idempotencyKey),
		);
	}

	/** The next version of an own pipeline; jobs of earlier ones keep those. */
	async createVersion(
		id: string,
		document: unknown,
		idempotencyKey: string = crypto.randomUUID(),
	): Promise<CreatedPipeline> {
		const answer = await askJson(this.ask, "POST", pathOf(id, "versions"), { document }, idempotencyKey);
		return createdPipelineSchema.parse(answer);
	}

	/** All versions, newest first. */
	async versions(
		id: string,
		query: { limit?: number; cursor?: string } = {},
	): Promise<z.infer<typeof versionPageSchema>> {
		const path = `${pathOf(id, "versions")}?${searchOf(query)}`;
		return versionPageSchema.parse(await askJson(this.ask, "GET", path));
	}

	/** The document of an own pipeline, as it was stored. */
	async document(reference: string): Promise<z.infer<typeof storedPipelineDocumentSchema>> {
		const answer = await askJson(this.ask, "GET", pathOf(reference, "document"));
		return storedPipelineDocumentSchema.parse(answer);
	}

	/** Takes one version of an own pipeline, or all, from new jobs. */
	async retire(id: string, version?: number): Promise<PipelineVersionResource[]> {
		const answer = await askJson(
			this.ask,
			"POST",
			pathOf(id, "retire"),
			version === undefined ? {} : { version },
		);
		return versionsSchema.parse(answer).data;
	}

	/** Deletes an own pipeline with all its versions. Jobs keep what they run. */
	async delete(id: string): Promise<void> {
		await this.ask("DELETE", pathOf(id));
	}

	/** What a job with these parameters would roughly take, stage by stage: time and price. */
	async estimate(
		reference: string,
		parameters: Record<string, unknown>,
		pool?: string,
	): Promise<z.infer<typeof pipelineEstimateSchema>> {
		const answer = await askJson(this.ask, "POST", pathOf(reference, "estimate"), { parameters, pool });
		return pipelineEstimateReplySchema.parse(answer).estimate;
	}

	/**
	 * Decides about a stage that waits for a person: see `awaiting` of its job. Saying the same twice is one decision;
	 * one that comes too late throws `conflict`.
	 */
	async decide(
		job: string,
		stage: string,
		decision: z.input<typeof decisionRequestSchema>,
	): Promise<JobResource> {
		const path = `/v1/jobs/${encodeURIComponent(job)}/stages/${encodeURIComponent(stage)}/decide`;
		return jobSchema.parse(await askJson(this.ask, "POST", path, decision));
	}
}

function pathOf(reference: string, part?: string): string {
	return `/v1/pipelines/${encodeURIComponent(reference)}${part === undefined ? "" : `/${part}`}`;
}
