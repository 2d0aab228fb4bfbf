import { describe, expect, test } from "vitest";
import type { Failure } from "../../contract/failures.ts";
import type { Verdict } from "../../db/stored.ts";
import { buildJob, type StageShape } from "../testing/build.ts";
import { Drive } from "../testing/drive.ts";
import { currentTasks } from "./aggregate.ts";
import type { Choice, Command } from "./commands.ts";
import { MAX_TAKES } from "./stages.ts";

const drive = (stages: StageShape[]) => new Drive(buildJob({ id: "job", stages }));
const statuses = (drive: Drive) => drive.state.tasks.map((task) => task.status).join(" ");
const cancel: Command = { type: "cancel" };
const approve = (stage: string): Command => ({
	type: "decide",
	stage,
	take: null,
	by: "key_a",
	choice: { approve: true },
});

describe("a person decides", () => {
	const PICKED: StageShape[] = [
		{ key: "base", tasks: 3, gate: { pick: [1, 2] } },
		{ key: "final", tasks: 1, needs: ["base"] },
	];
	const served = () => drive(PICKED).serve("base.0", "base.1", "base.2");
	const say = (choice: Choice, take: number | null = null, by = "key_a"): Command => ({
		type: "decide",
		stage: "base",
		take,
		by,
		choice,
	});
	const pick = (...indexes: number[]): Choice => ({
		pick: indexes.map((i) => ({ asset: `base.${i}/image`, task: `job.base.${i}` })),
	});

	test("picks among the outputs, as many as the gate says, and only of this stage", () => {
		const job = served();
		expect(job.code(say({ approve: true }))).toBe("choice_refused");
		expect(job.code(say(pick()))).toBe("choice_refused");
		expect(job.code(say(pick(0, 1, 2)))).toBe("choice_refused");
		expect(job.code(say(pick(1, 1)))).toBe("choice_refused");
		expect(job.code(say({ pick: [{ asset: "x", task: "job.final.0" }] }))).toBe("choice_refused");
		expect(job.code(say(pick(1)))).toBe("ok");
		expect(job.state.stages[0]).toMatchObject({
			status: "succeeded",
			chosen: ["base.1/image"],
			decision: { by: "key_a", take: 1, choice: "pick" },
		});
		expect(job.stage("final")).toBe("queued");
	});

	test("the same decision twice is one; another one that comes later is refused", () => {
		const job = served();
		job.give(say(pick(1)));
		expect(job.give(say(pick(1)))).toMatchObject({ ok: true, changes: [] });
		expect(job.code(say(pick(0)))).toBe("not_awaiting_approval");
		expect(job.code(say(pick(1), null, "key_b"))).toBe("not_awaiting_approval");
	});

	test("another take is new tasks at the same places; outputs of every take may be picked", () => {
		const job = served();
		expect(job.code(say({ retake: { indexes: [1], changes: { seed: 7 } } }, 1))).toBe("ok");
		expect(job.task("base.1").status).toBe("succeeded");
		expect(job.task("base.1~2")).toMatchObject({ status: "queued", take: 2, index: 1, epoch: 0 });
		expect(job.stage("base")).toBe("queued");
		// Said again because the answer got lost.
		expect(job.give(say({ retake: { indexes: [1], changes: { seed: 7 } } }, 1))).toMatchObject({
			changes: [],
		});
		// Another wish about the same take comes too late: nobody must think that it was heard.
		for (const other of [
			{ indexes: [1], changes: { seed: 8 } },
			{ indexes: [2], changes: { seed: 7 } },
		])
			expect(job.code(say({ retake: other }, 1))).toBe("not_awaiting_approval");
		job.serve("base.1~2");
		expect(job.stage("base")).toBe("awaiting_approval");
		expect(job.give(say({ retake: { indexes: [1], changes: { seed: 7 } } }, 1))).toMatchObject({
			changes: [],
		});
		expect(job.code(say(pick(0), 1))).toBe("choice_refused");
		const both = { pick: [...(pick(1) as { pick: [] }).pick, { asset: "new", task: "job.base.1~2" }] };
		expect(job.code(say(both, 2))).toBe("ok");
	});

	const FAILED: Failure = { code: "node_error", message: "bad luck", node_id: null, class_type: null };
	const again = (indexes: number[] | null, take: number) => say({ retake: { indexes, changes: {} } }, take);
	const spoil = (job: Drive, place: string, code: Failure["code"] = "node_error") => {
		job.claim(place);
		const { id, epoch } = job.task(place);
		job.give({ type: "fail", task: id, epoch, failure: { ...FAILED, code }, gpu_ms: 1 });
	};

	test("another take that fails leaves what stood before it: the person is asked again, and told why", () => {
		const job = served();
		job.give(again([0, 1], 1));
		spoil(job, "base.0~2");
		expect(job.state.job.status).toBe("queued");
		expect(job.task("base.1~2").status).toBe("canceled");
		expect(job.state.stages[0]).toMatchObject({ status: "awaiting_approval", take: 2, error: FAILED });
		expect(job.last?.changes).toContainEqual(
			expect.objectContaining({ type: "stage", status: "awaiting_approval", error: FAILED }),
		);
		expect(currentTasks(job.state, "base").map(({ id }) => id)).toEqual(
			[0, 1, 2].map((i) => `job.base.${i}`),
		);
		// The next take is a third one, and what it leaves stands again.
		expect(job.code(again([0], 2))).toBe("ok");
		expect(job.state.stages[0]?.error).toBeNull();
		job.serve("base.0~3");
		expect(currentTasks(job.state, "base").map(({ id }) => id)).toContain("job.base.0~3");
		expect(job.code(say(pick(1), 3))).toBe("ok");
		expect(job.stage("final")).toBe("queued");
	});

	test("another take that a worker gives up, or that cannot be planned, is told of in the same way", () => {
		const job = served();
		job.give(again(null, 1));
		spoil(job, "base.2~2", "canceled");
		expect(job.stage("base")).toBe("awaiting_approval");
		const unplanned = drive([{ key: "base", tasks: 1, gate: { approve: true }, again: "failure" }]).serve(
			"base.0",
		);
		expect(unplanned.code(again(null, 1))).toBe("ok");
		expect(unplanned.state.stages[0]).toMatchObject({
			status: "awaiting_approval",
			take: 1,
			retake: null,
			error: { code: "stage_invalid" },
		});
		expect(unplanned.code(approve("base"))).toBe("ok");
		expect(unplanned.state.stages[0]).toMatchObject({ status: "succeeded", error: null });
	});

	test("while another take fails, a cancel or the deadline ends the job as it does any other", () => {
		const canceled = served();
		canceled.give(again([0], 1));
		canceled.claim("base.0~2");
		canceled.give(cancel);
		const { id, epoch } = canceled.task("base.0~2");
		canceled.give({ type: "fail", task: id, epoch, failure: FAILED, gpu_ms: 1 });
		expect(canceled.state.job.status).toBe("canceled");
		const late = served();
		late.give(again([0, 1], 1));
		late.claim("base.0~2");
		late.claim("base.1~2");
		late.give({ type: "fail", task: "job.base.0~2", epoch: 1, failure: FAILED, gpu_ms: 1 });
		expect(late.stage("base")).toBe("running");
		late.wait(3_600_000).give({ type: "sweep", leases_from: 0 });
		expect(late.state.job).toMatchObject({ status: "expired", error: { code: "deadline_exceeded" } });
	});

	test("a take of all that has fewer places leaves none of the old ones; where it fails they are back", () => {
		const job = drive([{ key: "base", tasks: 3, gate: { pick: [1, 2] }, again: "fewer" }]);
		job.serve("base.0", "base.1", "base.2").give(again(null, 1));
		job.serve("base.0~2");
		expect(job.stage("base")).toBe("queued");
		job.serve("base.1~2");
		expect(currentTasks(job.state, "base").map(({ id }) => id)).toEqual(["job.base.0~2", "job.base.1~2"]);
		expect(job.code(again([2], 2))).toBe("choice_refused");
		// One place of the new take anew, and then all of them, in vain.
		job.give(again([1], 2));
		job.serve("base.1~3");
		job.give(again(null, 3));
		spoil(job, "base.0~4");
		expect(currentTasks(job.state, "base").map(({ id }) => id)).toEqual(["job.base.0~2", "job.base.1~3"]);
	});

	test("a place that is not there, or none, cannot be made anew", () => {
		const job = served();
		expect(job.code(say({ retake: { indexes: [3], changes: {} } }))).toBe("choice_refused");
		expect(job.code(say({ retake: { indexes: [], changes: {} } }))).toBe("choice_refused");
	});

	test("there are no more than 50 takes", () => {
		const job = drive([{ key: "base", tasks: 1, gate: { approve: true } }]).serve("base.0");
		for (let take = 1; take < MAX_TAKES; take++) {
			expect(job.code(say({ retake: { indexes: null, changes: {} } }, take))).toBe("ok");
			job.serve(`base.0~${take + 1}`);
		}
		expect(job.code(say({ retake: { indexes: null, changes: {} } }))).toBe("choice_refused");
		expect(job.code(say({ approve: true }))).toBe("ok");
	});

	test("P12 refuses: the job fails, and says who and why", () => {
		const job = served();
		expect(job.code(say({ reject: "wrong hair" }))).toBe("ok");
		expect(job.state.job).toMatchObject({
			status: "failed",
			error: { code: "rejected", message: "key_a refused it: wrong hair" },
		});
		expect(job.stage("final")).toBe("canceled");
	});
});

