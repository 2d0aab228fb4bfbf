import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isRecord } from "../graph.ts";
import { empty, json, type Router } from "../http/http.ts";
import { loads } from "../http/pyjson.ts";
import type { RouteHost } from "./host.ts";

/** Settings of the web page, and its users. */
export function settingsRoutes(router: Router, host: RouteHost): void {
	const folder = path.join(host.files.root, "user", "default");
	const file = path.join(folder, "comfy.settings.json");
	const users = new Set(["default"]);

	const read = (): Record<string, unknown> => {
		const value = existsSync(file) ? loads(readFileSync(file, "utf8")) : {};
		return isRecord(value) ? value : {};
	};
	const write = (settings: Record<string, unknown>): void => {
		mkdirSync(folder, { recursive: true });
		writeFileSync(file, JSON.stringify(settings, null, 4));
	};

	router.add("GET", "/settings", () => json(read()));
	router.add("GET", "/settings/{id}", (call) => json(read()[call.params.id ?? ""] ?? null));
	router.add("POST", "/settings", (call) => {
		const body = call.json();
		if (!isRecord(body)) throw new TypeError("the settings are not an object");
		write({ ...read(), ...body });
		return empty();
	});
	router.add("POST", "/settings/{id}", (call) => {
		write({ ...read(), [call.params.id ?? ""]: call.json() });
		return empty();
	});

	router.add("GET", "/users", () => json({ storage: "server", migrated: existsSync(folder) }));
	router.add("POST", "/users", (call) => {
		const body = call.json();
		if (!isRecord(body) || typeof body.username !== "string") throw new TypeError("username");
		const name = body.username;
		if (users.has(name)) return json({ error: "Duplicate username." }, 400);
		if (name.trim() === "") return json({ error: "username not provided" }, 400);
		users.add(name);
		return json(`${name.trim().replace(/[^a-zA-Z0-9-_]+/g, "-")}_${randomUUID()}`);
	});
}
