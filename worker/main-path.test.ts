import { describe, expect, test } from "vitest";
import { slowPicture } from "./testing/graphs.ts";
import { until } from "./testing/until.ts";
import { useRig } from "./testing/use-rig.ts";

const rig = useRig();

describe("a worker", () => {
	test("S0-C09 S0-C10 S1-39 registers what its ComfyUI is, claims a task, runs it, and hands in what it left", async () => {
		await rig.start();
		const [registration] = rig.edge.registrations;
		expect(registration).toMatchObject({ name: "rig", emulated: true });
		expect(registration?.capabilities.nodes).toContain("KSampler");
		const task = rig.edge.submit({
			graph: slowPicture(1),
			outputs: [{ name: "picture", node: "3", kind: "image" }],
		});
		await until("the task succeeded", () => task.status === "succeeded");
		expect(task.completion?.manifest).toMatchObject([
			{
				upload: 0,
				name: "picture",
				node: "3",
				kind: "image",
				content_type: "image/png",
				width: 64,
				height: 48,
			},
		]);
		expect(task.completion?.gpu_ms).toBeGreaterThanOrEqual(0);
		expect(task.completion?.graph["3"]?.inputs.filename_prefix).toBe(`darkroom/${task.id}/1/picture`);
	});

	test("S1-60 hands in outputs of every kind, and never what is temporary", async () => {
		await rig.start();
		const task = rig.edge.submit({
			graph: {
				"1": { class_type: "EmptyImage", inputs: { width: 64, height: 48, batch_size: 4, color: 9 } },
				"2": { class_type: "SaveImage", inputs: { images: ["1", 0], filename_prefix: "x" } },
				"3": { class_type: "PreviewImage", inputs: { images: ["1", 0] } },
				"4": {
					class_type: "SaveAnimatedWEBP",
					inputs: {
						images: ["1", 0],
						filename_prefix: "x",
						fps: 8,
						lossless: true,
						quality: 80,
						method: "default",
					},
				},
				"5": { class_type: "CreateVideo", inputs: { images: ["1", 0], fps: 8 } },
				"6": {
					class_type: "SaveVideo",
					inputs: { video: ["5", 0], filename_prefix: "x", format: "auto", codec: "auto" },
				},
				"7": { class_type: "EmptyAudio", inputs: { duration: 0.1, sample_rate: 44100, channels: 2 } },
				"8": { class_type: "SaveAudio", inputs: { audio: ["7", 0], filename_prefix: "x" } },
				"9": { class_type: "PreviewAny", inputs: { source: ["1", 0] } },
			},
			outputs: [
				{ name: "frames", node: "2", kind: "image" },
				{ name: "loop", node: "4", kind: "video" },
				{ name: "film", node: "6", kind: "video" },
				{ name: "sound", node: "8", kind: "audio" },
			],
		});
		await until("the task is over", () => task.status !== "queued" && task.status !== "running");
		expect(task.failure).toBeNull();
		const listed = task.completion?.manifest.map((item) => `${item.name} ${item.kind} ${item.content_type}`);
		expect(listed?.sort()).toEqual([
			"9 text text/plain; charset=utf-8",
			"film video video/mp4",
			...Array.from({ length: 4 }, () => "frames image image/png"),
			"loop video image/webp",
			"sound audio audio/flac",
		]);
		for (const item of task.completion?.manifest ?? [])
			expect(task.uploads.get(item.upload)?.bytes.length).toBe(item.size);
	});

	test.each(["0.3.64", "0.33.0"] as const)("works with ComfyUI %s", async (version) => {
		await rig.start({ comfy: { version } });
		const task = rig.edge.submit({ graph: slowPicture(1, 10, 20, true), watched: true });
		await until("the task succeeded", () => task.status === "succeeded");
		const last = task.reports.findLast((report) => report.type === "progress");
		expect(last).toMatchObject({ percent: 100, nodes_done: 3, nodes_total: 3 });
	});
});
