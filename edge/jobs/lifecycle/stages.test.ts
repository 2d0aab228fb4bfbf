import { describe, expect, test } from "vitest";
import { buildJob, failure, type StageShape } from "../testing/build.ts";
import { Drive } from "../testing/drive.ts";
import type { Command } from "./lifecycle.ts";

const drive = (stages: StageShape[], deadline = 3_600_000) =>
	new Drive(buildJob({ id: "job", stages, deadline }));
const fail = (
	drive: Drive,
	place: string,
	code: "node_error" | "canceled" | "comfyui_crashed" = "node_error",
) =>
	drive.give({
		type: "fail",
		task: drive.task(place).id,
		epoch: drive.task(place).epoch,
		failure: failure(code),
		gpu_ms: 0,
	});
const statuses = (drive: Drive) => drive.state.tasks.map((task) => task.status).join(" ");
const cancel: Command = { type: "cancel" };
const sweep: Command = { type: "sweep", leases_from: 0 };

const BASE_FINAL: StageShape[] = [
	{ key: "base", tasks: 2 },
	{ key: "final", tasks: 2, needs: ["base"] },
];
const APPROVED: StageShape[] = [
	{ key: "base", tasks: 1, approval: true },
	{ key: "final", tasks: 3, needs: ["base"] },
];

describe("a stage opens when what it needs has succeeded", () => {
	test("and not before; its tasks are offered at once, and workers are told", () => {
		const job = drive(BASE_FINAL);
		expect(job.claim("final.0")).toMatchObject({ ok: false, code: "not_claimable" });
		job.serve("base.0");
		expect(job.stage("final")).toBe("waiting");
		job.wait(7000).serve("base.1");
		expect(job.stage("base")).toBe("succeeded");
		expect(job.stage("final")).toBe("queued");
		expect(job.task("final.1")).toMatchObject({ status: "queued", available_at: job.at.now });
		expect(job.last?.effects).toEqual([{ type: "ring", count: 2 }]);
		expect(job.serve("final.0", "final.1").state.job.status).toBe("succeeded");
	});

	test("needs all of several stages", () => {
		const job = drive([
			{ key: "left", tasks: 1 },
			{ key: "right", tasks: 1 },
			{ key: "both", tasks: 1, needs: ["left", "right"] },
		]).serve("right.0");
		expect(job.stage("both")).toBe("waiting");
		expect(job.serve("left.0").stage("both")).toBe("queued");
	});
});

describe("approval", () => {
	test("a finished stage waits for a person, and nothing of the next one runs until then", () => {
		const job = drive(APPROVED).serve("base.0");
		expect(job.stage("base")).toBe("awaiting_approval");
		expect(job.state.job.status).toBe("queued");
		expect(job.claim("final.0")).toMatchObject({ ok: false, code: "not_claimable" });
		expect(job.code({ type: "approve", stage: "final" })).toBe("not_awaiting_approval");
		expect(job.code({ type: "approve", stage: "base" })).toBe("ok");
		expect(job.stage("final")).toBe("queued");
		expect(job.serve("final.0", "final.1", "final.2").state.job.status).toBe("succeeded");
	});

	test("after a cancel nothing can be approved any more (P6)", () => {
		const job = drive(APPROVED).serve("base.0");
		expect(job.code(cancel)).toBe("ok");
		expect(job.state.job.status).toBe("canceled");
		expect(job.code({ type: "approve", stage: "base" })).toBe("not_awaiting_approval");
	});

	test("P12 a job that waited for approval past its deadline expires and says why, though no task of it expired", () => {
		const job = drive([{ key: "base", tasks: 1, approval: true }], 60_000).serve("base.0");
		expect(job.wait(60_000).code(sweep)).toBe("ok");
		expect(job.state.job).toMatchObject({ status: "expired", error: { code: "deadline_exceeded" } });
		expect(statuses(job)).toBe("succeeded");
	});
});

