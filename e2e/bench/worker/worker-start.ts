import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { promisify } from "node:util";
import { bundlePrograms } from "../../../worker/testing/prepare.ts";
import { type Running, start } from "../../stack/processes.ts";
import { type Stack, startStack } from "../../stack/stack.ts";
import { invertedColour } from "../../testing/graphs.ts";
import { percentile } from "../instruments/measure.ts";
import { secondsOf } from "../instruments/processor.ts";

const TIMES = 7;

/** One start, from the start of the process; milliseconds. */
interface Start {
	registered: number;
	claimed: number;
	/** Processor time that it had used when it claimed; null where there is no /proc. */
	cpu: number | null;
}

/**
 * From the start of a container's first process to its first claim, where no model is loaded: the worker as one file, as
 * in the image, and as its sources; beside a ComfyUI that is up, and with one that it starts itself. A start of Node
 * that does nothing stands beside them: what it takes is nobody's to save.
 */
export async function workerStart(): Promise<[string, string][]> {
	const folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-start-"));
	const stack = await startStack({ workers: 0, emulator: ["--probes"] });
	try {
		const { worker, emulator } = await bundlePrograms(folder);
		const own = (port: number) => ({
			COMFYUI_URL: `http://127.0.0.1:${port}`,
			COMFYUI_COMMAND: `exec '${process.execPath}' '${emulator}' --probes --port ${port}`,
		});
		const kinds: [string, string, (i: number) => Record<string, string>][] = [
			[
				"one file, ComfyUI is up",
				worker,
				() => ({ COMFYUI_URL: stack.comfyui.url, ALLOW_REMOTE_COMFYUI: "1" }),
			],
			[
				"sources, ComfyUI is up",
				"worker/main.ts",
				() => ({ COMFYUI_URL: stack.comfyui.url, ALLOW_REMOTE_COMFYUI: "1" }),
			],
			[
				"one file, it starts the emulated ComfyUI",
				worker,
				(i) => own(28_000 + (process.pid % 1_000) * 10 + i),
			],
		];
		const rows: [string, string][] = [["start of Node alone", await bareStart()]];
		for (const [label, program, env] of kinds) {
			const starts: Start[] = [];
			for (let i = 0; i < TIMES; i++)
				starts.push(await startOnce(stack, program, { ...env(i), SCRATCH_DIR: folder }));
			rows.push([`worker, start to first claim: ${label}`, shown(starts)]);
		}
		return rows;
	} finally {
		await stack.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

async function startOnce(stack: Stack, program: string, env: Record<string, string>): Promise<Start> {
	await stack.client.submitGraph({ graph: invertedColour(1), inputs: {} });
	const began = performance.now();
	const running = start(program, [], {
		EDGE_URL: stack.edge.url,
		WORKER_TOKEN: stack.workerToken,
		WORKER_NAME: "measured",
		...env,
	});
	try {
		const registered = lineAt(running, '"registered"');
		await lineAt(running, '"claimed"');
		const claimed = performance.now() - began;
		const cpu =
			os.platform() === "linux" && running.child.pid ? (await secondsOf(running.child.pid)) * 1000 : null;
		await lineAt(running, '"completed"');
		return { registered: (await registered) - began, claimed, cpu };
	} finally {
		await running.stop();
	}
}

/** When it first wrote a line with this in it. */
function lineAt({ child }: Running, words: string): Promise<number> {
	return new Promise((resolve, reject) => {
		child.stderr?.on("data", (chunk: Buffer) => {
			if (chunk.includes(words)) resolve(performance.now());
		});
		child.once("exit", () => reject(new Error(`the worker ended before it wrote ${words}`)));
	});
}

async function bareStart(): Promise<string> {
	const times: number[] = [];
	for (let i = 0; i < TIMES; i++) {
		const began = performance.now();
		await promisify(execFile)(process.execPath, ["--eval", "0"]);
		times.push(performance.now() - began);
	}
	return `${percentile(times, 0.5).toFixed(0)} ms`;
}

function shown(starts: readonly Start[]): string {
	const median = (of: (one: Start) => number | null) => {
		const values = starts.map(of).filter((value) => value !== null);
		return values.length === 0 ? "unknown" : `${percentile(values, 0.5).toFixed(0)} ms`;
	};
	return `${median(({ claimed }) => claimed)} (registered after ${median(({ registered }) => registered)}), processor time of the worker ${median(({ cpu }) => cpu)}; medians of ${starts.length}`;
}
