import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../free-port.ts";
import type { Action } from "./scheduler.ts";

export interface FleetOptions {
	/** The worker's program, and that of the emulated ComfyUI that each worker starts for itself. */
	programs: { worker: string; comfyui: string };
	/** Further arguments of the emulated ComfyUI. */
	comfyui?: readonly string[];
	/** What its template sets in a worker of this name (`EDGE_URL`, `WORKER_TOKEN` and whatever else), and RunPod injects. */
	environment(worker: string): Record<string, string>;
	on: {
		exited(worker: string): void;
		/** A line that a worker wrote. */
		line(worker: string, line: string): void;
		/** Its connections are to be cut: it is frozen. */
		frozen(worker: string): void;
	};
}

/** What a worker logs of the ComfyUI that it has started. */
const STARTED = /"started ComfyUI".*"pid":(\d+)/;

/** Processes of emulated machines: real workers, each with an emulated ComfyUI of its own. */
export class Fleet {
	private readonly options: FleetOptions;
	private readonly running = new Map<string, ChildProcess>();
	/** Kills of a worker that is being started. */
	private readonly starting = new Map<string, Promise<void>>();
	private readonly folder = mkdtemp(path.join(os.tmpdir(), "runpod-emulator-"));
	private closed = false;
	private readonly atExit = () => this.killAll();

	constructor(options: FleetOptions) {
		this.options = options;
		process.on("exit", this.atExit);
	}

	/** Does what the scheduler decided. */
	act({ do: what, worker }: Action): void {
		if (what === "start") {
			const started = this.start(worker).catch((error: unknown) => {
				this.options.on.line(worker, `could not be started: ${error}`);
				this.options.on.exited(worker);
			});
			this.starting.set(worker, started);
			return;
		}
		// It may have been decided before the process was there.
		void this.starting.get(worker)?.then(() => this.signal(worker, what));
	}

	/** The process of a worker; undefined: it has none. */
	pid(worker: string): number | undefined {
		return this.running.get(worker)?.pid;
	}

	/** Kills whatever is left, and waits for its end. */
	async close(): Promise<void> {
		this.closed = true;
		await Promise.all(this.starting.values());
		const ends = [...this.running.values()].map((child) => once(child, "exit"));
		this.killAll();
		await Promise.all(ends);
		process.off("exit", this.atExit);
		await rm(await this.folder, { recursive: true, force: true, maxRetries: 5 });
	}

	private async start(worker: string): Promise<void> {
		const { programs, comfyui = [], environment, on } = this.options;
		const [port, folder] = await Promise.all([freePort(), this.folder]);
		if (this.closed) return;
		const data = path.join(folder, worker);
		const server = [
			process.execPath,
			programs.comfyui,
			"--port",
			String(port),
			"--data-dir",
			data,
			...comfyui,
		];
		const child = spawn(process.execPath, [programs.worker], {
			env: {
				...process.env,
				NODE_NO_WARNINGS: "1",
				COMFYUI_URL: `http://127.0.0.1:${port}`,
				COMFYUI_COMMAND: `exec ${server.map((word) => `'${word}'`).join(" ")}`,
				WORKER_NAME: worker,
				SCRATCH_DIR: folder,
				...environment(worker),
			},
			stdio: ["ignore", "ignore", "pipe"],
			detached: true,
		});
		this.running.set(worker, child);
		const servers: number[] = [];
		createInterface({ input: child.stderr }).on("line", (line) => {
			const server = STARTED.exec(line)?.[1];
			if (server !== undefined) servers.push(Number(server));
			on.line(worker, line);
		});
		child.once("exit", () => {
			this.running.delete(worker);
			// Nothing outlives the first process of a container.
			for (const server of servers) send(server, "SIGKILL");
			on.exited(worker);
		});
		await once(child, "spawn");
	}

	private signal(worker: string, what: Exclude<Action["do"], "start">): void {
		const pid = this.running.get(worker)?.pid;
		if (pid === undefined) return;
		switch (what) {
			case "term":
				// As a container's first process gets it, and nobody else.
				send(pid, "SIGTERM");
				return;
			case "kill":
				for (const one of tree(pid)) send(one, "SIGKILL");
				return;
			case "freeze":
				for (const one of tree(pid)) send(one, "SIGSTOP");
				this.options.on.frozen(worker);
				return;
			case "thaw":
				for (const one of tree(pid)) send(one, "SIGCONT");
		}
	}

	private killAll(): void {
		for (const { pid } of this.running.values())
			if (pid !== undefined) for (const one of tree(pid)) send(one, "SIGKILL");
	}
}

/** A process and all that it has started, itself first. */
function tree(root: number): number[] {
	const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
	const pairs = rows.map((row) => row.trim().split(/\s+/).map(Number));
	const found = [root];
	for (const parent of found)
		for (const [pid, of] of pairs) if (pid !== undefined && of === parent) found.push(pid);
	return found;
}

function send(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(pid, signal);
	} catch {
		// It has ended meanwhile.
	}
}
