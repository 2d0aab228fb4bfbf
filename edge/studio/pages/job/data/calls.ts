import type { Attempt, JobResource, Sidecar } from "../../../../contract/jobs/jobs.ts";
import type { DecisionRequest } from "../../../../contract/jobs/stages.ts";
import type { UsageTimes } from "../../../../contract/usage/usage.ts";
import type { PipelineEstimateReply } from "../../../../contract/workflows/pipelines.ts";
import { ask, queryOf } from "../../../api.ts";
import { newKey } from "../../../idempotency.ts";

const path = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`;

export const decide = (id: string, stage: string, decision: DecisionRequest) =>
	ask<JobResource>(`${path(id)}/stages/${encodeURIComponent(stage)}/decide`, {
		method: "POST",
		json: decision,
	});
export const retryJob = (id: string, from: string | undefined) =>
	ask<JobResource>(`${path(id)}/retry${queryOf({ from_stage: from })}`, {
		method: "POST",
		idempotencyKey: newKey(),
	});
export const changeBudget = (id: string, microUsd: number | null) =>
	ask<JobResource>(path(id), { method: "PATCH", json: { budget_micro_usd: microUsd } });
export const readSidecar = (id: string, signal: AbortSignal) =>
	ask<Sidecar>(`${path(id)}/workflow`, { signal });
export const listAttempts = (id: string, signal: AbortSignal) =>
	ask<{ data: Attempt[] }>(`${path(id)}/attempts`, { signal });
export const readTimes = (signal: AbortSignal) => ask<UsageTimes>("/v1/usage/times", { signal });
export const estimateStages = (
	pipeline: string,
	{ parameters, pool }: Pick<JobResource, "parameters" | "pool">,
	signal: AbortSignal,
) =>
	ask<PipelineEstimateReply>(`/v1/pipelines/${encodeURIComponent(pipeline)}/estimate`, {
		method: "POST",
		json: { parameters, pool },
		signal,
	});
