import { watch } from "../../../client/watch.ts";
import { promptIdOf } from "../../../worker/comfyui/prompt-id.ts";
import { type Stack, startStack } from "../../stack/stack.ts";
import { spread } from "../instruments/measure.ts";
import { cpuOf } from "../instruments/processor.ts";
import { gpuSpans } from "./gpu.ts";

/** Enough for a p99 to be more than the worst of all. */
const JOBS = 200;
/** As a real ComfyUI has it: the history knows of an end a little after the socket has told. */
const HISTORY_LAG_MS = 1;

/** From a client's request to ComfyUI's GPU, and from there back to somebody who watches; one job at a time. */
export async function latency(): Promise<[string, string][]> {
	const stack = await startStack({
		emulator: ["--step-ms", "5", "--history-lag-ms", String(HISTORY_LAG_MS)],
		workers: 1,
	});
	try {
		await oneJob(stack, -1);
		const marks: { task: string; submitted: number; terminal: number }[] = [];
		const before = await cpuOf(stack);
		for (let i = 0; i < JOBS; i++) marks.push(await oneJob(stack, i));
		const after = await cpuOf(stack);
		const spans = new Map((await gpuSpans(stack.comfyui.url)).map((span) => [span.prompt_id, span]));
		const there: number[] = [];
		const back: number[] = [];
		for (const { task, submitted, terminal } of marks) {
			const span = spans.get(promptIdOf(task, 1));
			if (!span) continue;
			there.push(span.started_at - submitted);
			back.push(terminal - span.ended_at);
		}
		return [
			["submit to ComfyUI's prompt, idle worker", spread(there)],
			[`ComfyUI's end to the watcher's last event, history ${HISTORY_LAG_MS} ms late`, spread(back)],
			[
				"processor time of one watched job of one picture",
				before && after
					? `edge ${perJob(after.edge - before.edge)} · worker ${perJob(after.worker - before.worker)} ms`
					: "only on Linux",
			],
		];
	} finally {
		await stack.stop();
	}
}

const perJob = (seconds: number) => ((seconds * 1000) / JOBS).toFixed(0);

/** Times are epoch milliseconds with fractions, as the emulator's log has them. */
async function oneJob({ client }: Stack, seed: number) {
	const submitted = performance.timeOrigin + performance.now();
	const job = await client.submit({
		workflow: "z-image-turbo-base-image",
		parameters: { prompt: "one job at a time", seed: seed + 1, variations: 1 },
	});
	for await (const frame of watch(client, job.id))
		if (frame.type === "job" && frame.status === "failed") break;
	const terminal = performance.timeOrigin + performance.now();
	return { task: job.stages[0]?.tasks[0]?.id ?? "", submitted, terminal };
}
