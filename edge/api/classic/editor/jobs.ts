import { createRoute, z } from "@hono/zod-openapi";
import {
	cancelledSchema,
	EDITOR_STATUSES,
	type EditorStatus,
	editorJobDetailSchema,
	editorJobsSchema,
	MAX_JOBS,
	MAX_JOBS_OFFSET,
} from "../../../contract/comfyui-editor.ts";
import { isTerminal } from "../../../contract/status.ts";
import { type Database, database } from "../../../db/client.ts";
import { type App, type AppContext, accountOf } from "../../../http/app.ts";
import { classicSecurity, counted, json, refusals } from "../../../http/responses.ts";
import { notFound } from "../../../problem.ts";
import { cancelUnlessEnded } from "../../cancel.ts";
import { historyEntry } from "../entries.ts";
import { type ClassicRow, endedRows, filesOf, graphsOf, openInOrder, ownRows } from "../rows.ts";
import { editorJob, statusOf } from "./job-view.ts";

/** Where only some ways to end are asked for, so many of the newest are looked at. */
const MOST_LOOKED_AT = 1000;
const ENDED: readonly EditorStatus[] = ["completed", "failed", "cancelled"];
const OPEN: readonly EditorStatus[] = ["pending", "in_progress"];

const route = { tags: ["comfyui"], security: classicSecurity };
const params = z.object({ id: z.string().max(100) });

const list = createRoute({
	...route,
	method: "get",
	path: "/api/jobs",
	operationId: "comfyuiListJobs",
	summary: "What runs, waits and has ended, as ComfyUI's editor lists it",
	description: `What came by these routes. Where \`status\` names some ways to end and not others, the newest ${MOST_LOOKED_AT} are looked at.`,
	request: {
		query: z.object({
			status: z
				.string()
				.max(200)
				.default("")
				.transform((text) => text.split(",").filter((one) => one !== ""))
				.pipe(z.array(z.enum(EDITOR_STATUSES)))
				.openapi({
					type: "string",
					default: "",
					description: `With commas between: ${EDITOR_STATUSES.join(", ")}; empty: all`,
				}),
			limit: counted(1, MAX_JOBS).default(MAX_JOBS).openapi({ default: MAX_JOBS }),
			offset: counted(0, MAX_JOBS_OFFSET, "How many to pass over").default(0).openapi({ default: 0 }),
			sort_by: z
				.literal("created_at")
				.default("created_at")
				.openapi({ default: "created_at", description: "When they came" }),
			sort_order: z
				.enum(["asc", "desc"])
				.default("desc")
				.openapi({ default: "desc", description: "`desc`: the newest first" }),
		}),
	},
	responses: { 200: json(editorJobsSchema, "The jobs"), ...refusals(401, 403, 422) },
});
const get = createRoute({
	...route,
	method: "get",
	path: "/api/jobs/{id}",
	operationId: "comfyuiGetJob",
	summary: "One job, as ComfyUI's editor opens it",
	description: "Any job of the account.",
	request: { params },
	responses: { 200: json(editorJobDetailSchema, "The job"), ...refusals(401, 403, 404) },
});
const cancel = createRoute({
	...route,
	method: "post",
	path: "/api/jobs/{id}/cancel",
	operationId: "comfyuiCancelJob",
	summary: "Cancel a job, as ComfyUI's editor does",
	description: "One that has ended stays as it is.",
	request: { params },
	responses: { 200: json(cancelledSchema, "Whether it will end so"), ...refusals(401, 403, 404, 503) },
});

export function registerEditorJobs(app: App): void {
	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { status, limit, offset, sort_order } = c.req.valid("query");
		const db = database(c.env.DB);
		const found = await matching(db, account, status, { sort_order, most: offset + limit + 1 });
		const rows = found.slice(offset, offset + limit);
		const has_more = found.length > offset + limit;
		const files = await filesOf(
			db,
			rows.map(({ id }) => id),
		);
		const total = offset + rows.length + (has_more ? 1 : 0);
		return c.json(
			{
				jobs: rows.map((row) => editorJob(row, files.get(row.id) ?? [])),
				pagination: { offset, limit, total, has_more },
			},
			200,
		);
	});

	app.openapi(get, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:read", id);
		const row = await rowOf(c, account, id);
		const files = (await filesOf(database(c.env.DB), [id])).get(id) ?? [];
		const job = editorJob(row, files);
		if (!isTerminal(row.status)) return c.json(job, 200);
		const [graph = {}] = await graphsOf(c.env, [row]);
		const { outputs, status } = historyEntry(row, graph, files);
		return c.json(
			{ ...job, outputs, execution_status: status, workflow: { prompt: graph, extra_data: {} } },
			200,
		);
	});

	app.openapi(cancel, async (c) => {
		const { id } = c.req.valid("param");
		const { account } = await accountOf(c, "jobs:write", id);
		const row = await rowOf(c, account, id);
		const cancelled = !isTerminal(row.status);
		await cancelUnlessEnded(c.env, row);
		return c.json({ cancelled }, 200);
	});
}

async function rowOf(c: AppContext, account: string, id: string): Promise<ClassicRow> {
	const [row] = await ownRows(database(c.env.DB), account, [id]);
	if (row === undefined) throw notFound("job");
	return row;
}

/** What came by these routes and stands so; `most` at most of each half. */
async function matching(
	db: Database,
	account: string,
	asked: readonly EditorStatus[],
	{ sort_order, most }: { sort_order: "asc" | "desc"; most: number },
): Promise<ClassicRow[]> {
	const wanted = asked.length === 0 ? EDITOR_STATUSES : asked;
	const wantsAny = (of: readonly EditorStatus[]) => of.some((one) => wanted.includes(one));
	const limitOf = (of: readonly EditorStatus[]) =>
		of.every((one) => wanted.includes(one)) ? most : MOST_LOOKED_AT;
	const asc = sort_order === "asc";
	const [open, ended] = await Promise.all([
		wantsAny(OPEN) ? openInOrder(db, account, { limit: limitOf(OPEN), oldestFirst: asc }) : [],
		wantsAny(ENDED) ? endedRows(db, account, { limit: limitOf(ENDED), offset: asc ? 0 : null }) : [],
	]);
	return [...open, ...ended]
		.filter(({ status }) => wanted.includes(statusOf(status)))
		.sort((a, b) => (a.id < b.id === asc ? -1 : 1));
}
