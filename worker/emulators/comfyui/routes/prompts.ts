import { bool, int } from "../../../../workflows/validate/python/python.ts";
import { contains, isRecord } from "../graph.ts";
import { type Call, empty, json, type Router } from "../http/http.ts";
import type { Instance } from "../state/instance.ts";
import type { RouteHost } from "./host.ts";

/** The body as Python's `in` looks into it: keys of an object, items of a list, parts of a text. */
function members(call: Call): { has(name: string): boolean; at(name: string): unknown } {
	const body = call.json();
	return {
		has: (name) => contains(body, name),
		at: (name) => {
			if (!isRecord(body)) throw new TypeError("indices must be integers or slices, not str");
			return body[name];
		},
	};
}

/** Everything that a `for` in Python gives of a value. @throws for what is not iterable */
function items(value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	if (typeof value === "string") return [...value];
	if (isRecord(value)) return Object.keys(value);
	throw new TypeError("object is not iterable");
}

function object(call: Call): Record<string, unknown> {
	const body = call.json();
	if (!isRecord(body)) throw new TypeError("body is not an object");
	return body;
}

/** An integer of a query. @throws where Python's int() would */
function number(value: string | null): number | undefined {
	return value === null ? undefined : Number(int(value));
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
		const body = members(call);
		if (body.has("clear") && bool(body.at("clear"))) current().queue.clear();
		for (const id of body.has("delete") ? items(body.at("delete")) : []) current().queue.remove(String(id));
		return empty();
	});

	router.add("POST", "/interrupt", (call) => {
		let body: unknown;
		try {
			body = call.json();
		} catch {
			body = {}; // the one route that takes an empty body
		}
		if (!isRecord(body)) throw new TypeError("body is not an object");
		const id = body.prompt_id;
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
		const body = members(call);
		if (body.has("clear") && bool(body.at("clear"))) current().history.clear();
		for (const id of body.has("delete") ? items(body.at("delete")) : []) current().history.delete(String(id));
		return empty();
	});
}
