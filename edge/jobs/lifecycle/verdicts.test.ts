import { describe, expect, test } from "vitest";
import type { StageQuality } from "../../db/stored.ts";
import { buildJob } from "../testing/build.ts";
import { Drive } from "../testing/drive.ts";
import { currentTasks } from "./aggregate.ts";
import type { Found } from "./verdicts.ts";

const statuses = (drive: Drive) => drive.state.tasks.map((task) => task.status).join(" ");

describe("what checks found when the outputs were made", () => {
	const FAILED = { status: "fail", note: "image: the picture is black", safe: true } as const;
	const FINE = { status: "pass", note: "", safe: true } as const;
	const checked = (quality: StageQuality, retakes = 1) =>
		new Drive(buildJob({ id: "job", stages: [{ key: "main", tasks: 2, retakes, quality }] }));
	const made = (job: Drive, place: string, found?: Found) => {
		job.claim(place);
		return job.complete(place, ["image"], job.task(place).epoch, found);
	};

	test("a refused picture is made anew, the others are kept, and its task stays succeeded (P3, P5)", () => {
		const job = checked({ on_fail: "retake", safety: "off" });
		made(job, "main.0", FAILED);
		expect(job.task("main.0")).toMatchObject({ status: "succeeded", verdict: { result: "again" } });
		expect(job.last?.changes).toContainEqual(
			expect.objectContaining({ type: "verdict", task: "job.main.0" }),
		);
		made(job, "main.1", FINE);
		expect(statuses(job)).toBe("succeeded queued succeeded");
		made(job, "main.0~2", FINE);
		expect(job.state.job.status).toBe("succeeded");
		expect(currentTasks(job.state, "main").map(({ id }) => id)).toEqual(["job.main.0~2", "job.main.1"]);
	});

	test("where no take is left, or none is wanted, the job fails, and says why (P12)", () => {
		for (const quality of [
			{ on_fail: "retake", safety: "off" },
			{ on_fail: "fail", safety: "off" },
		] as const) {
			const job = checked(quality, 0);
			made(job, "main.0", FINE);
			made(job, "main.1", FAILED);
			expect(job.state.job).toMatchObject({
				status: "failed",
				error: { code: "quality_rejected", message: "image: the picture is black" },
			});
		}
	});

	test("a worker that makes no checks holds nothing up, and no verdict of its is told", () => {
		const job = checked({ on_fail: "retake", safety: "off" });
		made(job, "main.0");
		expect(job.last?.changes.map(({ type }) => type)).not.toContain("verdict");
		made(job, "main.1");
		expect(job.state.job.status).toBe("succeeded");
	});

	test.each<[StageQuality, Found | undefined, string]>([
		[{ on_fail: "ask", safety: "off" }, FAILED, "awaiting_approval"],
		[
			{ on_fail: "ask", safety: "off" },
			{ status: "error", note: "it took too long", safe: true },
			"awaiting_approval",
		],
		[
			{ on_fail: "retake", safety: "off" },
			{ status: "error", note: "it took too long", safe: true },
			"succeeded",
		],
		[{ on_fail: "retake", safety: "off" }, { status: "warn", note: "blurred", safe: true }, "succeeded"],
		[{ on_fail: "flag", safety: "sfw" }, { ...FINE, safe: false }, "awaiting_approval"],
		[{ on_fail: "flag", safety: "sfw" }, undefined, "awaiting_approval"],
		[{ on_fail: "flag", safety: "sfw" }, FINE, "succeeded"],
		[{ on_fail: "flag", safety: "sfw" }, FAILED, "succeeded"],
	])("S0-C23 with %j what was found as %j leaves the stage %s", (quality, found, status) => {
		const job = checked(quality);
		made(job, "main.0", found);
		made(job, "main.1", FINE);
		expect(job.stage("main")).toBe(status);
	});

	test("after a cancel nothing is judged", () => {
		const job = checked({ on_fail: "retake", safety: "off" });
		job.claim("main.0");
		job.give({ type: "cancel" });
		job.complete("main.0", ["image"], 1, FAILED);
		expect(job.task("main.0").verdict).toBeNull();
		expect(job.state.job.status).toBe("canceled");
	});
});
