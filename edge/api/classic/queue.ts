import { createRoute } from "@hono/zod-openapi";
import { interruptSchema, queueChangeSchema, queueSchema } from "../../contract/comfyui/comfyui.ts";
import { database } from "../../db/client.ts";
import { type App, accountOf } from "../../http/app.ts";
import { classicSecurity, json, jsonBody, refusals } from "../../http/responses.ts";
import { cancelAll } from "./cancel-all.ts";
import { queueItem } from "./entries.ts";
import { graphsOf, openRows, ownRows } from "./rows.ts";

/** Jobs that are canceled by one request. */
const MOST_CANCELED = 1000;

const route = { tags: ["comfyui"], security: classicSecurity };
const done = { 200: { description: "Done; there is nothing to read" } };

const get = createRoute({
	...route,
	method: "get",
	path: "/queue",
	operationId: "comfyuiGetQueue",
	summary: "What runs and what waits, as ComfyUI's own server tells it",
	description: "What came by these routes, at most 100 of each. Also at `/api/queue`.",
	responses: { 200: json(queueSchema, "The queue"), ...refusals(401, 403) },
});
const change = createRoute({
	...route,
	method: "post",
	path: "/queue",
	operationId: "comfyuiChangeQueue",
	summary: "Take prompts from the queue",
	description:
		"`delete` cancels jobs of the account that wait, `clear` all that wait and came by these routes. What runs is `/interrupt`'s to stop. Also at `/api/queue`.",
	request: { body: jsonBody(queueChangeSchema) },
	responses: { ...done, ...refusals(400, 401, 403, 413, 415, 422, 503) },
});
const interrupt = createRoute({
	...route,
	method: "post",
	path: "/interrupt",
	operationId: "comfyuiInterrupt",
	summary: "Cancel what runs",
	description:
		"With `prompt_id` that job of the account, if it runs; without, all that run and came by these routes. Also at `/api/interrupt`.",
	request: { body: { ...jsonBody(interruptSchema), required: false } },
	responses: { ...done, ...refusals(400, 401, 403, 413, 415, 422, 503) },
});

export function registerQueue(app: App): void {
	app.openapi(get, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { running, waiting } = await openRows(database(c.env.DB), account);
		const all = [...running, ...waiting];
		const graphs = await graphsOf(c.env, all);
		const items = all.map((row, i) => queueItem(row, graphs[i] ?? {}));
		return c.json(
			{ queue_running: items.slice(0, running.length), queue_pending: items.slice(running.length) },
			200,
		);
	});

	app.openapi(change, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const { clear, delete: ids } = c.req.valid("json");
		const db = database(c.env.DB);
		if (clear) await cancelAll(c.env, (await openRows(db, account, MOST_CANCELED)).waiting);
		if (ids && ids.length > 0)
			await cancelAll(
				c.env,
				(await ownRows(db, account, ids)).filter(({ status }) => status === "queued"),
			);
		return c.body(null, 200);
	});

	app.openapi(interrupt, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const id = c.req.valid("json")?.prompt_id;
		const db = database(c.env.DB);
		const rows = id
			? (await ownRows(db, account, [id])).filter(({ status }) => status === "running")
			: (await openRows(db, account, MOST_CANCELED)).running;
		await cancelAll(c.env, rows);
		return c.body(null, 200);
	});
}
