import { expect, test } from "vitest";
import { findTask, type JobAggregate } from "../lifecycle/aggregate.ts";
import type { Command } from "../lifecycle/commands.ts";
import { lifecycle } from "../lifecycle/lifecycle.ts";
import { buildJob, failure, START } from "../testing/build.ts";
import { shotNews } from "./shots.ts";

const PROJECT = "prj_00000000000000000000000000";
const SHOT = "sht_00000000000000000000000000";

/** Gives commands to a new job of a shot, one after the other, and answers with what each means for the shot. */
function told(commands: readonly ((job: JobAggregate) => Command)[], shot = true) {
	let job = buildJob({ id: "job_1", ...(shot && { shot: { project: PROJECT, shot: SHOT } }) });
	let now = START;
	return commands.map((make) => {
		now += 3_600_000 / 20;
		const command = make(job);
		const decision = lifecycle(job, command, { now, random: 0 });
		if (!decision.ok) throw new Error(`${command.type}: ${decision.message}`);
		const news = shotNews({ before: job, decision });
		job = decision.state;
		return news;
	});
}

const task = "job_1.main.0";
const epoch = (job: JobAggregate) => findTask(job, task)?.epoch ?? 0;
let claims = 0;
const claim = (): Command => ({
	type: "claim",
	task,
	worker: "wkr_1",
	claim_id: `${++claims}`,
	lease_ms: 1e7,
});
const fail = (job: JobAggregate): Command => ({
	type: "fail",
	task,
	epoch: epoch(job),
	failure: failure("worker_error"),
	gpu_ms: 1,
});
const complete = (job: JobAggregate): Command => ({
	type: "complete",
	task,
	epoch: epoch(job),
	outputs: [{ name: "image", asset: "ast_1" }],
	gpu_ms: 1,
});
const release = (job: JobAggregate): Command => ({
	type: "release",
	task,
	epoch: epoch(job),
	cause: "drain",
	gpu_ms: 0,
});
const cancel = (): Command => ({ type: "cancel" });

test("S1-43, S1-48 a claim is `progress` 10, the end is `job_complete` with the file of the shot", () => {
	expect(told([claim, complete])).toEqual([
		{
			status: "generating",
			error: null,
			events: [{ type: "progress", attempt: 1, progress: 10, message: "Starting image generation..." }],
		},
		{
			status: "completed",
			error: null,
			events: [
				{
					type: "job_complete",
					result: { file: `data/projects/${PROJECT}/images/${SHOT}.png`, asset: null, reused: false },
				},
			],
		},
	]);
});

test("S1-13 each of three attempts is told, and the third failure is the last word", () => {
	const all = told([claim, fail, claim, fail, claim, fail]);
	expect(all.map((news) => news?.events.map(({ type }) => type).join())).toEqual([
		...["progress", "job_retry", "progress", "job_retry", "progress", "job_failed"],
	]);
	expect(all[1]?.events[0]).toMatchObject({ attempt: 1, error: { code: "worker_error" } });
	expect(all.map((news) => news?.status)).toEqual([
		...["generating", "queued", "generating", "queued", "generating", "failed"],
	]);
	expect(all.at(-1)?.error?.code).toBe("worker_error");
});

test("a task that is given back waits again; one that is canceled ends as canceled, whoever holds it", () => {
	expect(told([claim, release]).at(-1)).toEqual({
		status: "queued",
		error: null,
		events: [{ type: "job_queued" }],
	});
	expect(told([cancel])).toEqual([{ status: "canceled", error: null, events: [{ type: "job_canceled" }] }]);
	// Its worker has still to let go: nothing is over yet.
	const [, asked, over] = told([claim, cancel, release]);
	expect([asked, over?.status]).toEqual([null, "canceled"]);
});

test("a job of no shot means nothing for shots", () => {
	expect(told([claim, complete], false)).toEqual([null, null]);
});
