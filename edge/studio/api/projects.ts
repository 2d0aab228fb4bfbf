import type {
	Generated,
	GeneratedAll,
	ProjectChange,
	ProjectResource,
	ShotChange,
	ShotResource,
} from "../../contract/projects/projects.ts";
import { ask, type Page, queryOf } from "../api.ts";
import { newKey } from "../idempotency.ts";

const pathOf = (id: string) => `/v1/projects/${encodeURIComponent(id)}`;
const shotOf = ({ project, id }: Pick<ShotResource, "project" | "id">) =>
	`${pathOf(project)}/shots/${encodeURIComponent(id)}`;
/** Shots that one page of them may have. */
const PAGE = 200;

export const listProjects = (query: { limit?: number; cursor?: string | undefined }, signal?: AbortSignal) =>
	ask<Page<ProjectResource>>(`/v1/projects${queryOf(query)}`, { signal });

export const getProject = (id: string, signal?: AbortSignal) => ask<ProjectResource>(pathOf(id), { signal });

export const createProject = (json: { name: string }) =>
	ask<ProjectResource>("/v1/projects", { method: "POST", json, idempotencyKey: newKey() });

export const changeProject = (id: string, json: ProjectChange) =>
	ask<ProjectResource>(pathOf(id), { method: "PATCH", json });

export const deleteProject = (id: string) => ask<void>(pathOf(id), { method: "DELETE" });

export const listShots = (id: string, limit: number, signal?: AbortSignal, cursor?: string) =>
	ask<Page<ShotResource>>(`${pathOf(id)}/shots${queryOf({ limit, cursor })}`, { signal });

/** All shots of a project, of which there are 2,000 at most, in the order of the script. */
export async function allShots(id: string, signal?: AbortSignal): Promise<ShotResource[]> {
	const shots: ShotResource[] = [];
	let cursor: string | undefined;
	do {
		const page: Page<ShotResource> = await listShots(id, PAGE, signal, cursor);
		shots.push(...page.data);
		cursor = page.next_cursor ?? undefined;
	} while (cursor !== undefined);
	return shots;
}

export const getShot = (shot: Pick<ShotResource, "project" | "id">) => ask<ShotResource>(shotOf(shot));

export const addShots = (id: string, shots: readonly Pick<ShotResource, "sentence" | "image_prompt">[]) =>
	ask<{ data: ShotResource[] }>(`${pathOf(id)}/shots`, {
		method: "POST",
		json: { shots },
		idempotencyKey: newKey(),
	});

export const changeShot = (shot: ShotResource, json: ShotChange) =>
	ask<ShotResource>(shotOf(shot), { method: "PATCH", json });

export const deleteShot = (shot: ShotResource) => ask<void>(shotOf(shot), { method: "DELETE" });

export const orderShots = (id: string, shots: string[]) =>
	ask<void>(`${pathOf(id)}/order`, { method: "PUT", json: { shots } });

export const generateShot = (shot: ShotResource) =>
	ask<Generated>(`${shotOf(shot)}/generate`, { method: "POST", json: {}, idempotencyKey: newKey() });

export const generateShots = (id: string, json: { shots: readonly string[]; clean: boolean }) =>
	ask<GeneratedAll>(`${pathOf(id)}/generate`, { method: "POST", json, idempotencyKey: newKey() });

export const cancelProject = (id: string) =>
	ask<{ canceled: number; has_more: boolean }>(`${pathOf(id)}/cancel`, { method: "POST" });
