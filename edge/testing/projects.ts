import { env } from "cloudflare:workers";
import { type ProjectFrame, projectFrameSchema } from "../contract/projects/project-events.ts";
import {
	type Generated,
	type GeneratedAll,
	generatedAllSchema,
	generatedSchema,
	type ProjectResource,
	projectSchema,
	type ShotResource,
	shotSchema,
} from "../contract/projects/projects.ts";
import type { TestAccount } from "./accounts.ts";
import { type CallOptions, call, jsonOf } from "./http.ts";
import { openSocket, type TestSocket } from "./sockets.ts";

/** A project whose pictures that pool makes. */
export async function makeProject(
	account: TestAccount,
	pool: string,
	settings: object = {},
): Promise<ProjectResource> {
	const json = { name: "A lighthouse", pool, ...settings };
	return projectSchema.parse(
		await jsonOf(await call("POST", "/v1/projects", { as: account.key, json }), 201),
	);
}

/** New shots, each with a prompt of its own where it says none. */
export async function addShots(
	account: TestAccount,
	project: string,
	shots: readonly object[],
	more: CallOptions = {},
): Promise<ShotResource[]> {
	const json = { shots: shots.map((shot, i) => ({ ...shotOf(i), ...shot })) };
	const response = await call("POST", `/v1/projects/${project}/shots`, { as: account.key, json, ...more });
	return shotSchema.array().parse((await jsonOf<{ data: unknown }>(response, 201)).data);
}

export const shotOf = (i: number) => ({
	sentence: `Sentence ${i}.`,
	image_prompt: `Picture ${i} of a lighthouse`,
});

export async function getShot(account: TestAccount, project: string, shot: string): Promise<ShotResource> {
	const response = await call("GET", `/v1/projects/${project}/shots/${shot}`, { as: account.key });
	return shotSchema.parse(await jsonOf(response, 200));
}

export async function changeShot(
	account: TestAccount,
	{ project, id }: ShotResource,
	json: object,
): Promise<ShotResource> {
	const response = await call("PATCH", `/v1/projects/${project}/shots/${id}`, { as: account.key, json });
	return shotSchema.parse(await jsonOf(response, 200));
}

export async function generateShot(
	account: TestAccount,
	{ project, id }: ShotResource,
	json: object = {},
): Promise<Generated> {
	const path = `/v1/projects/${project}/shots/${id}/generate`;
	return generatedSchema.parse(await jsonOf(await call("POST", path, { as: account.key, json }), 201));
}

export async function generateShots(
	account: TestAccount,
	project: string,
	json: object = {},
): Promise<GeneratedAll> {
	const response = await call("POST", `/v1/projects/${project}/generate`, { as: account.key, json });
	return generatedAllSchema.parse(await jsonOf(response, 201));
}

/** Watches a project by WebSocket. */
export function watchProject(
	id: string,
	headers: Record<string, string>,
	query = "",
): Promise<TestSocket<ProjectFrame>> {
	return openSocket(`/v1/projects/${id}/socket${query}`, headers, (text) =>
		projectFrameSchema.parse(JSON.parse(text)),
	);
}

/** The first of several things that must be there. */
export function first<T>(list: readonly T[]): T {
	const [one] = list;
	if (one === undefined) throw new Error("there is none");
	return one;
}

/** What lies under the key of a shot's picture. */
export function fileOf(account: TestAccount, { project, id }: ShotResource): Promise<R2ObjectBody | null> {
	return env.BUCKET.get(`${account.id}/data/projects/${project}/images/${id}.png`);
}

/** A row of a table, as it is. */
export function rowOf(table: string, id: string): Promise<Record<string, unknown> | null> {
	return env.DB.prepare(`SELECT * FROM ${table} WHERE id = ?`).bind(id).first();
}
