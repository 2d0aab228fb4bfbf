import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import path from "node:path";
import { type Call, empty, json, type Reply, type Router, text } from "../http/http.ts";
import { mediaType } from "../media-types.ts";
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
		// The whole, and then its parts.
		if (call.query.get("split") === "true") return json(shown.map((name) => [name, ...name.split("/")]));
		return json(shown);
	};

	/** Everything below a folder: folders first, then files, by name. */
	const tree = (call: Call): Reply => {
		const asked = call.query.get("path") ?? "";
		const full = asked === "" ? base : locate(asked);
		if (!full) return text("Invalid path requested", 400);
		if (!existsSync(full)) return asked === "" ? json([]) : text("Requested path not found", 404);
		if (!statSync(full).isDirectory()) return text("Requested path is not a directory", 400);
		const entries = readdirSync(full, { recursive: true, withFileTypes: true }).map((entry) => {
			const at = path.join(entry.parentPath, entry.name);
			if (entry.isDirectory()) return { name: entry.name, path: relative(at), type: "directory" };
			const { size, mtimeMs } = statSync(at);
			return { name: entry.name, path: relative(at), type: "file", size, modified: mtimeMs / 1000 };
		});
		const rank = (entry: { type: string; name: string }) => (entry.type === "directory" ? 0 : 1);
		return json(
			entries.sort((a, b) => rank(a) - rank(b) || (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1)),
		);
	};

	const move = (call: Call): Reply => {
		const [from, to] = [locate(call.params.file ?? ""), locate(call.params.dest ?? "")];
		if (!from || !to) return empty(403);
		if (!existsSync(from)) return empty(404);
		if (call.query.get("overwrite") === "false" && existsSync(to)) return text("File already exists", 409);
		mkdirSync(path.dirname(to), { recursive: true });
		renameSync(from, to);
		return json(call.query.get("full_info") === "true" ? about(to, relative(to)) : relative(to));
	};

	const write = (call: Call): Reply => {
		const full = locate(call.params.file ?? "");
		if (!full) return empty(403);
		if (call.query.get("overwrite") === "false" && existsSync(full)) return text("File already exists", 409);
		mkdirSync(path.dirname(full), { recursive: true });
		writeFileSync(full, call.body);
		return json(call.query.get("full_info") === "true" ? about(full, relative(full)) : relative(full));
	};

	router.add("GET", "/userdata", list);
	router.add("GET", "/v2/userdata", tree);
	router.add("POST", "/userdata/{file}/move/{dest}", move);
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
