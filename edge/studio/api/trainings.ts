import type { ComparisonResource } from "../../contract/training/comparisons.ts";
import type { LoraResource } from "../../contract/training/loras.ts";
import type {
	TrainingEstimate,
	TrainingResource,
	TrainingSummary,
} from "../../contract/training/trainings.ts";
import { ask, type Page, queryOf } from "../api.ts";
import { newKey } from "../idempotency.ts";

const path = (id: string) => `/v1/trainings/${encodeURIComponent(id)}`;

/** What the form of a training sends: what is left out the edge fills in. */
export interface TrainingBody {
	output_name: string;
	trainer?: string;
	family: string;
	base_model: string;
	dataset: string;
	recipe?: { steps?: number; save_every?: number };
	promote?: "choose" | "last";
	pool?: string;
}

export const listTrainings = (query: { limit: number; cursor: string | undefined }, signal?: AbortSignal) =>
	ask<Page<TrainingSummary>>(`/v1/trainings${queryOf(query)}`, { signal });
export const getTraining = (id: string, signal?: AbortSignal) => ask<TrainingResource>(path(id), { signal });
export const estimateTraining = (json: TrainingBody, signal?: AbortSignal) =>
	ask<TrainingEstimate>("/v1/trainings/estimate", { method: "POST", json, signal });
export const createTraining = (json: TrainingBody) =>
	ask<TrainingResource>("/v1/trainings", { method: "POST", json, idempotencyKey: newKey() });
export const promoteCheckpoint = (
	id: string,
	json: { step?: number; recommend: boolean; licence?: string; note?: string },
) => ask<LoraResource>(`${path(id)}/promote`, { method: "POST", json });
export const getComparison = (id: string, signal?: AbortSignal) =>
	ask<ComparisonResource>(`${path(id)}/comparison`, { signal });
export const createComparison = (id: string, json: { prompts: string[]; seeds: number[]; pool?: string }) =>
	ask<ComparisonResource>(`${path(id)}/comparison`, { method: "POST", json, idempotencyKey: newKey() });
/** The text of a file of losses. */
export const readLosses = (asset: string, signal?: AbortSignal) =>
	ask<string>(`/v1/assets/${encodeURIComponent(asset)}/content`, { signal, read: (text) => text });
