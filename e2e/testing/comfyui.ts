import * as z from "zod";
import type { FaultAction, FaultScript } from "../../worker/emulators/comfyui/faults.ts";
import { until } from "../../worker/testing/until.ts";

const queueSchema = z.object({ queue_running: z.array(z.unknown()), queue_pending: z.array(z.unknown()) });

/** Prompts that ComfyUI runs and has waiting. */
export async function queueOf(url: string): Promise<{ running: number; waiting: number }> {
	const queue = queueSchema.parse(await (await fetch(`${url}/queue`)).json());
	return { running: queue.queue_running.length, waiting: queue.queue_pending.length };
}

/** Waits until ComfyUI runs a prompt. */
export async function somethingRuns(url: string): Promise<void> {
	await until("ComfyUI runs something", async () => (await queueOf(url)).running > 0);
}

/** Waits until ComfyUI has run this prompt to its end, however quickly that went by. */
export async function hasRun(url: string, prompt: string): Promise<void> {
	await until(`ComfyUI has run ${prompt}`, async () => {
		const history = await (await fetch(`${url}/history/${prompt}`)).json();
		return Object.keys(z.record(z.string(), z.unknown()).parse(history)).length > 0;
	});
}

/** Waits until ComfyUI has nothing to do. */
export async function queueIsEmpty(url: string, ms?: number): Promise<void> {
	const empty = async () => {
		const { running, waiting } = await queueOf(url);
		return running + waiting === 0;
	};
	await until("ComfyUI's queue is empty", empty, ms);
}

/** Names of the node classes a server has. */
export async function nodeClasses(url: string): Promise<Set<string>> {
	const info = z.record(z.string(), z.unknown()).parse(await (await fetch(`${url}/object_info`)).json());
	return new Set(Object.keys(info));
}

/** Model files that an input of a class lists. */
export async function modelsListed(url: string, className: string, input: string): Promise<string[]> {
	const shape = z.record(
		z.string(),
		z.object({ input: z.object({ required: z.record(z.string(), z.array(z.unknown())) }) }),
	);
	const info = shape.parse(await (await fetch(`${url}/object_info/${className}`)).json());
	const [type, options] = info[className]?.input.required[input] ?? [];
	const listed = type === "COMBO" ? z.object({ options: z.unknown() }).parse(options).options : type;
	return z.array(z.string()).parse(listed);
}

/** Replaces the fault script of an emulator. */
export async function setFaults(url: string, script: FaultScript): Promise<void> {
	await postToEmulator(url, "/emulator/faults", script);
}

/** Lets a fault strike an emulator at once. */
export async function strike(url: string, action: FaultAction): Promise<void> {
	await postToEmulator(url, "/emulator/faults", { inject: action });
}

/** Declares a model file present in an emulator. */
export async function addModel(url: string, folder: string, name: string): Promise<void> {
	await postToEmulator(url, "/emulator/models", { folder, name });
}

async function postToEmulator(url: string, route: string, body: unknown): Promise<void> {
	const response = await fetch(url + route, { method: "POST", body: JSON.stringify(body) });
	if (!response.ok) throw new Error(`${route}: ${response.status} ${await response.text()}`);
}
