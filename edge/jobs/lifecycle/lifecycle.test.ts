import { describe, expect, test } from "vitest";
import type { FailureCode } from "../../contract/failures.ts";
import { buildJob, failure } from "../testing/build.ts";
import { Drive } from "../testing/drive.ts";
import type { Command } from "./commands.ts";

const TASK = "job.main.0";
const single = () =>
	new Drive(buildJob({ id: "job", stages: [{ key: "main", tasks: 1, expected: ["image"] }] }));
const triple = () => new Drive(buildJob({ id: "job", stages: [{ key: "main", tasks: 3 }] }));
const fail = (code: FailureCode, epoch = 1, task = TASK): Command => ({
	type: "fail",
	task,
	epoch,
	failure: failure(code),
	gpu_ms: 4,
});
const release = (epoch = 1): Command => ({ type: "release", task: TASK, epoch, cause: "drain", gpu_ms: 2 });
const complete = (epoch = 1): Command => ({
	type: "complete",
	task: TASK,
	epoch,
	outputs: [{ name: "image", asset: "a" }],
	gpu_ms: 10,
});
const claim = (claim_id = "again"): Command => ({
	type: "claim",
	task: TASK,
	worker: "wkr_9",
	claim_id,
	lease_ms: 30_000,
});
const cancel: Command = { type: "cancel" };
const sweep: Command = { type: "sweep", leases_from: 0 };
const approve: Command = {
	type: "decide",
	stage: "main",
	take: null,
	by: "key_a",
	choice: { approve: true },
};

/** A job of one task in each state it can be in. */
const STATES = {
	queued: single,
	running: () => {
		const drive = single();
		drive.claim("main.0");
		return drive;
	},
	waiting_for_retry: () => {
		const drive = single();
		drive.claim("main.0");
		drive.give(fail("comfyui_crashed"));
		return drive;
	},
	canceling: () => {
		const drive = single();
		drive.claim("main.0");
		drive.give(cancel);
		return drive;
	},
	succeeded: () => single().serve("main.0"),
	failed: () => {
		const drive = single();
		drive.claim("main.0");
		drive.give(fail("node_error"));
		return drive;
	},
	canceled: () => {
		const drive = single();
		drive.claim("main.0");
		drive.give(cancel);
		drive.give(complete());
		return drive;
	},
	expired: () => {
		const drive = single();
		drive.claim("main.0");
		drive.wait(3_600_000).give(sweep);
		return drive;
	},
} as const;
const COMMANDS = {
	claim: claim(),
	complete: complete(),
	fail: fail("worker_error"),
	release: release(),
	cancel,
	sweep,
	approve,
};

/** What each command, naming attempt 1, does to a job of one task: the job's and the task's status after, or the refusal. */
const TABLE: Record<keyof typeof STATES, Record<keyof typeof COMMANDS, string>> = {
	queued: {
		claim: "running running",
		complete: "lease_lost",
		fail: "lease_lost",
		release: "lease_lost",
		cancel: "canceled canceled",
		sweep: "nothing_due",
		approve: "not_awaiting_approval",
	},
	running: {
		claim: "not_claimable",
		complete: "succeeded succeeded",
		fail: "queued queued",
		release: "queued queued",
		cancel: "canceling canceling",
		sweep: "nothing_due",
		approve: "not_awaiting_approval",
	},
	waiting_for_retry: {
		claim: "not_claimable",
		complete: "lease_lost",
		fail: "same",
		release: "same",
		cancel: "canceled canceled",
		sweep: "nothing_due",
		approve: "not_awaiting_approval",
	},
	canceling: {
		claim: "not_claimable",
		complete: "canceled canceled",
		fail: "canceled canceled",
		release: "canceled canceled",
		cancel: "same",
		sweep: "nothing_due",
		approve: "not_awaiting_approval",
	},
	succeeded: {
		claim: "not_claimable",
		complete: "same",
		fail: "same",
		release: "same",
		cancel: "already_ended",
		sweep: "nothing_due",
		approve: "not_awaiting_approval",
	},
	failed: {
		claim: "not_claimable",
		complete: "lease_lost",
		fail: "same",
		release: "same",
		cancel: "already_ended",
		sweep: "nothing_due",
		approve: "not_awaiting_approval",
	},
	canceled: {
		claim: "not_claimable",
		complete: "lease_lost",
		fail: "same",
		release: "same",
		cancel: "already_ended",
		sweep: "nothing_due",
		approve: "not_awaiting_approval",
	},
	expired: {
		claim: "not_claimable",
		complete: "lease_lost",
		fail: "same",
		release: "same",
		cancel: "already_ended",
		sweep: "nothing_due",
		approve: "not_awaiting_approval",
	},
};

