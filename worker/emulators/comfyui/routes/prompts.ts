import { isRecord } from "../graph.ts";
import { type Call, empty, json, type Router } from "../http.ts";
import type { Instance } from "../instance.ts";
import type { RouteHost } from "./host.ts";

function strings(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

function object(call: Call): Record<string, unknown> {
	const body = call.json();
	if (!isRecord(body)) throw new TypeError("body is not an object");
	return body;
}

function number(value: string | null): number | undefined {
	return value === null ? undefined : Number.parseInt(value, 10);
}

/** Submitting, watching, stopping and forgetting prompts. */
export function promptRoutes(router: Router, host: RouteHost): void {
	const current = (): Instance => host.instance;

	router.add("GET", "/prompt", () => json({ exec_info: { queue_remaining: current().queue.remaining } }));

	router.add("POST", "/prompt", (call) => {
		const { reply, promptId } = current().submit(call.json());
		if (promptId !== undefined) host.strike("prompt", { prompt_id: promptId });
		return reply;
	});

	router.add("GET", "/queue", () => {
		const { queue } = current();
		return json({ queue_running: queue.running, queue_pending: queue.pending });
	});

	router.add("POST", "/queue", (call) => {
		const body = object(call);
		if (body.clear) current().queue.clear();
		for (const id of strings(body.delete)) current().queue.remove(id);
		return empty();
	});

	router.add("POST", "/interrupt", (call) => {
		let body: unknown;
		try {
			body = call.json();
		} catch {
			body = {}; // the one route that takes an empty body
		}
		const id = isRecord(body) ? body.prompt_id : undefined;
		current().interrupt(typeof id === "string" && id !== "" ? id : undefined);
		return empty();
	});

	router.add("POST", "/free", (call) => {
		const body = object(call);
		current().executor.free(body.unload_models === true, body.free_memory === true);
		return empty();
	});

	router.add("GET", "/history", (call) => {
		const entries = current().history.list(
			number(call.query.get("max_items")),
			number(call.query.get("offset")) ?? -1,
		);
		return json(new Map(entries));
	});

	router.add("GET", "/history/{id}", (call) => {
		const id = call.params.id ?? "";
		const entry = current().history.get(id);
		return json(entry ? { [id]: entry } : {});
	});

	router.add("POST", "/history", (call) => {
		const body = object(call);
		if (body.clear) current().history.clear();
		for (const id of strings(body.delete)) current().history.delete(id);
		return empty();
	});
}