describe("verdicts", () => {
	const judge = (place: string, result: Verdict["result"], note = "blurred"): Command => ({
		type: "judge",
		task: `job.${place}`,
		verdict: { result, note },
	});
	const judged = (retakes: number, gate?: StageShape["gate"]) =>
		drive([{ key: "main", tasks: 2, retakes, ...(gate ? { gate } : {}) }]).serve("main.0", "main.1");

	test("a stage goes on once all of its outputs passed", () => {
		const job = judged(1);
		expect(job.stage("main")).toBe("judging");
		expect(job.code(judge("main.0", "pass"))).toBe("ok");
		expect(job.give(judge("main.0", "pass"))).toMatchObject({ changes: [] });
		expect(job.code(judge("main.0", "fail"))).toBe("not_judgeable");
		expect(job.stage("main")).toBe("judging");
		job.give(judge("main.1", "pass"));
		expect(job.state.job.status).toBe("succeeded");
	});

	test("what is to be taken again is made anew, the rest is kept, as often as the stage allows", () => {
		const job = judged(1);
		job.give(judge("main.0", "again"));
		job.give(judge("main.1", "pass"));
		expect(statuses(job)).toBe("succeeded queued succeeded");
		job.serve("main.0~2");
		expect(job.stage("main")).toBe("judging");
		job.give(judge("main.0~2", "again"));
		expect(job.state.job).toMatchObject({
			status: "failed",
			error: { code: "quality_rejected", message: "blurred" },
		});
	});

	test("a person is asked where a check does not know, or where no take is left and there is a gate", () => {
		const unsure = judged(0);
		unsure.give(judge("main.0", "pass"));
		unsure.give(judge("main.1", "ask"));
		expect(unsure.stage("main")).toBe("awaiting_approval");
		expect(unsure.code(approve("main"))).toBe("ok");
		expect(unsure.state.job.status).toBe("succeeded");
		const gated = judged(0, { approve: true });
		gated.give(judge("main.0", "again"));
		gated.give(judge("main.1", "again"));
		expect(gated.stage("main")).toBe("awaiting_approval");
	});

	test("another take that a check asked for and that fails leaves it to a person, where there is one", () => {
		for (const gate of [undefined, { approve: true as const }]) {
			const job = judged(1, gate);
			job.give(judge("main.0", "again"));
			job.give(judge("main.1", "pass"));
			job.claim("main.0~2");
			const failure: Failure = { code: "node_error", message: "bad luck", node_id: null, class_type: null };
			job.give({ type: "fail", task: "job.main.0~2", epoch: 1, failure, gpu_ms: 1 });
			expect(job.stage("main")).toBe(gate ? "awaiting_approval" : "failed");
			expect(job.state.stages[0]?.error).toEqual(failure);
			if (!gate) expect(job.state.job).toMatchObject({ status: "failed", error: failure });
		}
	});

	test("what failed a check for good fails the stage, whatever else is left", () => {
		const job = judged(3);
		job.give(judge("main.0", "again"));
		job.give(judge("main.1", "fail", "not a person"));
		expect(job.state.job).toMatchObject({ status: "failed", error: { message: "not a person" } });
	});

	test("nothing is judged that did not succeed, that nobody judges, or after a cancel", () => {
		const plain = drive([{ key: "base", tasks: 2 }]).serve("base.0");
		expect(plain.code(judge("base.0", "pass"))).toBe("not_judgeable");
		expect(plain.code(judge("base.1", "pass"))).toBe("not_judgeable");
		const job = judged(1);
		job.give(cancel);
		expect(job.state.job.status).toBe("canceled");
		expect(job.code(judge("main.0", "pass"))).toBe("not_judgeable");
	});
});
