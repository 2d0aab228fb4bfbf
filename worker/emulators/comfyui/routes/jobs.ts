import { int } from "../../../../workflows/validate/python/python.ts";
import { isRecord } from "../graph.ts";
import { json, type Reply, type Router } from "../http/http.ts";
import type { HistoryEntry } from "../state/history.ts";
import type { QueueItem } from "../state/queue.ts";
import type { RouteHost } from "./host.ts";

const STATUSES = ["pending", "in_progress", "completed", "failed", "cancelled"];
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

interface Job {
	id: string;
	status: string;
	priority: number;
	create_time?: unknown;
	execution_start_time?: unknown;
	execution_end_time?: unknown;
	execution_error?: unknown;
	outputs_count: number;
	previewable_outputs_count?: number;
	preview_output?: unknown;
	workflow_id?: unknown;
}

function workflowId(extra: Record<string, unknown>): unknown {
	const info = isRecord(extra.extra_pnginfo) ? extra.extra_pnginfo.workflow : undefined;
	return isRecord(info) ? info.id : undefined;
}

/** Counts the files of a job and picks the one to show: a saved one before a temporary one before a text. */
function summarise(outputs: HistoryEntry["outputs"]) {
	let count = 0;
	let saved: unknown;
	let temporary: unknown;
	let words: unknown;
	for (const [nodeId, ui] of Object.entries(outputs)) {
		for (const [mediaType, items] of Object.entries(ui)) {
			for (const item of items) {
				if (isRecord(item) && typeof item.filename === "string") {
					count++;
					const shown = { ...item, nodeId, mediaType };
					if (item.type === "output") saved ??= shown;
					else temporary ??= shown;
				} else if (mediaType === "text" && typeof item === "string") {
					words ??= { content: item, nodeId, mediaType };
				}
			}
		}
	}
	return { count, preview: saved ?? temporary ?? words };
}

function waiting(item: QueueItem, status: string): Job {
	const [priority, id, , extra] = item;
	return {
		id,
		status,
		priority,
		create_time: extra.create_time,
		outputs_count: 0,
		previewable_outputs_count: 0,
		workflow_id: workflowId(extra),
	};
}

function ended(entry: HistoryEntry): Job {
	const [priority, id, , extra] = entry.prompt;
	const times = new Map(entry.status.messages.map(([event, data]) => [event, data]));
	const error = times.get("execution_error");
	const interrupted = times.get("execution_interrupted");
	const last = times.get("execution_success") ?? error ?? interrupted;
	const { count, preview } = summarise(entry.outputs);
	const failed = entry.status.status_str === "error" && !interrupted;
	return {
		id,
		status: interrupted ? "cancelled" : failed ? "failed" : "completed",
		priority,
		create_time: extra.create_time,
		execution_start_time: times.get("execution_start")?.timestamp,
		execution_end_time: last?.timestamp,
		...(failed ? { execution_error: error } : {}),
		outputs_count: count,
		previewable_outputs_count: count,
		preview_output: preview,
		workflow_id: workflowId(extra),
	};
}

function allJobs({ instance }: RouteHost): Job[] {
	const { queue, history } = instance;
	return [
		...queue.running.map((item) => waiting(item, "in_progress")),
		...queue.pending.map((item) => waiting(item, "pending")),
		...history.list().map(([, entry]) => ended(entry)),
	];
}

function bad(message: string): Reply {
	return json({ error: message }, 400);
}

/** Null where nothing was sent, undefined for what Python's int() refuses. */
function integer(value: string | null): number | null | undefined {
	if (value === null) return null;
	try {
		return Number(int(value));
	} catch {
		return undefined;
	}
}

function list(host: RouteHost, query: URLSearchParams): Reply {
	const given = (query.get("status") ?? "").split(",").map((one) => one.trim().toLowerCase());
	const wanted = given.filter((one) => one !== "");
	const unknown = wanted.filter((one) => !STATUSES.includes(one));
	if (unknown.length > 0) {
		return bad(`Invalid status value(s): ${unknown.join(", ")}. Valid values: ${STATUSES.join(", ")}`);
	}
	const sortBy = (query.get("sort_by") ?? "created_at").toLowerCase();
	const sortOrder = (query.get("sort_order") ?? "desc").toLowerCase();
	if (sortBy !== "created_at" && sortBy !== "execution_duration")
		return bad("sort_by must be 'created_at' or 'execution_duration'");
	if (sortOrder !== "asc" && sortOrder !== "desc") return bad("sort_order must be 'asc' or 'desc'");
	const limit = integer(query.get("limit"));
	if (limit === undefined) return bad("limit must be an integer");
	if (limit !== null && limit <= 0) return bad("limit must be a positive integer");
	const from = integer(query.get("offset"));
	if (from === undefined) return bad("offset must be an integer");
	const offset = Math.max(0, from ?? 0);
	const duration = (job: Job): number =>
		Number(job.execution_end_time ?? 0) - Number(job.execution_start_time ?? 0);
	const key = sortBy === "execution_duration" ? duration : (job: Job) => Number(job.create_time);
	const direction = sortOrder === "asc" ? 1 : -1;
	const workflow = query.get("workflow_id");
	const jobs = allJobs(host)
		.filter((job) => wanted.length === 0 || wanted.includes(job.status))
		.filter((job) => workflow === null || job.workflow_id === workflow)
		// Jobs created in the same millisecond keep the order of the queue.
		.map((job, index) => ({ job, index }))
		.sort((a, b) => direction * (key(a.job) - key(b.job) || a.index - b.index))
		.map((entry) => entry.job);
	const page = limit === null ? jobs.slice(offset) : jobs.slice(offset, offset + limit);
	return json({
		jobs: page,
		pagination: {
			offset,
			limit,
			total: jobs.length,
			has_more: offset + page.length < jobs.length,
		},
	});
}

function one(host: RouteHost, id: string): Reply {
	const { queue, history } = host.instance;
	const entry = history.get(id);
	const item =
		queue.running.find((other) => other[1] === id) ??
		queue.pending.find((other) => other[1] === id) ??
		entry?.prompt;
	if (!item) return json({ error: "Job not found" }, 404);
	if (!entry || item !== entry.prompt) {
		const status = queue.running.includes(item) ? "in_progress" : "pending";
		return json(waiting(item, status));
	}
	const workflow = { prompt: item[2], extra_data: item[3] };
	return json({ ...ended(entry), outputs: entry.outputs, execution_status: entry.status, workflow });
}

/** The job routes of the newer release; their own path begins with /api. */
export function jobRoutes(router: Router, host: RouteHost): void {
	if (!host.traits.jobs) return;
	router.add("GET", "/api/jobs", (call) => list(host, call.query));
	router.add("GET", "/api/jobs/{id}", (call) => one(host, call.params.id ?? ""));
	router.add("POST", "/api/jobs/{id}/cancel", (call) =>
		json({ cancelled: host.instance.cancel(call.params.id ?? "") }),
	);
	router.add("POST", "/api/jobs/cancel", (call) => {
		let body: unknown;
		try {
			body = call.json();
		} catch {
			return bad("Request body must be valid JSON");
		}
		const ids = isRecord(body) && Array.isArray(body.job_ids) ? body.job_ids : undefined;
		if (!ids) return bad("job_ids must be a list");
		const invalid = ids.filter((id) => typeof id !== "string" || !UUID.test(id));
		if (invalid.length > 0)
			return json({ error: "job_ids contains invalid id(s)", invalid_ids: invalid }, 400);
		return json({ cancelled: ids.map((id) => host.instance.cancel(String(id))).some(Boolean) });
	});
}
