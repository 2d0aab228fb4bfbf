import { expect, test } from "vitest";
import { promptIdOf } from "./comfyui/prompt-id.ts";
import { slowPicture } from "./testing/graphs.ts";
import { queued } from "./testing/rig.ts";
import { until } from "./testing/until.ts";
import { useRig } from "./testing/use-rig.ts";

const rig = useRig();

const spanOf = (task: { id: string; epoch: number }) =>
	rig.comfy.gpuLog.find((span) => span.prompt_id === promptIdOf(task.id, task.epoch));

test.each([0, 100])(
	"the next prompt is queued before the one before it ends (%i ms to the edge)",
	async (delayMs) => {
		await rig.start({ comfy: { outputBytes: 1_500_000 } });
		rig.edge.delayMs = delayMs;
		const tasks = Array.from({ length: 8 }, (_, i) => rig.edge.submit({ graph: slowPicture(i, 10, 20) }));
		await until("all are done", () => tasks.every((task) => task.status === "succeeded"));
		const gaps = rig.comfy.idleGaps().map((gap) => gap.ms);
		const sorted = [...gaps].sort((a, b) => a - b);
		console.log(
			`GPU idle between 200 ms tasks with ${delayMs} ms to the edge: p50 ${sorted[3]?.toFixed(1)} ms, worst ${sorted.at(-1)?.toFixed(1)} ms`,
		);
		// Every task was posted once, in the order of its claims, and no upload held the GPU up.
		expect(queued(rig)).toHaveLength(8);
		const [first, second] = tasks;
		if (!first || !second) throw new Error("no tasks");
		const uploaded = rig.edge.timeOf("upload", first) ?? Number.NaN;
		const following = spanOf(second);
		expect(following).toBeDefined();
		// The emulator and the edge read the same clock.
		expect(uploaded).toBeGreaterThan(spanOf(first)?.ended_ms ?? Number.NaN);
		expect(uploaded).toBeGreaterThan(following?.started_ms ?? Number.NaN);
	},
);

test("does not take a second job behind a long one while its end is far", async () => {
	await rig.start();
	const long = rig.edge.submit({ graph: slowPicture(1, 1_000, 20), typical_seconds: 600 });
	const other = rig.edge.submit({ graph: slowPicture(2), typical_seconds: 600 });
	await until("it has told of progress", () =>
		long.reports.some((report) => report.type === "progress" && (report.step ?? 0) > 20),
	);
	expect(other.status).toBe("queued");
	rig.edge.cancel(long);
	await until("the other one is done", () => other.status === "succeeded");
});
