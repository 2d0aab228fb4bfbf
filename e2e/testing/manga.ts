import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, readFile } from "node:fs/promises";
import path from "node:path";
import type { LogEntry } from "../../client/cli/pages/log.ts";
import type { WorkflowFile } from "../../client/cli/pages/workflow-file.ts";
import { main } from "../../client/main.ts";
import { root } from "../stack/processes.ts";
import { programs } from "../stack/programs.ts";
import type { Stack } from "../stack/stack.ts";
import { capture } from "./capture.ts";

type Env = Record<string, string>;

/** A program of the project that runs. */
export interface Ran {
	child: ChildProcess;
	/** What it has written to standard error so far. */
	said(): string;
	ended: Promise<{ code: number | null; stdout: string; said: string }>;
}

/** The example project in a folder of its own, and how its people use it with a stack. */
export interface MangaProject {
	folder: string;
	raw: string;
	/** A stage of the project, as its people run it; rejects where it does not end well. */
	stage(
		name: string,
		args?: string[],
		env?: Env,
	): Promise<{ code: number | null; stdout: string; said: string }>;
	/** The command line itself, as a process that can be killed. */
	darkroom(...args: string[]): Ran;
	/** The command line in this process, which takes a tenth of the time; `folder`: for another project. */
	here(args: string[], env?: Env, folder?: string): Promise<{ code: number; said: string }>;
	log(): Promise<LogEntry[]>;
	/** Bytes of a file in `raw`. */
	file(name: string): Promise<Buffer>;
	/** The workflow beside the picture of that stem. */
	graph(stem: string): Promise<WorkflowFile>;
}

export async function mangaProject(folder: string, stack: Stack): Promise<MangaProject> {
	await cp(path.join(root, "e2e/fixtures/manga"), folder, { recursive: true });
	const output = path.join(folder, "output/ch-01");
	const raw = path.join(output, "raw");
	// What npm tells of the script that runs these tests is not true of the project.
	const own = Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD|DARKROOM_)/i.test(name));
	const env = {
		...Object.fromEntries(own),
		DARKROOM_URL: stack.edge.url,
		DARKROOM_KEY: stack.client.key,
		DARKROOM: root,
	};
	const run = (program: string, args: string[], more: Env = {}): Ran => {
		const stdio = ["ignore", "pipe", "pipe"] as const;
		const child = spawn(program, args, { cwd: folder, env: { ...env, ...more }, stdio: [...stdio] });
		let [stdout, stderr] = ["", ""];
		child.stdout?.on("data", (chunk: Buffer) => {
			stdout += chunk.toString();
		});
		child.stderr?.on("data", (chunk: Buffer) => {
			stderr += chunk.toString();
		});
		const ended = once(child, "close").then(([code]) => ({
			code: code as number | null,
			stdout,
			said: stderr,
		}));
		return { child, said: () => stderr, ended };
	};
	const file = (name: string) => readFile(path.join(raw, name));
	return {
		folder,
		raw,
		stage: async (name, args = [], more = {}) => {
			const ran = await run("npm", ["run", "--silent", `stage:${name}`, "--", ...args], more).ended;
			if (ran.code !== 0) throw new Error(`stage:${name} ended with ${ran.code}:\n${ran.said}`);
			return ran;
		},
		darkroom: (...args) =>
			run(process.execPath, [path.resolve(root, programs().cli), "generate", "--project", folder, ...args]),
		here: async (args, more = {}, of = folder) => {
			const captured = capture();
			try {
				const code = await main(["generate", "--project", of, ...args], { ...env, ...more });
				return { code, said: captured.said() };
			} finally {
				captured.end();
			}
		},
		log: async () =>
			JSON.parse(await readFile(path.join(output, "generation-log.json"), "utf8")) as LogEntry[],
		file,
		graph: async (stem) => JSON.parse((await file(`${stem}.workflow.json`)).toString()) as WorkflowFile,
	};
}