describe("partial failure", () => {
	test("lets what runs finish, cancels what has not begun, and only then ends the job (P3)", () => {
		const job = drive([{ key: "main", tasks: 3 }]);
		job.claim("main.0", "wkr_1");
		job.claim("main.1", "wkr_2");
		fail(job, "main.0");
		expect(statuses(job)).toBe("failed running canceled");
		expect(job.state.job.status).toBe("running");
		job.complete("main.1");
		expect(statuses(job)).toBe("failed succeeded canceled");
		expect(job.state.job).toMatchObject({ status: "failed", error: { code: "node_error" } });
	});

	test("a sibling that fails by our fault afterwards is not tried again", () => {
		const job = drive([{ key: "main", tasks: 2 }]);
		job.claim("main.0", "wkr_1");
		job.claim("main.1", "wkr_2");
		fail(job, "main.0");
		fail(job, "main.1", "comfyui_crashed");
		expect(statuses(job)).toBe("failed canceled");
		expect(job.state.job.status).toBe("failed");
	});

	test("cancels the stages that will never be reached", () => {
		const job = drive(BASE_FINAL).serve("base.0");
		job.claim("base.1");
		fail(job, "base.1");
		expect(statuses(job)).toBe("succeeded failed canceled canceled");
		expect(job.stage("final")).toBe("canceled");
		expect(job.state.job.status).toBe("failed");
	});

	test("a task that its worker ends as canceled, though nobody canceled the job, ends the job too", () => {
		const job = drive(BASE_FINAL);
		job.claim("base.0");
		fail(job, "base.0", "canceled");
		expect(statuses(job)).toBe("canceled canceled canceled canceled");
		expect(job.state.job.status).toBe("canceled");
	});
});

describe("cancel (P6)", () => {
	test("of a job that never ran ends it at once", () => {
		const job = drive(BASE_FINAL);
		expect(job.code(cancel)).toBe("ok");
		expect(job.state.job).toMatchObject({ status: "canceled", started_at: null, finished_at: job.at.now });
		expect(
			job.last?.changes.filter((change) => change.type === "job").map((change) => change.status),
		).toEqual(["canceling", "canceled"]);
	});

	test("stops what runs, and the job ends when the last of it has stopped", () => {
		const job = drive([{ key: "main", tasks: 3 }]).serve("main.0");
		job.claim("main.1", "wkr_2");
		expect(job.code(cancel)).toBe("ok");
		expect(statuses(job)).toBe("succeeded canceling canceled");
		expect(job.last?.effects).toEqual([
			{ type: "stop_attempt", task: "job.main.1", epoch: 1, worker: "wkr_2" },
		]);
		expect(job.state.job.status).toBe("canceling");
		fail(job, "main.1", "canceled");
		expect(job.state.job).toMatchObject({ status: "canceled", error: null });
	});

	test.each(["complete", "fail", "sweep"])(
		"a stopped attempt that answers with %s does not run again",
		(answer) => {
			const job = drive(BASE_FINAL);
			job.claim("base.0");
			job.give(cancel);
			if (answer === "complete") job.complete("base.0");
			if (answer === "fail") fail(job, "base.0", "comfyui_crashed");
			if (answer === "sweep") job.wait(30_000).give(sweep);
			expect(statuses(job)).toBe("canceled canceled canceled canceled");
			expect(job.state.job.status).toBe("canceled");
		},
	);

	test("a deadline that passes while it stops makes it canceled, not expired", () => {
		const job = drive(BASE_FINAL, 10_000);
		job.claim("base.0");
		job.give(cancel);
		job.wait(10_000).give(sweep);
		expect(job.state.job).toMatchObject({ status: "canceled", error: null });
	});
});

describe("deadline", () => {
	test("ends everything that is not over, and stops what runs", () => {
		const job = drive(BASE_FINAL, 60_000).serve("base.0");
		job.wait(50_000).claim("base.1", "wkr_2");
		expect(job.wait(9_999).code(sweep)).toBe("nothing_due");
		expect(job.wait(1).code(sweep)).toBe("ok");
		expect(statuses(job)).toBe("succeeded expired expired expired");
		expect(job.last?.effects).toEqual([
			{ type: "stop_attempt", task: "job.base.1", epoch: 1, worker: "wkr_2" },
		]);
		expect(job.state.job).toMatchObject({ status: "expired", error: { code: "deadline_exceeded" } });
		expect(job.complete("base.1")).toMatchObject({ ok: false, code: "lease_lost" });
	});

	test("nothing is claimed once it has passed, even before the sweeper comes", () => {
		const job = drive(BASE_FINAL, 60_000).wait(60_000);
		expect(job.claim("base.0")).toMatchObject({ ok: false, code: "not_claimable" });
	});
});
