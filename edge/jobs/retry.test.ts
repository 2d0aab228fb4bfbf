import { describe, expect, test } from "vitest";
import { FAILURE_CODES, type FailureCode, failureClass } from "../contract/failures.ts";
import type { Command } from "./lifecycle.ts";
import { buildJob, failure, START } from "./testing/build.ts";
import { Drive } from "./testing/drive.ts";

const TASK = "job.main.0";
const single = () => new Drive(buildJob({ id: "job" }));
const fail = (code: FailureCode, epoch = 1): Command => ({
	type: "fail",
	task: TASK,
	epoch,
	failure: failure(code),
	gpu_ms: 4,
});
const release = (epoch = 1): Command => ({ type: "release", task: TASK, epoch, gpu_ms: 2 });
const claim = (): Command => ({
	type: "claim",
	task: TASK,
	worker: "wkr_9",
	claim_id: "again",
	lease_ms: 30_000,
});
const sweep: Command = { type: "sweep" };

describe("a failure is tried again by its class (P12)", () => {
	const tries = { user: 1, graph: 1, limit: 1, canceled: 1, capacity: 2, infra: 3 };
	test.each(Object.keys(FAILURE_CODES) as FailureCode[])("%s", (code) => {
		const drive = single();
		let attempts = 0;
		while (drive.state.job.finished_at === null) {
			drive.wait(60_000);
			expect(drive.claim("main.0").ok).toBe(true);
			attempts += 1;
			expect(drive.code(fail(code, attempts))).toBe("ok");
		}
		const kind = failureClass(code);
		expect(attempts).toBe(tries[kind]);
		expect(drive.state.job.status).toBe(kind === "canceled" ? "canceled" : "failed");
		expect(drive.task("main.0").error?.code).toBe(code);
		if (kind !== "canceled") expect(drive.state.job.error?.code).toBe(code);
	});

	test("a job that asks for fewer tries gets no more", () => {
		const drive = new Drive(buildJob({ id: "job", max_attempts: 1 }));
		drive.claim("main.0");
		drive.give(fail("comfyui_crashed"));
		expect(drive.state.job.status).toBe("failed");
	});

	test.each([
		[0, 0],
		[0.5, 1000],
		[0.999, 1998],
	])("the wait before the second try is full jitter over two seconds: %d gives %d ms", (random, wait) => {
		const drive = single();
		drive.claim("main.0");
		drive.at = { ...drive.at, random };
		drive.give(fail("comfyui_crashed"));
		expect(drive.task("main.0").available_at).toBe(START + wait);
		expect(drive.last?.changes).toEqual([{ type: "task", task: TASK, retry_at: START + wait }]);
		if (wait > 0) expect(drive.code(claim())).toBe("not_claimable");
		expect(drive.wait(wait).code(claim())).toBe("ok");
	});

	test("a silent worker costs a try, and the third one ends the job (P4)", () => {
		const drive = single();
		for (const expected of ["queued", "queued", "failed"]) {
			drive.wait(60_000).claim("main.0");
			expect(drive.wait(29_999).code(sweep)).toBe("nothing_due");
			expect(drive.wait(1).code(sweep)).toBe("ok");
			expect(drive.task("main.0").status).toBe(expected);
			expect(drive.last?.attempts.at(-1)?.status).toBe("lease_expired");
		}
		expect(drive.state.job.error?.code).toBe("lease_expired");
	});

	test("a draining worker gives its task back at once, and it is not counted as a try (P4)", () => {
		const drive = single();
		for (let epoch = 1; epoch <= 10; epoch++) {
			expect(drive.claim("main.0").ok).toBe(true);
			expect(drive.code(release(epoch))).toBe("ok");
			expect(drive.task("main.0")).toMatchObject({ status: "queued", attempts: 0, available_at: START });
			expect(drive.last?.effects).toEqual([{ type: "ring", count: 1 }]);
		}
	});
});
