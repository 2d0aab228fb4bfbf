import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { empty, json, type Router } from "../http/http.ts";
import { isFolderType } from "../state/files.ts";
import type { RouteHost } from "./host.ts";
import { FOLDERS, modelFolders } from "./info.ts";

/** What the web page asks of the server itself. These routes are the only ones that do not answer below /api. */
export function internalRoutes(router: Router, host: RouteHost): void {
	router.add("GET", "/internal/logs/raw", () =>
		json({ entries: host.instance.logs, size: { cols: 80, rows: 24 } }),
	);
	router.add("GET", "/internal/logs", () =>
		json(host.instance.logs.map(({ t, m }) => `${t} - ${m}`).join("")),
	);
	router.add("PATCH", "/internal/logs/subscribe", (call) => {
		call.json();
		return empty();
	});
	router.add("GET", "/internal/folder_paths", () =>
		json(Object.fromEntries(FOLDERS[host.traits.version].map((name) => [name, modelFolders(host, name)]))),
	);
	router.add("GET", "/internal/files/{type}", (call) => {
		const { type } = call.params;
		if (!isFolderType(type)) return json({ error: "Invalid directory type" }, 400);
		const folder = host.files.folder(type);
		const files = readdirSync(folder, { withFileTypes: true })
			.filter((entry) => entry.isFile() && !entry.name.startsWith("."))
			.map(({ name }) => ({ name, at: statSync(path.join(folder, name)).mtimeMs }));
		return json(files.sort((a, b) => b.at - a.at).map(({ name }) => name));
	});
}
