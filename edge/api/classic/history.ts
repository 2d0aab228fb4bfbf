import { createRoute, z } from "@hono/zod-openapi";
import {
	historyChangeSchema,
	historySchema,
	MAX_ENTRIES,
	MAX_OFFSET,
} from "../../contract/comfyui/comfyui.ts";
import { database } from "../../db/client.ts";
import { type App, type AppContext, accountOf } from "../../http/app.ts";
import { classicSecurity, counted, json, jsonBody, refusals } from "../../http/responses.ts";
import { ApiError } from "../../problem.ts";
import { historyEntry } from "./entries.ts";
import { type ClassicRow, endedRows, filesOf, graphsOf, ownRows } from "./rows.ts";

const route = { tags: ["comfyui"], security: classicSecurity };

const list = createRoute({
	...route,
	method: "get",
	path: "/history",
	operationId: "comfyuiListHistory",
	summary: "What has ended, as ComfyUI's own server tells it",
	description: `What came by these routes: the newest, or what follows \`offset\`, which counts from the oldest. At most ${MAX_ENTRIES} are told, whatever \`max_items\` says. Also at \`/api/history\`.`,
	request: {
		query: z.object({
			max_items: counted(1, 1_000_000).default(MAX_ENTRIES).openapi({
				default: MAX_ENTRIES,
				description: "How many; more than a hundred are not told at once",
			}),
			offset: counted(-1, MAX_OFFSET, "How many of the oldest to pass over; -1: as if absent").optional(),
		}),
	},
	responses: { 200: json(historySchema, "The entries"), ...refusals(401, 403, 422) },
});
const get = createRoute({
	...route,
	method: "get",
	path: "/history/{id}",
	operationId: "comfyuiGetHistory",
	summary: "How a prompt ended and what it made",
	description:
		"Any job of the account; `{}` while it waits or runs, and where there is none. `/view` finds the files. Also at `/api/history/{id}`.",
	request: { params: z.object({ id: z.string().max(100) }) },
	responses: { 200: json(historySchema, "The entry, under its id"), ...refusals(401, 403) },
});
const change = createRoute({
	...route,
	method: "post",
	path: "/history",
	operationId: "comfyuiChangeHistory",
	summary: "Refused: history is not forgotten this way",
	description: "`DELETE /v1/jobs/{id}` deletes a job with what it made. Also at `/api/history`.",
	request: { body: jsonBody(historyChangeSchema) },
	responses: {
		200: { description: "Never: it is always refused" },
		...refusals(400, 401, 403, 409, 413, 415),
	},
});

export function registerHistory(app: App): void {
	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { max_items, offset } = c.req.valid("query");
		const limit = Math.min(max_items, MAX_ENTRIES);
		const from = offset === undefined || offset < 0 ? null : offset;
		const rows = await endedRows(database(c.env.DB), account, { limit, offset: from });
		return c.json(await entriesOf(c, rows), 200);
	});

	app.openapi(get, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:read", id);
		const rows = await ownRows(database(c.env.DB), account, [id]);
		const ended = rows.filter(({ finished_at }) => finished_at !== null);
		return c.json(await entriesOf(c, ended), 200);
	});

	app.openapi(change, async (c) => {
		await accountOf(c, "jobs:write");
		throw new ApiError(
			"conflict",
			"what an account ran is its record and is not forgotten this way: DELETE /v1/jobs/{id} deletes a job with what it made",
		);
	});
}

async function entriesOf(c: AppContext, rows: readonly ClassicRow[]) {
	const [graphs, files] = await Promise.all([
		graphsOf(c.env, rows),
		rows.length === 0
			? null
			: filesOf(
					database(c.env.DB),
					rows.map(({ id }) => id),
				),
	]);
	return Object.fromEntries(
		rows.map((row, i) => [row.id, historyEntry(row, graphs[i] ?? {}, files?.get(row.id) ?? [])]),
	);
}
