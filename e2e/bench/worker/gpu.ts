import * as z from "zod";
import { watch } from "../../../client/watch.ts";
import { type Stack, startStack } from "../../stack/stack.ts";
import { startDelayProxy } from "../instruments/delay-proxy.ts";
import { percentile, spread } from "../instruments/measure.ts";

const JOBS = 60;
const OUTPUT_BYTES = 1_500_000;

const spanSchema = z.object({
	prompt_id: z.string(),
	started_ms: z.number(),
	ended_ms: z.number(),
	started_at: z.number(),
	ended_at: z.number(),
});

/** When the emulated GPU was busy. */
export async function gpuSpans(comfyuiUrl: string): Promise<z.infer<typeof spanSchema>[]> {
	const body: unknown = await (await fetch(`${comfyuiUrl}/emulator/gpu`)).json();
	return z.object({ spans: z.array(spanSchema) }).parse(body).spans;
}

/** How long the GPU waits between jobs of about 200 ms that are all queued already, while pictures are looked at or not. */
export async function gpuIdle(): Promise<[string, string][]> {
	const rows: [string, string][] = [];
	for (const [delay, checks] of [
		[0, "on"],
		[0, "off"],
		[100, "on"],
	] as const) {
		// Eight steps; with decoding and writing 1.5 MB about 200 ms a job on two cores.
		const stack = await startStack({
			emulator: ["--step-ms", "8", "--output-bytes", String(OUTPUT_BYTES)],
			workers: 0,
		});
		try {
			rows.push(...(await idleRows(stack, delay, checks)));
		} finally {
			await stack.stop();
		}
	}
	return rows;
}

async function idleRows(stack: Stack, delay: number, checks: "on" | "off"): Promise<[string, string][]> {
	const proxy = delay > 0 ? await startDelayProxy(stack.edge.url, delay) : null;
	try {
		const jobs = await Promise.all(
			Array.from({ length: JOBS }, (_, i) =>
				stack.client.submit({
					workflow: "z-image-turbo-base-image",
					parameters: { prompt: "a queue of jobs", seed: i * 10, variations: 1 },
				}),
			),
		);
		stack.startWorker({ QUALITY_CHECKS: checks, ...(proxy ? { EDGE_URL: proxy.url } : {}) });
		for (const job of jobs) for await (const _ of watch(stack.client, job.id));
		const spans = (await gpuSpans(stack.comfyui.url)).toSorted((a, b) => a.started_ms - b.started_ms);
		// The first job finds a cold worker: the queue is measured from the second on.
		const run = spans.slice(1);
		const gaps = run.slice(1).map((span, i) => span.started_ms - (run[i]?.ended_ms ?? 0));
		const first = run[0]?.started_ms ?? 0;
		const last = run.at(-1)?.ended_ms ?? 0;
		const idle = gaps.reduce((sum, gap) => sum + gap, 0) / (last - first);
		const typical = percentile(
			run.map((span) => span.ended_ms - span.started_ms),
			0.5,
		);
		const label = `, checks ${checks}${delay === 0 ? "" : `, +${delay} ms a round trip`}`;
		return [
			[
				`GPU idle between queued jobs${label}`,
				`${spread(gaps)}, ${(idle * 100).toFixed(2)} % of the run; jobs of ${typical.toFixed(0)} ms`,
			],
		];
	} finally {
		proxy?.close();
	}
}
