import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Call, empty, json, type Reply, type Router, text } from "../http.ts";
import { mediaType } from "./files.ts";
import type { RouteHost } from "./host.ts";

/** The small file store for the web page's settings and workflows, as far as other clients use it. */
export function userdataRoutes(router: Router, host: RouteHost): void {
	const base = path.join(host.files.root, "user", "default");
	const locate = (name: string): string | undefined => {
		const full = path.resolve(base, name);
		return full.startsWith(base + path.sep) ? full : undefined;
	};
	const relative = (full: string): string => path.relative(base, full).split(path.sep).join("/");
	// The older release gives seconds with a fraction, the newer one whole milliseconds.
	const time = (ms: number): number => (host.traits.jobs ? Math.floor(ms) : ms / 1000);

	const about = (full: string, shown: string) => {
		const stat = statSync(full);
		return { path: shown, size: stat.size, modified: time(stat.mtimeMs), created: time(stat.birthtimeMs) };
	};

	const list = (call: Call): Reply => {
		const dir = call.query.get("dir");
		if (!dir) return text("Directory not provided", 400);
		const full = locate(dir);
		if (!full) return empty(403);
		if (!existsSync(full)) return text("Directory not found", 404);
		const recurse = call.query.get("recurse") === "true";
		const names = readdirSync(full, { recursive: recurse, withFileTypes: true })
			.filter((entry) => entry.isFile())
			.map((entry) => path.join(entry.parentPath, entry.name));
		const shown = names.map((name) => path.relative(full, name).split(path.sep).join("/"));
		if (call.query.get("full_info") === "true") {
			return json(names.map((name, i) => about(name, shown[i] ?? "")));
		}
		return json(shown);
	};

	const write = (call: Call): Reply => {
		const full = locate(call.params.file ?? "");
		if (!full) return empty(403);
		if (call.query.get("overwrite") === "false" && existsSync(full)) return text("File already exists", 409);
		mkdirSync(path.dirname(full), { recursive: true });
		writeFileSync(full, call.body);
		return json(call.query.get("full_info") === "true" ? about(full, relative(full)) : relative(full));
	};

	router.add("GET", "/users", () => json({ storage: "server", migrated: false }));
	router.add("GET", "/userdata", list);
	router.add("GET", "/userdata/{file}", (call) => {
		const full = locate(call.params.file ?? "");
		if (!full) return empty(403);
		if (!existsSync(full)) return empty(404);
		return { status: 200, type: mediaType(full), body: readFileSync(full) };
	});
	router.add("POST", "/userdata/{file}", write);
	router.add("DELETE", "/userdata/{file}", (call) => {
		const full = locate(call.params.file ?? "");
		if (!full) return empty(403);
		if (!existsSync(full)) return empty(404);
		rmSync(full);
		return empty(204);
	});
}
