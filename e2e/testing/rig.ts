import path from "node:path";
import { freePort } from "../../worker/emulators/free-port.ts";
import { until } from "../../worker/testing/until.ts";
import { type Running, root } from "../stack/processes.ts";
import { programs } from "../stack/programs.ts";
import type { Stack } from "../stack/stack.ts";
import { type Lane, openLane, said } from "./lane.ts";

/** A worker with a ComfyUI of its own, which it starts and looks after, in a pool of its own. */
export interface Rig extends Lane {
	worker: Running;
	/** Where its ComfyUI (an emulator) listens. */
	comfyui: string;
	/** Sends a signal to the ComfyUI that runs now. */
	signalComfyui(signal: NodeJS.Signals): void;
	/** How often ComfyUI was started. */
	starts(): number;
	stop(): Promise<void>;
}

export interface RigOptions {
	/** Further arguments of the emulator. */
	emulator?: string[];
	env?: Record<string, string>;
	/** Joins the workers of another rig: its pool, not one of its own. */
	beside?: Rig;
	/** Wait until the worker is registered. Default: true. */
	ready?: boolean;
}

const STARTED = '"started ComfyUI"';

export async function startRig(stack: Stack, pool: string, options: RigOptions = {}): Promise<Rig> {
	const lane = options.beside ?? (await openLane(stack, pool));
	const port = await freePort();
	const emulator = path.resolve(root, programs().emulator);
	const args = [
		...[process.execPath, emulator, "--port", String(port), "--probes"],
		// What is killed cannot clear away after itself.
		...["--data-dir", path.join(stack.state, `comfyui-${pool}-${port}`)],
		...(options.emulator ?? []),
	];
	const worker = lane.start({
		COMFYUI_URL: `http://127.0.0.1:${port}`,
		COMFYUI_COMMAND: `exec ${args.map((arg) => `'${arg}'`).join(" ")}`,
		...options.env,
	});
	const pids = () =>
		worker.log.filter((line) => line.includes(STARTED)).map((line) => Number(/"pid":(\d+)/.exec(line)?.[1]));
	if (options.ready ?? true)
		await until(`the worker of ${pool} is registered`, () => said(worker, '"registered"'));
	return {
		...lane,
		worker,
		comfyui: `http://127.0.0.1:${port}`,
		signalComfyui: (signal) => process.kill(pids().at(-1) ?? Number.NaN, signal),
		starts: () => pids().length,
		stop: async () => {
			await worker.stop();
			// A worker that had to be killed has left its ComfyUI behind.
			for (const pid of pids()) {
				try {
					process.kill(pid, "SIGKILL");
				} catch {
					// It is gone, as it should be.
				}
			}
		},
	};
}
