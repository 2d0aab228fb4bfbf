import { describe, expect, test } from "vitest";
import { blockingPicture, ONE_PIXEL, slowPicture } from "./testing/graphs.ts";
import { queued } from "./testing/rig.ts";
import { until } from "./testing/until.ts";
import { ended, progressed, useRig } from "./testing/use-rig.ts";

const rig = useRig();

describe("a cancel", () => {
	test("while inputs are fetched stops before ComfyUI hears of it", async () => {
		await rig.start();
		rig.edge.faults = [{ what: "download", how: 503, times: 1_000 }];
		const graph = slowPicture(1);
		graph["1"] = { class_type: "LoadImage", inputs: { image: "" } };
		const task = rig.edge.submit({ graph, inputs: [rig.edge.input("1", "image", ONE_PIXEL)] });
		await until("a download was tried", () => rig.edge.tried.has("download"));
		rig.edge.cancel(task);
		await ended(task);
		expect(task.failure?.code).toBe("canceled");
		expect(queued(rig)).toHaveLength(0);
	});

	test("of a task that waits in ComfyUI takes it out of the queue and leaves the running one alone", async () => {
		await rig.start();
		const first = rig.edge.submit({ graph: slowPicture(1, 40, 20) });
		const second = rig.edge.submit({ graph: slowPicture(2) });
		await until("both are in ComfyUI", () => queued(rig).length === 2);
		rig.edge.cancel(second);
		await ended(second);
		expect(second.status).toBe("canceled");
		await ended(first);
		expect(first.status).toBe("succeeded");
		expect(rig.comfy.gpuLog).toHaveLength(1);
	});

	test.each([true, false])("of a running task interrupts it (told by the doorbell: %s)", async (bell) => {
		await rig.start();
		const task = rig.edge.submit({ graph: slowPicture(1, 500, 20) });
		await until("it runs", () => progressed(task));
		rig.edge.cancel(task, bell);
		await ended(task);
		expect(task.failure?.code).toBe("canceled");
		await rig.comfy.whenIdle();
	});

	test("whose interrupt is lost at the start of a prompt is repeated until it takes effect", async () => {
		// Between taking a prompt from the queue and starting it, ComfyUI forgets any interrupt.
		await rig.start({ comfy: { dequeueGapMs: 300 } });
		const task = rig.edge.submit({ graph: slowPicture(1, 500, 20) });
		await until("ComfyUI has it", () => queued(rig).length === 1);
		rig.edge.cancel(task);
		await ended(task);
		expect(task.failure?.code).toBe("canceled");
		await rig.comfy.whenIdle();
	});

	test("that the last node ignores still ends as canceled, and nothing is published", async () => {
		await rig.start();
		const task = rig.edge.submit({ graph: blockingPicture(1, 600) });
		await until("it runs", () => queued(rig).length === 1);
		rig.edge.cancel(task);
		await ended(task);
		expect(task.status).toBe("canceled");
		expect(task.uploads.size).toBe(0);
	});

	test("while outputs are uploaded stops the upload", async () => {
		await rig.start();
		rig.edge.faults = [{ what: "upload", how: 503, times: 1_000 }];
		const task = rig.edge.submit({ graph: slowPicture(1) });
		await until("an upload was tried", () => rig.edge.tried.has("upload"));
		rig.edge.cancel(task);
		await ended(task);
		expect(task.status).toBe("canceled");
		expect(task.completion).toBeNull();
	});
});

describe("a lost lease", () => {
	test("stops a running prompt at once, and the attempt says no more", async () => {
		await rig.start();
		const task = rig.edge.submit({ graph: slowPicture(1, 500, 20) });
		await until("it runs", () => progressed(task));
		task.status = "failed";
		await rig.comfy.whenIdle();
		const last = rig.edge.seen.length;
		const next = rig.edge.submit({ graph: slowPicture(2) });
		await ended(next);
		expect(rig.edge.seen.slice(last).filter((one) => one.task === task.id)).toEqual([]);
		expect(task.uploads.size).toBe(0);
		expect(task.completion).toBeNull();
	});

	test("under an upload publishes nothing, and the next attempt is another prompt", async () => {
		await rig.start();
		rig.edge.faults = [{ what: "upload", how: 503, times: 5 }];
		const task = rig.edge.submit({ graph: slowPicture(1) });
		await until("an upload was tried", () => rig.edge.tried.has("upload"));
		rig.edge.expire(task);
		rig.edge.ring({ type: "look" });
		await ended(task);
		expect(task.status).toBe("succeeded");
		expect(task.epoch).toBe(3);
		expect(task.completion?.graph["3"]?.inputs.filename_prefix).toBe(`darkroom/${task.id}/3/3`);
	});
});
