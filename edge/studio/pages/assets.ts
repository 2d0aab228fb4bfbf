import type { Asset } from "../../contract/assets/assets.ts";
import type { JobResource, Sidecar } from "../../contract/jobs/jobs.ts";
import { ask, type Page, queryOf } from "../api.ts";

export interface AssetQuery {
	kind?: string | undefined;
	workflow?: string | undefined;
	pipeline?: string | undefined;
	character?: string | undefined;
	project?: string | undefined;
	job?: string | undefined;
	made_from?: string | undefined;
	sha256?: string | undefined;
	include_hidden?: "true" | undefined;
	created_after?: string | undefined;
	created_before?: string | undefined;
	limit?: number;
	cursor?: string | undefined;
}

const path = (id: string) => `/v1/assets/${encodeURIComponent(id)}`;
const jobPath = (id: string) => `/v1/jobs/${encodeURIComponent(id)}`;

export const listAssets = (query: AssetQuery, signal?: AbortSignal) =>
	ask<Page<Asset>>(`/v1/assets${queryOf({ ...query })}`, { signal });
export const getAsset = (id: string, signal?: AbortSignal) => ask<Asset>(path(id), { signal });
export const deleteAsset = (id: string) => ask<void>(path(id), { method: "DELETE" });
export const getSidecar = (job: string, signal?: AbortSignal) =>
	ask<Sidecar>(`${jobPath(job)}/workflow`, { signal });
/** The job again: the same seeds make the same, others something else of it. */
export const runAgain = (job: string, seeds: "same" | "new") =>
	ask<JobResource>(`${jobPath(job)}/retry${seeds === "new" ? "?new_seed=true" : ""}`, {
		method: "POST",
		idempotencyKey: crypto.randomUUID(),
	});

/** Requests that one look may take: a page of a narrow list may have nothing, and say that there is more. */
const MOST_PAGES = 5;

/** The next page that has something on it. */
export async function nextAssets(query: AssetQuery, signal?: AbortSignal): Promise<Page<Asset>> {
	let page = await listAssets(query, signal);
	for (let n = 1; n < MOST_PAGES && page.data.length === 0 && page.next_cursor !== null; n++)
		page = await listAssets({ ...query, cursor: page.next_cursor }, signal);
	return page;
}
