import { describe, expect, test } from "vitest";
import { buildJob, failure, openingOf, type StageShape } from "../testing/build.ts";
import { Drive } from "../testing/drive.ts";
import type { Command } from "./commands.ts";
import { DECISION_MS } from "./settle.ts";

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
const approve = (stage: string): Command => ({
	type: "decide",
	stage,
	take: null,
	by: "key_a",
	choice: { approve: true },
});
const cancel: Command = { type: "cancel" };
const sweep: Command = { type: "sweep", leases_from: 0 };

const BASE_FINAL: StageShape[] = [
	{ key: "base", tasks: 2 },
	{ key: "final", tasks: 2, needs: ["base"] },
];
const APPROVED: StageShape[] = [
	{ key: "base", tasks: 1, gate: { approve: true } },
	{ key: "final", tasks: 3, needs: ["base"] },
];

describe("a stage opens when what it needs has succeeded", () => {
	test("and not before; its tasks are offered at once, and workers are told", () => {
		const job = drive(BASE_FINAL);
		job.serve("base.0");
		expect(job.stage("final")).toBe("waiting");
		job.wait(7000).serve("base.1");
		expect(job.stage("base")).toBe("succeeded");
		expect(job.stage("final")).toBe("queued");
		expect(statuses(job)).toBe("succeeded succeeded queued queued");
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
		expect(statuses(job)).toBe("succeeded");
		expect(job.code(approve("final"))).toBe("not_awaiting_approval");
		expect(job.code(approve("base"))).toBe("ok");
		expect(job.stage("final")).toBe("queued");
		expect(job.serve("final.0", "final.1", "final.2").state.job.status).toBe("succeeded");
	});

	test("after a cancel nothing can be approved any more (P6)", () => {
		const job = drive(APPROVED).serve("base.0");
		expect(job.code(cancel)).toBe("ok");
		expect(job.state.job.status).toBe("canceled");
		expect(job.code(approve("base"))).toBe("not_awaiting_approval");
	});

	test("P12 time spent waiting for a person does not run against the deadline", () => {
		const job = drive(APPROVED, 60_000);
		job.claim("base.0");
		job.wait(20_000).complete("base.0");
		expect(job.state.job).toMatchObject({ left_ms: 40_000, deadline_at: job.at.now + DECISION_MS });
		expect(job.wait(7 * 24 * 3_600_000).code(sweep)).toBe("nothing_due");
		expect(job.code(approve("base"))).toBe("ok");
		expect(job.state.job).toMatchObject({ left_ms: null, deadline_at: job.at.now + 40_000 });
		expect(job.wait(40_000).code(sweep)).toBe("ok");
		expect(job.state.job).toMatchObject({ status: "expired", error: { code: "deadline_exceeded" } });
	});

	test("P12 a person who never decides is waited for 30 days; the job says that nobody decided", () => {
		const job = drive(APPROVED, 60_000).serve("base.0");
		expect(job.wait(DECISION_MS - 1).code(sweep)).toBe("nothing_due");
		expect(job.wait(1).code(sweep)).toBe("ok");
		expect(job.state.job).toMatchObject({ status: "expired", error: { code: "decision_overdue" } });
		expect(job.code(approve("base"))).toBe("not_awaiting_approval");
	});

	test("the clock stands only while nothing but a person is waited for", () => {
		const job = drive([
			{ key: "left", tasks: 1, gate: { approve: true } },
			{ key: "right", tasks: 1 },
		]).serve("left.0");
		expect(job.state.job.left_ms).toBeNull();
		job.serve("right.0");
		expect(job.state.job.left_ms).not.toBeNull();
	});
});

