import { expect, test } from "vitest";
import { textToImage } from "../testing/graphs.ts";
import { emulate, get, submit } from "../testing/talk.ts";

test("logs when the GPU was busy, without gaps between queued prompts", async () => {
	const emulator = await emulate({ stepMs: 2 });
	const ids: string[] = [];
	for (let i = 0; i < 12; i++) {
		ids.push((await submit(emulator, textToImage({ steps: 3, width: 64, height: 64 }))).id);
	}
	await emulator.whenIdle();
	expect(emulator.gpuLog.map((span) => span.prompt_id)).toEqual(ids);
	for (const span of emulator.gpuLog) expect(span.ended_ms - span.started_ms).toBeGreaterThan(5);
	const gaps = emulator.idleGaps().map((gap) => gap.ms);
	expect(gaps).toHaveLength(11);
	const [median = Number.NaN] = gaps.toSorted((a, b) => a - b).slice(5);
	expect(median).toBeLessThan(1);
	const shown = await get(emulator, "/emulator/gpu");
	expect(shown).toMatchObject({ spans: emulator.gpuLog, idle_gaps: emulator.idleGaps() });
});
