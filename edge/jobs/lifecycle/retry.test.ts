import { describe, expect, test } from "vitest";
import { FAILURE_CODES, type FailureCode, failureClass } from "../../contract/failures.ts";
import { buildJob, failure, START } from "../testing/build.ts";
import { Drive } from "../testing/drive.ts";
import type { Command } from "./commands.ts";

const TASK = "job.main.0";
const GB = 2 ** 30;
const single = () => new Drive(buildJob({ id: "job" }));
const fail = (code: FailureCode, epoch = 1): Command => ({
	type: "fail",
	task: TASK,
	epoch,
	failure: failure(code),
	gpu_ms: 4,
	...(code === "out_of_memory"
		? { memory: { had_bytes: 8 * GB, larger: { hash: "larger", body: { nodes: [], models: [] } } } }
		: {}),
});
const release = (epoch = 1): Command => ({ type: "release", task: TASK, epoch, cause: "drain", gpu_ms: 2 });
const claim = (): Command => ({
	type: "claim",
	task: TASK,
	worker: "wkr_9",
	claim_id: "again",
	lease_ms: 30_000,
});
const sweep: Command = { type: "sweep", leases_from: 0 };

describe("S0-C11 S0-C21 a failure is tried again by its class (P12)", () => {
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
		const blamed = code === "comfyui_hung" || code === "comfyui_crashed";
		expect(attempts).toBe(blamed ? 2 : tries[kind]);
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
		expect(drive.last?.changes).toEqual([
			{ type: "task", task: TASK, retry_at: START + wait },
			{ type: "stage", stage: "main", status: "queued", take: 1, error: null, over_budget: false },
			{ type: "job", status: "queued", error: null },
		]);
		expect(drive.task("main.0").queued_at).toBe(START);
		if (wait > 0) expect(drive.code(claim())).toBe("not_claimable");
		expect(drive.wait(wait).code(claim())).toBe("ok");
	});

	test("S1-13 a silent worker costs a try, and the third one ends the job (P4)", () => {
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

	test("the second ComfyUI that hangs or dies under a task is the last one, and the task is told that it is to blame", () => {
		const drive = single();
		drive.claim("main.0");
		drive.give(fail("comfyui_hung"));
		expect(drive.wait(60_000).task("main.0").status).toBe("queued");
		drive.claim("main.0");
		drive.give(fail("comfyui_crashed", 2));
		expect(drive.state.job.status).toBe("failed");
		expect(drive.task("main.0").error).toMatchObject({
			code: "comfyui_crashed",
			message: expect.stringMatching(
				/^2 ComfyUIs hung or died while they ran this.*made up: comfyui_crashed$/,
			),
		});
	});

	test("each kind of failure has its own limit: a lost lease does not use up the second try of memory", () => {
		const drive = single();
		drive.claim("main.0");
		drive.wait(30_000).give(sweep);
		drive.wait(60_000).claim("main.0");
		drive.give(fail("out_of_memory", 2));
		expect(drive.task("main.0").status).toBe("queued");
		drive.wait(60_000).claim("main.0");
		drive.give(fail("out_of_memory", 3));
		expect(drive.state.job).toMatchObject({ status: "failed", error: { code: "out_of_memory" } });
	});

	test("where memory ran out, a task comes back with the needs of a larger machine", () => {
		const drive = single();
		drive.claim("main.0");
		drive.give(fail("out_of_memory"));
		expect(drive.task("main.0")).toMatchObject({ status: "queued", needs_hash: "larger" });
		drive.wait(60_000).claim("main.0");
		drive.give(fail("out_of_memory", 2));
		expect(drive.state.job.error).toMatchObject({
			code: "out_of_memory",
			message: "A larger machine ran out of 8.0 GB of GPU memory as well: made up: out_of_memory",
		});
	});

	test("where memory ran out and no machine has more, it ends, and says what the machine had", () => {
		for (const memory of [{ had_bytes: 24 * GB, larger: null }, undefined]) {
			const drive = single();
			drive.claim("main.0");
			const { memory: _, ...bare } = fail("out_of_memory") as Extract<Command, { type: "fail" }>;
			drive.give({ ...bare, ...(memory && { memory }) });
			expect(drive.task("main.0")).toMatchObject({ status: "failed", needs_hash: "needs" });
			expect(drive.state.job.error?.message).toMatch(
				memory ? /^A machine ran out of 24\.0 GB .*no worker of this pool has more/ : /^made up/,
			);
		}
	});

	test("a job that waited for a larger machine until its deadline is told so", () => {
		const drive = single();
		drive.claim("main.0");
		drive.give(fail("out_of_memory"));
		drive.wait(3_600_000).give(sweep);
		expect(drive.state.job).toMatchObject({
			status: "expired",
			error: { code: "deadline_exceeded", message: expect.stringContaining("no worker with more of it") },
		});
	});

	test("a task given back without a drain waits longer each time, and counts from the fourth time on", () => {
		const drive = single();
		drive.at = { ...drive.at, random: 0.999_999 };
		const waits: number[] = [];
		for (let epoch = 1; epoch <= 3; epoch++) {
			drive.claim("main.0");
			expect(drive.code({ ...release(epoch), cause: "comfyui_unreachable" } as Command)).toBe("ok");
			const { available_at, attempts, status } = drive.task("main.0");
			expect({ attempts, status }).toEqual({ attempts: 0, status: "queued" });
			waits.push(available_at - drive.at.now);
			drive.wait(60_000);
		}
		expect(waits).toEqual([1999, 3999, 7999]);
		for (let epoch = 4; epoch <= 6; epoch++) {
			drive.wait(60_000).claim("main.0");
			drive.give({ ...release(epoch), cause: "comfyui_unreachable" } as Command);
			expect(drive.task("main.0").attempts).toBe(epoch - 3);
			expect(drive.last?.attempts.at(-1)).toMatchObject({
				status: "failed",
				error: { code: "comfyui_unreachable", message: expect.stringContaining("4 times") },
			});
		}
		expect(drive.state.job).toMatchObject({ status: "failed", error: { code: "comfyui_unreachable" } });
	});

	test("a worker that reports for ever and never ends is let go of, told so, and the task is tried again", () => {
		const drive = single();
		drive.claim("main.0");
		const { run_until } = drive.task("main.0");
		// Twice its ten minutes, and half an hour for the files.
		expect(run_until).toBe(START + 50 * 60_000);
		// It renews its lease all the while.
		drive.state = {
			...drive.state,
			tasks: drive.state.tasks.map((task) => ({ ...task, lease_until: run_until + 30_000 })),
		};
		expect(drive.wait(50 * 60_000 - 1).code(sweep)).toBe("nothing_due");
		expect(drive.wait(1).code(sweep)).toBe("ok");
		expect(drive.task("main.0")).toMatchObject({
			status: "queued",
			error: { code: "worker_error" },
			run_until: 0,
		});
		expect(drive.last?.effects).toEqual([{ type: "stop_attempt", task: TASK, epoch: 1, worker: "wkr_1" }]);
	});

	test("silence does not count before the workers could have been heard", () => {
		const drive = single();
		drive.claim("main.0");
		const from = START + 45_000;
		expect(drive.wait(40_000).code({ type: "sweep", leases_from: from })).toBe("nothing_due");
		expect(drive.wait(4_999).code({ type: "sweep", leases_from: from })).toBe("nothing_due");
		expect(drive.wait(1).code({ type: "sweep", leases_from: from })).toBe("ok");
		expect(drive.last?.attempts.at(-1)?.status).toBe("lease_expired");
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
