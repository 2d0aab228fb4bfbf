import { expect, test } from "vitest";
import { buildJob, failure } from "../testing/build.ts";
import { Drive } from "../testing/drive.ts";
import { attemptPoints } from "./points.ts";

test("an attempt that ends is one point, with what was measured of it; one that begins is none", () => {
	const job = new Drive(buildJob({ id: "job_1" }));
	job.claim("main.0");
	expect(job.last && attemptPoints(job.last)).toEqual([]);
	const task = job.task("main.0");
	job.give({
		type: "fail",
		task: task.id,
		epoch: 1,
		failure: failure("comfyui_crashed"),
		gpu_ms: 70,
		spans: { load_ms: 20 },
	});
	expect(job.last && attemptPoints(job.last)).toEqual([
		{
			indexes: ["acc_a"],
			blobs: ["pool_default", "main", "failed", "comfyui_crashed", "wkr_1"],
			doubles: [1, 70, -1, 20, -1],
		},
	]);
});
