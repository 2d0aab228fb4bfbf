import { createRoute, z } from "@hono/zod-openapi";
import {
	cancelledSchema,
	EDITOR_STATUSES,
	type EditorStatus,
	editorJobDetailSchema,
	editorJobsSchema,
	MAX_JOBS,
	MAX_JOBS_OFFSET,
} from "../../../contract/comfyui/editor.ts";
import { cancelJobsSchema } from "../../../contract/comfyui/userdata.ts";
import { isTerminal } from "../../../contract/status.ts";
import { type Database, database } from "../../../db/client.ts";
import { type App, type AppContext, accountOf } from "../../../http/app.ts";
import { classicSecurity, counted, json, jsonBody, refusals } from "../../../http/responses.ts";
import { notFound } from "../../../problem.ts";
import { cancelUnlessEnded } from "../../cancel.ts";
import { cancelAll } from "../cancel-all.ts";
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
	description: `What came by these routes. Where \`status\` names some ways to end and not others, or \`sort_by\` another order than theirs, the newest ${MOST_LOOKED_AT} are looked at.`,
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
			sort_by: z.enum(["created_at", "execution_duration"]).default("created_at").openapi({
				default: "created_at",
				description: "When they came; or how long they ran, those that have not ended as if for no time",
			}),
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

const cancelSome = createRoute({
	...route,
	method: "post",
	path: "/api/jobs/cancel",
	operationId: "comfyuiCancelJobs",
	summary: "Cancel several jobs, as ComfyUI's editor does",
	description:
		"Those that have ended stay as they are, and what is no job of the account is passed over: where none of them will end so, `cancelled` is false.",
	request: { body: jsonBody(cancelJobsSchema) },
	responses: {
		200: json(cancelledSchema, "Whether one of them will end so"),
		...refusals(400, 401, 403, 413, 415, 422, 503),
	},
});

export function registerEditorJobs(app: App): void {
	app.openapi(cancelSome, async (c) => {
		const { account } = await accountOf(c, "jobs:write");
		const ids = [...new Set(c.req.valid("json").job_ids)];
		const rows = await ownRows(database(c.env.DB), account, ids);
		const open = rows.filter(({ status }) => !isTerminal(status));
		await cancelAll(c.env, open);
		return c.json({ cancelled: open.length > 0 }, 200);
	});

	app.openapi(list, async (c) => {
		const { account } = await accountOf(c, "jobs:read");
		const { status, limit, offset, sort_order, sort_by } = c.req.valid("query");
		const db = database(c.env.DB);
		const found = await matching(db, account, status, { sort_order, sort_by, most: offset + limit + 1 });
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

interface Wanted {
	sort_order: "asc" | "desc";
	sort_by: "created_at" | "execution_duration";
	most: number;
}

/** What came by these routes and stands so; `most` at most of each half. */
async function matching(
	db: Database,
	account: string,
	asked: readonly EditorStatus[],
	{ sort_order, sort_by, most }: Wanted,
): Promise<ClassicRow[]> {
	const wanted = asked.length === 0 ? EDITOR_STATUSES : asked;
	const wantsAny = (of: readonly EditorStatus[]) => of.some((one) => wanted.includes(one));
	const byLength = sort_by === "execution_duration";
	const limitOf = (of: readonly EditorStatus[]) =>
		!byLength && of.every((one) => wanted.includes(one)) ? most : MOST_LOOKED_AT;
	const asc = sort_order === "asc";
	// Those that were looked at for their length are the newest, whatever the order.
	const oldestFirst = asc && !byLength;
	const [open, ended] = await Promise.all([
		wantsAny(OPEN) ? openInOrder(db, account, { limit: limitOf(OPEN), oldestFirst }) : [],
		wantsAny(ENDED) ? endedRows(db, account, { limit: limitOf(ENDED), offset: oldestFirst ? 0 : null }) : [],
	]);
	return [...open, ...ended]
		.filter(({ status }) => wanted.includes(statusOf(status)))
		.sort(
			(a, b) => (byLength ? lengthOf(a) - lengthOf(b) : 0) * (asc ? 1 : -1) || (a.id < b.id === asc ? -1 : 1),
		);
}

/** How long it ran, in milliseconds; 0: it has not ended, or never began. */
const lengthOf = ({ started_at, finished_at }: ClassicRow) =>
	started_at === null || finished_at === null ? 0 : finished_at - started_at;
