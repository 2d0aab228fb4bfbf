import { type ChildProcess, spawn } from "node:child_process";
import { inject } from "vitest";
import type { FakeEdge } from "./fake-edge.ts";

export interface WorkerProcess {
	child: ChildProcess;
	/** What it wrote on stderr. */
	lines: string[];
	/** How it ended: an exit code or the name of a signal. */
	ended: Promise<number | string>;
	signal(name: NodeJS.Signals): void;
}

/** The worker as a process of its own, the way it runs in the field, only more hurried: `program` with Node. */
export function startProcess(
	edge: FakeEdge,
	comfyUrl: string,
	env: Record<string, string> = {},
	program = inject("programs").worker,
): WorkerProcess {
	const child = spawn(process.execPath, [program], {
		stdio: ["ignore", "ignore", "pipe"],
		env: {
			PATH: process.env.PATH,
			EDGE_URL: edge.url,
			WORKER_TOKEN: edge.token,
			COMFYUI_URL: comfyUrl,
			WORKER_NAME: "process",
			LOG_LEVEL: "debug",
			POLL_MS: "200",
			LOOK_MS: "200",
			COMFYUI_REFUSED_MS: "500",
			...env,
		},
	});
	const lines: string[] = [];
	let rest = "";
	child.stderr?.on("data", (chunk: Buffer) => {
		const parts = (rest + chunk.toString("utf8")).split("\n");
		rest = parts.pop() ?? "";
		lines.push(...parts);
	});
	const ended = new Promise<number | string>((resolve) => {
		child.once("exit", (code, signal) => resolve(signal ?? code ?? -1));
	});
	return { child, lines, ended, signal: (name) => child.kill(name) };
}
