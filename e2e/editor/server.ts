import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { WebSocketServer } from "ws";

/** Enough of a ComfyUI for its editor to open: the files of the editor, and node classes. Nothing runs. */
export interface EditorServer {
	url: string;
	close(): Promise<void>;
}

/** Of files of the editor, by their endings. */
export const TYPES: Record<string, string> = {
	".html": "text/html",
	".js": "text/javascript",
	".mjs": "text/javascript",
	".css": "text/css",
	".json": "application/json",
	".svg": "image/svg+xml",
	".wasm": "application/wasm",
};

/** @param objectInfo the answer of `GET /object_info`, as text */
export async function serveEditor(files: string, objectInfo: string): Promise<EditorServer> {
	const routes: Record<string, unknown> = {
		"/users": { storage: "server", migrated: true },
		"/settings": SETTINGS,
		"/system_stats": {
			system: {
				os: "posix",
				ram_total: 0,
				ram_free: 0,
				comfyui_version: "0.33.0",
				python_version: "3.12",
				pytorch_version: "2.8",
				embedded_python: false,
				argv: ["main.py"],
			},
			devices: [],
		},
		"/extensions": [],
		"/embeddings": [],
		"/features": {},
		"/i18n": {},
		"/workflow_templates": {},
		"/global_subgraphs": {},
		"/node_replacements": {},
		"/experiment/models": [],
		"/userdata": [],
		"/v2/userdata": [],
		"/queue": { queue_running: [], queue_pending: [] },
		"/history": {},
		"/prompt": { exec_info: { queue_remaining: 0 } },
		"/jobs": { jobs: [], pagination: { offset: 0, limit: 0, total: 0, has_more: false } },
	};
	const answer = (request: IncomingMessage, response: ServerResponse) => {
		const { pathname } = new URL(request.url ?? "/", "http://editor");
		const route = pathname.replace(/^\/api(?=\/)/, "");
		if (route === "/object_info") return send(response, 200, objectInfo);
		if (request.method !== "GET") return send(response, 200, "{}");
		if (Object.hasOwn(routes, route)) return send(response, 200, JSON.stringify(routes[route]));
		const file = path.join(files, pathname === "/" ? "index.html" : pathname);
		if (!file.startsWith(files) || !existsSync(file) || !statSync(file).isFile())
			return send(response, 404, "{}");
		response.writeHead(200, {
			"content-type": TYPES[path.extname(file)] ?? "application/octet-stream",
			"cache-control": "max-age=3600",
		});
		createReadStream(file).pipe(response);
	};
	const server = createServer(answer);
	const sockets = new WebSocketServer({ server });
	sockets.on("connection", (socket) => {
		const status = { status: { exec_info: { queue_remaining: 0 } }, sid: "editor" };
		socket.send(JSON.stringify({ type: "status", data: status }));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		close: () =>
			new Promise((resolve) => {
				for (const socket of sockets.clients) socket.terminate();
				sockets.close();
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}

/** No tours, no news, no questions: they would stand before the canvas. */
const SETTINGS = {
	"Comfy.TutorialCompleted": true,
	"Comfy.Workflow.ShowMissingNodesWarning": false,
	"Comfy.Workflow.ShowMissingModelsWarning": false,
	"Comfy.Workflow.Persist": false,
	"Comfy.Validation.Workflows": true,
	"Comfy.Release.Status": "skipped",
	"Comfy.Release.Version": "99.0.0",
	"Comfy.InstalledVersion": "1.0.0",
};

function send(response: ServerResponse, status: number, body: string): void {
	response.writeHead(status, { "content-type": "application/json" });
	response.end(body);
}
