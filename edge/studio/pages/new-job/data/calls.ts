import type { AccountResource } from "../../../../contract/accounts/accounts.ts";
import type { Asset } from "../../../../contract/assets/assets.ts";
import type { CharacterResource } from "../../../../contract/characters/characters.ts";
import type { EstimateReply } from "../../../../contract/jobs/estimates.ts";
import type { JobResource } from "../../../../contract/jobs/jobs.ts";
import type { ModelList } from "../../../../contract/workflows/models.ts";
import type {
	PipelineEstimateReply,
	PipelineResource,
	PipelineSummary,
} from "../../../../contract/workflows/pipelines.ts";
import type { WorkflowResource, WorkflowSummary } from "../../../../contract/workflows/workflows.ts";
import { ask, type Page, queryOf } from "../../../api.ts";
import { newKey } from "../../../idempotency.ts";
import type { JobBody } from "./request-text.ts";

type Signal = AbortSignal | undefined;
export type Kind = "workflows" | "pipelines";

export const listWorkflows = (signal: Signal) => ask<Page<WorkflowSummary>>("/v1/workflows", { signal });
export const listPipelines = (signal: Signal) => ask<Page<PipelineSummary>>("/v1/pipelines", { signal });
export const readSource = (kind: Kind, id: string, signal: Signal) =>
	ask<WorkflowResource | PipelineResource>(`/v1/${kind}/${encodeURIComponent(id)}`, { signal });
export const estimate = (
	kind: Kind,
	id: string,
	body: { parameters: Record<string, unknown>; pool?: string },
	signal: Signal,
) =>
	ask<EstimateReply | PipelineEstimateReply>(`/v1/${kind}/${encodeURIComponent(id)}/estimate`, {
		method: "POST",
		json: body,
		signal,
	});
export const readAccount = (signal: Signal) => ask<AccountResource>("/v1/account", { signal });
export const listCharacters = (signal: Signal) => ask<Page<CharacterResource>>("/v1/characters", { signal });
export const listModels = (folder: string, pool: string, signal: Signal) =>
	ask<ModelList>(`/v1/models${queryOf({ folder, pool: pool.trim() || undefined, limit: 1000 })}`, { signal });
export const listPictures = (kind: string, cursor: string | undefined, signal: Signal) =>
	ask<Page<Asset>>(`/v1/assets${queryOf({ kind, limit: 60, cursor })}`, { signal });
export const submitJob = (body: JobBody) =>
	ask<JobResource>("/v1/jobs", { method: "POST", json: body, idempotencyKey: newKey() });

export function uploadFile(file: Blob, name: string): Promise<Asset> {
	const form = new FormData();
	form.set("file", file, name);
	return ask<Asset>("/v1/assets", { method: "POST", form, idempotencyKey: newKey() });
}
