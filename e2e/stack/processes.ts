import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

export const root = path.resolve(import.meta.dirname, "../..");

/** Environment variable with a folder for what Node has compiled, which it then does not compile again for each program. */
export const COMPILED = "DARKROOM_COMPILED";

export interface Running {
	child: ChildProcess;
	/** Lines of its standard error, newest last; kept for telling why it failed. */
	log: string[];
	/** Ends it with SIGTERM and waits; kills it where that takes longer than `ms`. */
	stop(ms?: number): Promise<void>;
	/** SIGKILL to it and everything it started. */
	kill(): Promise<void>;
}

/** Starts a program of this repository in a process group of its own; `channel`: messages can be sent to it. */
export function start(
	script: string,
	args: string[],
	env: Record<string, string>,
	{ channel = false } = {},
): Running {
	const compiled = process.env[COMPILED];
	const cache = compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled };
	const child = spawn(process.execPath, [path.resolve(root, script), ...args], {
		cwd: root,
		env: { ...process.env, NODE_NO_WARNINGS: "1", ...cache, ...env },
		stdio: ["ignore", "pipe", "pipe", ...(channel ? (["ipc"] as const) : [])],
		detached: true,
	});
	const log: string[] = [];
	if (child.stderr === null) throw new Error("the process has no standard error");
	createInterface({ input: child.stderr }).on("line", (line) => {
		log.push(line);
		if (log.length > 500) log.shift();
		if (process.env.DARKROOM_SHOW_LOGS) process.stderr.write(`[${path.basename(script)}] ${line}\n`);
	});
	const signal = (name: NodeJS.Signals) => {
		if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
		try {
			process.kill(-child.pid, name);
		} catch {
			// It ended between the check and the signal.
		}
	};
	const ended = () =>
		child.exitCode !== null || child.signalCode !== null
			? Promise.resolve()
			: once(child, "exit").then(() => {});
	const running: Running = {
		child,
		log,
		stop: async (ms = 10_000) => {
			const over = ended();
			signal("SIGTERM");
			const timer = setTimeout(() => signal("SIGKILL"), ms);
			await over;
			clearTimeout(timer);
			// What the process started itself may outlive it.
			if (child.pid !== undefined) killGroup(child.pid);
			alive.delete(running);
		},
		kill: async () => {
			const over = ended();
			signal("SIGKILL");
			await over;
			alive.delete(running);
		},
	};
	alive.add(running);
	return running;
}

/** Waits for a line on standard output that says `listening on <url>`, and returns the URL. */
export async function listening(running: Running): Promise<string> {
	const { child, log } = running;
	if (!child.stdout) throw new Error("the process has no standard output");
	const lines = createInterface({ input: child.stdout });
	return new Promise((resolve, reject) => {
		lines.on("line", (line) => {
			const url = /listening on (https?:\/\/\S+)/.exec(line)?.[1];
			if (url) resolve(url);
		});
		child.once("exit", (code, signal) =>
			reject(
				new Error(`the process ended (${code ?? signal}) before it was ready:\n${log.slice(-20).join("\n")}`),
			),
		);
	});
}

const alive = new Set<Running>();

function killGroup(pid: number): void {
	try {
		process.kill(-pid, "SIGKILL");
	} catch {
		// Nothing is left of the group.
	}
}

// Whatever ends this process must not leave others behind. A signal ends Node without its exit event, so it
// is turned into an exit where nobody else handles it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
	process.on(signal, () => {
		if (process.listenerCount(signal) === 1) process.exit(1);
	});
}
process.on("exit", () => {
	for (const { child } of alive) if (child.pid !== undefined) killGroup(child.pid);
});
