import type { LoraChange, LoraRequest, LoraResource } from "../../contract/training/loras.ts";
import { ask, type Page, queryOf } from "../api.ts";
import { newKey } from "../idempotency.ts";

const path = (name: string) => `/v1/loras/${encodeURIComponent(name)}`;

export const listLoras = (query: { limit: number; cursor: string | undefined }, signal?: AbortSignal) =>
	ask<Page<LoraResource>>(`/v1/loras${queryOf(query)}`, { signal });
export const getLora = (name: string, signal?: AbortSignal) => ask<LoraResource>(path(name), { signal });
export const createLora = (json: Partial<LoraRequest>) =>
	ask<LoraResource>("/v1/loras", { method: "POST", json, idempotencyKey: newKey() });
export const changeLora = (name: string, json: LoraChange) =>
	ask<LoraResource>(path(name), { method: "PATCH", json });
export const deleteLora = (name: string) => ask<void>(path(name), { method: "DELETE" });
export const deleteLoraVersion = (name: string, version: number) =>
	ask<void>(`${path(name)}/versions/${version}`, { method: "DELETE" });
export const putLoraPart = (sha256: string, part: number, parts: number, file: Blob) =>
	ask<unknown>(`/v1/lora-uploads/${sha256}${queryOf({ part, parts })}`, { method: "PUT", file });
