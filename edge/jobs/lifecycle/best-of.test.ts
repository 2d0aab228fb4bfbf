import { describe, expect, test } from "vitest";
import type { Score } from "../../../workflows/quality/score/score.ts";
import type { StageQuality } from "../../db/stored.ts";
import { buildJob, failure, type StageShape } from "../testing/build.ts";
import { Drive } from "../testing/drive.ts";
import { currentTasks } from "./aggregate.ts";
import type { Found } from "./verdicts.ts";

const THREE: StageQuality = { on_fail: "flag", safety: "off", best_of: 3 };
const sharp = (value: number): Found => {
	const score: Score = { failed: 0, broken: 0, unseen: 0, doubtful: 0, figures: { image_sharpness: value } };
	return { status: "pass", note: "", safe: true, score };
};
const black: Found = {
	status: "fail",
	note: "image: the picture is black",
	safe: true,
	score: { failed: 1, broken: 0, unseen: 0, doubtful: 0, figures: {} },
};

const stage = (quality: StageQuality, more: Partial<StageShape> = {}) =>
	new Drive(buildJob({ id: "job", stages: [{ key: "main", tasks: 1, retakes: 0, quality, ...more }] }));
const make = (job: Drive, place: string, found?: Found) => {
	job.claim(place);
	return job.complete(place, ["image"], job.task(place).epoch, found);
};
const standing = (job: Drive) => currentTasks(job.state, "main").map(({ id }) => id);

describe("the best of several takes goes on", () => {
	test("so many takes are made, and the best of each place stands; the others are kept and say what outdid them (P3, P5)", () => {
		const job = stage(THREE, { tasks: 2 });
		for (const [place, found] of [
			["main.0", sharp(10)],
			["main.1", sharp(50)],
			["main.0~2", sharp(30)],
			["main.1~2", sharp(20)],
			["main.0~3", sharp(20)],
			["main.1~3", sharp(70)],
		] as const) {
			expect(job.state.job.status).not.toBe("succeeded");
			make(job, place, found);
		}
		expect(job.state.job.status).toBe("succeeded");
		expect(standing(job)).toEqual(["job.main.0~2", "job.main.1~3"]);
		expect(job.task("main.0")).toMatchObject({
			status: "succeeded",
			verdict: { result: "outdone", note: "take 2 goes on: its image_sharpness is 30, and here it is 10" },
		});
		expect(job.task("main.1").verdict?.note).toBe(
			"take 3 goes on: its image_sharpness is 70, and here it is 50",
		);
	});

	test("of takes that are alike the first stands, and says so", () => {
		const job = stage(THREE);
		for (const place of ["main.0", "main.0~2", "main.0~3"]) make(job, place, sharp(10));
		expect(standing(job)).toEqual(["job.main.0"]);
		expect(job.task("main.0~3").verdict?.note).toContain("it came first");
	});

	test("on_fail is about the best one: one good take is enough, and none fails the job (P12)", () => {
		const good = stage({ ...THREE, on_fail: "fail" });
		make(good, "main.0", black);
		make(good, "main.0~2", sharp(1));
		make(good, "main.0~3", black);
		expect(good.state.job.status).toBe("succeeded");
		expect(standing(good)).toEqual(["job.main.0~2"]);
		const bad = stage({ ...THREE, on_fail: "fail" });
		for (const place of ["main.0", "main.0~2", "main.0~3"]) make(bad, place, black);
		expect(bad.state.job).toMatchObject({ status: "failed", error: { code: "quality_rejected" } });
	});

	test("where the best one is refused, further takes are made as they are wanted, and compared too", () => {
		const job = stage({ on_fail: "retake", safety: "off", best_of: 2 }, { retakes: 1 });
		make(job, "main.0", black);
		make(job, "main.0~2", black);
		expect(job.task("main.0~3").status).toBe("queued");
		make(job, "main.0~3", sharp(5));
		expect(job.state.job.status).toBe("succeeded");
		expect(standing(job)).toEqual(["job.main.0~3"]);
	});

	test("a take that comes to nothing, or that no budget holds, leaves the best of the others", () => {
		const lost = stage(THREE);
		make(lost, "main.0", sharp(10));
		lost.claim("main.0~2");
		const fail = { type: "fail", task: "job.main.0~2", epoch: 1, gpu_ms: 1 } as const;
		lost.give({ ...fail, failure: failure("node_error") });
		expect(lost.state.job.status).toBe("succeeded");
		expect(standing(lost)).toEqual(["job.main.0"]);

		const unplanned = stage(THREE, { again: "failure" });
		make(unplanned, "main.0", sharp(10));
		expect(unplanned.state.job).toMatchObject({ status: "succeeded", error: null });

		const poor = stage(THREE);
		make(poor, "main.0", sharp(10));
		poor.planning = false;
		make(poor, "main.0~2", sharp(20));
		expect(poor.stage("main")).toBe("ready");
		expect(poor.code({ type: "budget", stage: "main", short: true })).toBe("ok");
		expect(poor.state.job.status).toBe("succeeded");
		expect(standing(poor)).toEqual(["job.main.0~2"]);
	});

	test("a worker that measures nothing makes one take: there is nothing to choose by", () => {
		const job = stage(THREE);
		make(job, "main.0");
		expect(job.state.job.status).toBe("succeeded");
		expect(job.state.tasks).toHaveLength(1);
	});

	test("a person who is asked sees the best, and what the person asks for stands, however it measures", () => {
		const job = stage({ ...THREE, best_of: 2 }, { gate: { approve: true } });
		make(job, "main.0", sharp(30));
		make(job, "main.0~2", sharp(10));
		expect(job.stage("main")).toBe("awaiting_approval");
		expect(standing(job)).toEqual(["job.main.0"]);
		const retake = { retake: { indexes: [0], changes: {} } };
		job.give({ type: "decide", stage: "main", take: 2, by: "key_a", choice: retake });
		make(job, "main.0~3", sharp(1));
		expect(job.stage("main")).toBe("awaiting_approval");
		expect(standing(job)).toEqual(["job.main.0~3"]);
		job.give({ type: "decide", stage: "main", take: 3, by: "key_a", choice: { approve: true } });
		expect(job.state.job.status).toBe("succeeded");
	});

	test("after a cancel nothing more is made (P6)", () => {
		const job = stage(THREE);
		make(job, "main.0", sharp(30));
		job.claim("main.0~2");
		job.give({ type: "cancel" });
		job.complete("main.0~2", ["image"], 1, sharp(50));
		expect(job.state.job.status).toBe("canceled");
		expect(job.state.tasks).toHaveLength(2);
	});
});
