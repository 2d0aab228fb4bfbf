import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { watch } from "../../../client/watch.ts";
import { promptIdOf } from "../../../worker/comfyui/prompt-id.ts";
import { type Stack, startStack } from "../../stack/stack.ts";
import { spread } from "../instruments/measure.ts";
import { gpuSpans } from "./gpu.ts";

/** Jobs of four stages, one after the other: three borders in each. */
const JOBS = 30;

/** From the end of one stage to the prompt of the next one in ComfyUI, with one worker that has nothing else to do. */
export async function stageBorders(): Promise<[string, string][]> {
	const base = await mkdtemp(path.join(os.tmpdir(), "darkroom-comfyui-"));
	const stack = await startStack({
		emulator: ["--library", "--step-ms", "1", "--base-directory", base],
		workers: 1,
	});
	try {
		await oneDataset(stack, -1);
		const borders: Border[] = [];
		for (let i = 0; i < JOBS; i++) borders.push(...(await oneDataset(stack, i)));
		const spans = new Map((await gpuSpans(stack.comfyui.url)).map((span) => [span.prompt_id, span]));
		const gaps = borders.flatMap(({ ended, next }) => {
			const span = spans.get(promptIdOf(next, 1));
			return span ? [span.started_at - ended] : [];
		});
		return [
			["a stage's end to the next stage's prompt in ComfyUI", spread(gaps)],
			[
				"of that, until a worker has claimed it",
				spread(borders.map(({ ended, claimed }) => claimed - ended)),
			],
		];
	} finally {
		await stack.stop();
		await rm(base, { recursive: true, force: true });
	}
}

/** Times by the edge's clock, in milliseconds. */
interface Border {
	ended: number;
	/** When a worker claimed the task of the next stage. */
	claimed: number;
	/** That task. */
	next: string;
}

async function oneDataset({ client }: Stack, seed: number): Promise<Border[]> {
	const { id } = await client.submit({
		pipeline: "character-reference-dataset",
		parameters: { prompt: "woman of 30, short black hair", seed: seed + 1 },
	});
	const borders: Border[] = [];
	let ended: number | null = null;
	for await (const frame of watch(client, id)) {
		if (frame.type === "stage" && frame.status === "succeeded") ended = Date.parse(frame.at);
		if (frame.type !== "task" || frame.status !== "running" || ended === null) continue;
		borders.push({ ended, claimed: Date.parse(frame.at), next: frame.task });
	}
	return borders;
}