describe("every command in every state (P2, P3, P6)", () => {
	const cases = Object.entries(TABLE).flatMap(([state, row]) =>
		Object.entries(row).map(([command, result]) => [command, state, result] as const),
	);
	test.each(cases)("%s of a job that is %s: %s", (name, state, result) => {
		const drive = STATES[state as keyof typeof STATES]();
		const before = drive.state;
		const outcome = drive.give(COMMANDS[name as keyof typeof COMMANDS]);
		const { job, tasks } = drive.state;
		if (!outcome.ok) expect(outcome.code).toBe(result);
		else if (result === "same") expect(outcome.state).toEqual(before);
		else expect(`${job.status} ${tasks[0]?.status}`).toBe(result);
	});

	test.each(["complete", "fail", "release"] as const)(
		"%s of an attempt that is not the current one changes nothing (P2)",
		(type) => {
			for (const state of Object.values(STATES)) {
				for (const epoch of [0, 2, 77]) {
					const drive = state();
					const { epoch: current } = drive.task("main.0");
					if (epoch === current) continue;
					expect(drive.code({ ...COMMANDS[type], epoch } as Command)).toBe("lease_lost");
				}
			}
		},
	);

	test("a command that names a task or stage the job does not have is refused", () => {
		const drive = STATES.running();
		for (const command of [claim(), complete(), fail("worker_error"), release()]) {
			expect(drive.code({ ...command, task: "tsk_other" } as Command)).toBe("unknown_task");
		}
		expect(drive.code({ ...approve, stage: "other" })).toBe("unknown_stage");
	});
});

describe("success needs every declared output (P5)", () => {
	test("a completion that lacks one is refused, and the attempt goes on", () => {
		const drive = new Drive(
			buildJob({ id: "job", stages: [{ key: "main", tasks: 1, expected: ["image", "mask"] }] }),
		);
		drive.claim("main.0");
		expect(drive.complete("main.0", ["image"])).toMatchObject({ ok: false, code: "outputs_missing" });
		expect(drive.complete("main.0", [])).toMatchObject({ ok: false, code: "outputs_missing" });
		expect(drive.complete("main.0", ["mask", "image", "extra"]).ok).toBe(true);
		expect(drive.last?.changes.map((change) => change.type)).toEqual([
			"output",
			"output",
			"output",
			"task",
			"stage",
			"job",
		]);
	});

	test("where nothing is declared, at least one output of any name is needed", () => {
		const drive = triple();
		drive.claim("main.0");
		expect(drive.complete("main.0", [])).toMatchObject({ ok: false, code: "outputs_missing" });
		expect(drive.complete("main.0", ["anything"]).ok).toBe(true);
	});
});

describe("repeats are harmless", () => {
	test("the same claim asked again gives the same attempt and changes nothing", () => {
		const drive = single();
		drive.claim("main.0", "wkr_1", "c1");
		const { state } = drive;
		expect(drive.wait(5000).claim("main.0", "wkr_1", "c1")).toMatchObject({ ok: true, state, changes: [] });
		expect(drive.claim("main.0", "wkr_1", "c2")).toMatchObject({ ok: false, code: "not_claimable" });
	});

	test("a second cancel and a second approval change nothing", () => {
		const drive = STATES.canceling();
		expect(drive.give(cancel)).toMatchObject({ ok: true, changes: [] });
		const waits = new Drive(
			buildJob({ id: "job", stages: [{ key: "main", tasks: 1, gate: { approve: true } }] }),
		).serve("main.0");
		expect(waits.code(approve)).toBe("ok");
		expect(waits.give(approve)).toMatchObject({ ok: true, changes: [] });
	});

	test("the version counts every change, and a repeat adds none", () => {
		const drive = single();
		expect(drive.state.job.version).toBe(1);
		drive.claim("main.0"); // task, stage, job
		expect(drive.state.job.version).toBe(4);
		drive.complete("main.0"); // output, task, stage, job
		drive.complete("main.0");
		expect(drive.state.job.version).toBe(8);
	});
});
