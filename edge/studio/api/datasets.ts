import type {
	DatasetAdded,
	DatasetAddition,
	DatasetArchive,
	DatasetChecksResource,
	DatasetDiffResource,
	DatasetHashes,
	DatasetItemChange,
	DatasetItemResource,
	DatasetRole,
} from "../../contract/training/dataset-items.ts";
import type { DatasetRequest, DatasetResource, DatasetVersion } from "../../contract/training/datasets.ts";
import { ask, type Page, queryOf } from "../api.ts";
import { newKey } from "../idempotency.ts";

const path = (name: string) => `/v1/datasets/${encodeURIComponent(name)}`;

export const listDatasets = (query: { limit: number; cursor: string | undefined }, signal?: AbortSignal) =>
	ask<Page<DatasetResource>>(`/v1/datasets${queryOf(query)}`, { signal });
export const getDataset = (name: string, signal?: AbortSignal) =>
	ask<DatasetResource>(path(name), { signal });
export const createDataset = (json: Partial<DatasetRequest>) =>
	ask<DatasetResource>("/v1/datasets", { method: "POST", json, idempotencyKey: newKey() });
export const deleteDataset = (name: string) => ask<void>(path(name), { method: "DELETE" });

/** Pictures of a dataset as it is now, all of them. */
export async function listItems(
	name: string,
	role: DatasetRole,
	signal?: AbortSignal,
): Promise<DatasetItemResource[]> {
	const items: DatasetItemResource[] = [];
	for (let cursor: string | undefined; ; ) {
		const page: Page<DatasetItemResource> = await ask(
			`${path(name)}/items${queryOf({ role, limit: 200, cursor })}`,
			{ signal },
		);
		items.push(...page.data);
		if (page.next_cursor === null) return items;
		cursor = page.next_cursor;
	}
}

export const addItems = (name: string, json: Partial<DatasetAddition>) =>
	ask<DatasetAdded>(`${path(name)}/items`, { method: "POST", json });
export const addArchive = (name: string, file: Blob) =>
	ask<DatasetArchive>(`${path(name)}/archive`, {
		method: "POST",
		file: new Blob([file], { type: "application/zip" }),
	});
export const changeItem = (name: string, item: number, json: DatasetItemChange) =>
	ask<DatasetItemResource>(`${path(name)}/items/${item}`, { method: "PATCH", json });
export const deleteItem = (name: string, item: number) =>
	ask<void>(`${path(name)}/items/${item}`, { method: "DELETE" });
export const getChecks = (name: string, signal?: AbortSignal) =>
	ask<DatasetChecksResource>(`${path(name)}/checks`, { signal });
export const noteHashes = (name: string, json: DatasetHashes) =>
	ask<DatasetChecksResource>(`${path(name)}/hashes`, { method: "PUT", json });
export const freezeDataset = (name: string) =>
	ask<DatasetVersion>(`${path(name)}/versions`, { method: "POST" });
export const regularise = (name: string) =>
	ask<DatasetResource>(`${path(name)}/regularisation`, {
		method: "POST",
		json: {},
		idempotencyKey: newKey(),
	});
export const deleteDatasetVersion = (name: string, version: number) =>
	ask<void>(`${path(name)}/versions/${version}`, { method: "DELETE" });
/** How two versions differ; 0: as it is now. */
export const diffDataset = (name: string, from: number, to: number, signal?: AbortSignal) =>
	ask<DatasetDiffResource>(`${path(name)}/diff${queryOf({ from, to })}`, { signal });
/** Where it is downloaded; `version` 0: as it is now. */
export const archivePath = (name: string, version: number) => `${path(name)}/archive${queryOf({ version })}`;
