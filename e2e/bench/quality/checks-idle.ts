import { watch } from "../../../client/watch.ts";
import { type Stack, startStack } from "../../stack/stack.ts";
import { percentile, spread } from "../instruments/measure.ts";
import { gpuSpans } from "../worker/gpu.ts";

/** Jobs of a round, and which rounds there are: what the machine does meanwhile falls on both kinds alike. */
const JOBS = 15;
const ROUNDS = ["on", "off", "off", "on", "on", "off"] as const;
/** Eight steps: with decoding and writing 1.5 MB about 600 ms a job, most of which takes no processor, as on a GPU. */
const EMULATOR = ["--step-ms", "60", "--output-bytes", "1500000"];

/** How long the GPU waits between queued jobs while pictures are looked at, and while nobody looks, in one run. */
export async function gpuIdleByChecks(): Promise<[string, string][]> {
	const gaps: Record<"on" | "off", number[]> = { on: [], off: [] };
	const stack = await startStack({ emulator: EMULATOR, workers: 0 });
	try {
		let seed = 1;
		for (const checks of ROUNDS) {
			gaps[checks].push(...(await round(stack, checks, seed)));
			seed += JOBS;
		}
	} finally {
		await stack.stop();
	}
	const [on, off] = [percentile(gaps.on, 0.5), percentile(gaps.off, 0.5)];
	return [
		["GPU idle between queued jobs, checks on", spread(gaps.on)],
		["GPU idle between queued jobs, checks off", spread(gaps.off)],
		[
			"what checks add to that (want within 2 ms)",
			`${(on - off).toFixed(2)} ms of the median, ratio ${(on / off).toFixed(2)}; of the mean ${(mean(gaps.on) - mean(gaps.off)).toFixed(2)} ms`,
		],
	];
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Milliseconds between each two jobs of a queue that one worker finds when it starts. */
async function round(stack: Stack, checks: "on" | "off", seed: number): Promise<number[]> {
	const before = new Set((await gpuSpans(stack.comfyui.url)).map((span) => span.prompt_id));
	const jobs = await Promise.all(
		Array.from({ length: JOBS }, (_, i) =>
			stack.client.submit({
				workflow: "z-image-turbo-base-image",
				parameters: { prompt: "a queue of jobs", seed: (seed + i) * 10, variations: 1 },
			}),
		),
	);
	const worker = stack.startWorker({ QUALITY_CHECKS: checks });
	for (const job of jobs) for await (const _ of watch(stack.client, job.id));
	await worker.stop();
	const spans = (await gpuSpans(stack.comfyui.url)).filter((span) => !before.has(span.prompt_id));
	const run = spans.toSorted((a, b) => a.started_ms - b.started_ms).slice(1);
	return run.slice(1).map((span, i) => span.started_ms - (run[i]?.ended_ms ?? 0));
}