describe("stages that need not be", () => {
	test("an optional stage that fails does not fail the job, and the next one opens without it", () => {
		const job = drive([
			{ key: "base", tasks: 1 },
			{ key: "extra", tasks: 2, needs: ["base"], optional: true },
			{ key: "final", tasks: 1, needs: ["extra"] },
		]).serve("base.0");
		job.claim("extra.0");
		fail(job, "extra.0");
		expect(job.stage("extra")).toBe("failed");
		expect(job.stage("final")).toBe("queued");
		expect(job.serve("final.0").state.job).toMatchObject({ status: "succeeded", error: null });
	});

	test("a stage with nothing to do is skipped; one that cannot be planned fails the job and says why", () => {
		const skipped = drive([
			{ key: "base", tasks: 1 },
			{ key: "none", tasks: 0, needs: ["base"], plans: "skip" },
			{ key: "empty", tasks: 0, needs: ["base"] },
			{ key: "final", tasks: 1, needs: ["none", "empty"] },
		]).serve("base.0");
		expect(skipped.stage("none")).toBe("skipped");
		expect(skipped.stage("empty")).toBe("skipped");
		expect(skipped.serve("final.0").state.job.status).toBe("succeeded");
		const broken = drive([
			{ key: "base", tasks: 1 },
			{ key: "broken", tasks: 1, needs: ["base"], plans: "failure" },
		]).serve("base.0");
		expect(broken.state.job).toMatchObject({ status: "failed", error: { code: "stage_invalid" } });
	});
});

describe("planning", () => {
	test("that was cut off leaves the stage ready, and is made up for once", () => {
		const job = drive(BASE_FINAL);
		job.planning = false;
		job.serve("base.0", "base.1");
		expect(job.stage("final")).toBe("ready");
		expect(job.state.job.status).toBe("queued");
		const [, final] = job.state.stages;
		if (!final) throw new Error("no final stage");
		const open: Command = { type: "open", stage: "final", take: 1, opening: openingOf("job", final) };
		expect(job.code({ ...open, take: 2 })).toBe("not_ready");
		expect(job.code(open)).toBe("ok");
		expect(job.give(open)).toMatchObject({ ok: true, changes: [] });
		expect(statuses(job)).toBe("succeeded succeeded queued queued");
		expect(job.code({ ...open, stage: "other" })).toBe("unknown_stage");
	});

	test("comes to nothing after a cancel or a deadline (P6)", () => {
		for (const end of [cancel, sweep]) {
			const job = drive(BASE_FINAL, 60_000);
			job.planning = false;
			job.serve("base.0", "base.1");
			job.wait(end === sweep ? 60_000 : 0).give(end);
			const [, final] = job.state.stages;
			if (!final) throw new Error("no final stage");
			expect(job.code({ type: "open", stage: "final", take: 1, opening: openingOf("job", final) })).toBe(
				"not_ready",
			);
		}
	});
});

describe("an attempt that moves on", () => {
	test("gives its tries back: machines that die under it do not end it", () => {
		const job = drive([{ key: "main", tasks: 1 }]);
		for (let round = 1; round <= 10; round++) {
			job.wait(60_000).claim("main.0");
			const { id, epoch } = job.task("main.0");
			const resume = { step: 100 * round, assets: [`state_${round}`] };
			expect(job.code({ type: "checkpoint", task: id, epoch, resume })).toBe("ok");
			expect(job.code({ type: "checkpoint", task: id, epoch: epoch - 1, resume })).toBe("lease_lost");
			fail(job, "main.0", "comfyui_crashed");
		}
		expect(job.task("main.0")).toMatchObject({ status: "queued", epoch: 10, resume: { step: 1000 } });
	});

	test("never goes back: an older state, or one said twice, changes nothing", () => {
		const job = drive([{ key: "main", tasks: 1 }]);
		job.claim("main.0");
		const { id, epoch } = job.task("main.0");
		const at = (step: number): Command => ({
			type: "checkpoint",
			task: id,
			epoch,
			resume: { step, assets: [] },
		});
		job.give(at(200));
		expect(job.give(at(200))).toMatchObject({ ok: true, changes: [] });
		expect(job.give(at(100))).toMatchObject({ ok: true, changes: [] });
		job.give(cancel);
		expect(job.give(at(300))).toMatchObject({ ok: true, changes: [] });
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
		expect(statuses(job)).toBe("succeeded failed");
		expect(job.stage("final")).toBe("canceled");
		expect(job.state.job.status).toBe("failed");
	});

	test("a task that its worker ends as canceled, though nobody canceled the job, ends the job too", () => {
		const job = drive(BASE_FINAL);
		job.claim("base.0");
		fail(job, "base.0", "canceled");
		expect(statuses(job)).toBe("canceled canceled");
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
			expect(statuses(job)).toBe("canceled canceled");
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
		expect(statuses(job)).toBe("succeeded expired");
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
