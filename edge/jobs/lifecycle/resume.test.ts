import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Resume } from "../../db/stored.ts";
import { buildJob, failure } from "../testing/build.ts";
import { Drive } from "../testing/drive.ts";
import type { Command } from "./commands.ts";
import { movedBy } from "./resume.ts";

const PLACE = "main.0";
const training = () =>
	new Drive(buildJob({ id: "job", stages: [{ key: "main", tasks: 1 }], deadline: 3_600_000 }));
const at = (job: Drive, step: number, epoch = job.task(PLACE).epoch): Command => ({
	...{ type: "checkpoint", task: job.task(PLACE).id, epoch },
	resume: { step, assets: [`state of ${step} by ${epoch}`] },
});
/** Takes the task away from who holds it, and gives it to the next. */
const taken = (job: Drive) => {
	const { id, epoch } = job.task(PLACE);
	job.give({ type: "fail", task: id, epoch, failure: failure("lease_expired"), gpu_ms: 0 });
	job.wait(60_000).claim(PLACE);
};

describe("an attempt that fell back", () => {
	test("stores again what could not be read, and the next goes on from there", () => {
		const job = training();
		job.claim(PLACE);
		job.give(at(job, 100));
		job.give(at(job, 200));
		taken(job);
		// Neither could be read: it began anew.
		expect(job.give(at(job, 100))).toMatchObject({ changes: [{ type: "checkpoint", step: 100 }] });
		expect(job.task(PLACE).resume).toEqual({
			...{ step: 100, assets: ["state of 100 by 2"], epoch: 2, reached: 200 },
		});
		expect(job.give(at(job, 200))).toMatchObject({ changes: [{ type: "checkpoint", step: 200 }] });
		expect(job.task(PLACE).resume).toMatchObject({ step: 200, epoch: 2, assets: ["state of 200 by 2"] });
		expect(job.give(at(job, 200))).toMatchObject({ ok: true, changes: [] });
		expect(job.give(at(job, 100))).toMatchObject({ ok: true, changes: [] });
		expect(job.code(at(job, 300, 1))).toBe("lease_lost");
	});

	test("pays for what is done again: only beyond all that was reached are its tries given back", () => {
		const job = training();
		job.claim(PLACE);
		job.give(at(job, 200));
		taken(job);
		job.give(at(job, 100));
		expect(job.task(PLACE)).toMatchObject({ attempts: 2, tries: { infra: 1 } });
		job.give(at(job, 200));
		expect(job.task(PLACE)).toMatchObject({ attempts: 2, tries: { infra: 1 } });
		job.give(at(job, 300));
		expect(job.task(PLACE)).toMatchObject({ attempts: 1, tries: { infra: 0 }, resume: { reached: 300 } });
	});

	test("over and over ends: a task that comes no further runs out of tries", () => {
		const job = training();
		job.claim(PLACE);
		job.give(at(job, 200));
		for (let times = 0; times < 10 && job.state.job.status === "running"; times++) {
			job.give(at(job, 100));
			taken(job);
		}
		expect(job.task(PLACE)).toMatchObject({ status: "failed", epoch: 3 });
	});
});

test("what was stored before attempts were noted is replaced by whoever holds the task, and counts as reached", () => {
	const before: Resume = { step: 200, assets: ["old"] };
	const by = (step: number) =>
		movedBy(before, { type: "checkpoint", task: "t", epoch: 1, resume: { step, assets: ["new"] } });
	expect(by(100)).toEqual({
		resume: { step: 100, assets: ["new"], epoch: 1, reached: 200 },
		further: false,
	});
	expect(by(300)).toMatchObject({ resume: { step: 300, reached: 300 }, further: true });
	expect(by(0)).toBeNull();
});

test("whatever attempts store: the last to move stands, none goes behind itself, and tries come back only for new heights", () => {
	const told = fc.array(fc.record({ step: fc.nat(6), later: fc.boolean() }), { maxLength: 12 });
	fc.assert(
		fc.property(told, (steps) => {
			let resume: Resume | null = null;
			let epoch = 1;
			let own = 0;
			let highest = 0;
			for (const { step, later } of steps) {
				if (later) {
					epoch++;
					own = 0;
				}
				const moved = movedBy(resume, { type: "checkpoint", task: "t", epoch, resume: { step, assets: [] } });
				expect(moved !== null).toBe(step > own);
				if (moved === null) continue;
				expect(moved.further).toBe(step > highest);
				own = step;
				highest = Math.max(highest, step);
				expect(moved.resume).toEqual({ step, assets: [], epoch, reached: highest });
				resume = moved.resume;
			}
		}),
		{ numRuns: 300 },
	);
});
