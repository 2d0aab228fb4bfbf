import type { Asset } from "../../contract/assets/assets.ts";
import type {
	CharacterChange,
	CharacterRequest,
	CharacterResource,
} from "../../contract/characters/characters.ts";
import type { ReferenceDataset } from "../../contract/documents/reference-datasets.ts";
import type { JobResource, JobSummary } from "../../contract/jobs/jobs.ts";
import { ask, type Page, queryOf } from "../api.ts";
import { newKey } from "../idempotency.ts";

const pathOf = (id: string) => `/v1/characters/${encodeURIComponent(id)}`;
const datasetOf = (id: string) => `${pathOf(id)}/reference-dataset`;

export const listCharacters = (
	query: { limit?: number; cursor?: string | undefined },
	signal?: AbortSignal,
) => ask<Page<CharacterResource>>(`/v1/characters${queryOf(query)}`, { signal });

export const getCharacter = (id: string, signal?: AbortSignal) =>
	ask<CharacterResource>(pathOf(id), { signal });

export const createCharacter = (json: Pick<CharacterRequest, "name" | "settings">) =>
	ask<CharacterResource>("/v1/characters", { method: "POST", json, idempotencyKey: newKey() });

export const changeCharacter = (id: string, json: CharacterChange) =>
	ask<CharacterResource>(pathOf(id), { method: "PATCH", json });

export const deleteCharacter = (id: string) => ask<void>(pathOf(id), { method: "DELETE" });

export const getReferences = (id: string, signal?: AbortSignal) =>
	ask<ReferenceDataset>(datasetOf(id), { signal });

export const makeReferences = (id: string, json: { parameters?: { references: string[] } }) =>
	ask<ReferenceDataset>(datasetOf(id), { method: "POST", json, idempotencyKey: newKey() });

/** What has ended is made again; of a pipeline from a stage on, with what ended well before. */
export const retryJob = (id: string, from?: string) =>
	ask<JobResource>(`/v1/jobs/${encodeURIComponent(id)}/retry${queryOf({ from_stage: from })}`, {
		method: "POST",
		idempotencyKey: newKey(),
	});

/** The newest jobs about a character. */
export const jobsOfCharacter = (character: string, limit: number, signal?: AbortSignal) =>
	ask<Page<JobSummary>>(`/v1/jobs${queryOf({ character, limit })}`, { signal });

/** The newest pictures that jobs about a character made, but for its references. */
export const picturesOfCharacter = (character: string, limit: number, signal?: AbortSignal) =>
	ask<Page<Asset>>(`/v1/assets${queryOf({ character, kind: "image", limit })}`, { signal });
