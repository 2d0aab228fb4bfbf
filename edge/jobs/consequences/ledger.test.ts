import { expect, test } from "vitest";
import { FAILURE_CODES, type FailureCode, whoseFault } from "../../contract/failures.ts";
import { buildJob, failure } from "../testing/build.ts";
import { Drive } from "../testing/drive.ts";
import { endedAttempts } from "./ledger.ts";

/** What is booked of an attempt at the only task of a job, once it has ended. */
function ended(end: (job: Drive) => void) {
	const job = new Drive(buildJob({ id: "job_1" }));
	job.claim("main.0");
	const before = job.state;
	end(job);
	if (!job.last) throw new Error("nothing was decided");
	return endedAttempts({ before, decision: job.last });
}
const of = (job: Drive) => ({ task: job.task("main.0").id, epoch: 1 });

test.each(Object.keys(FAILURE_CODES) as FailureCode[])(
	"P11 who pays for an attempt that failed with %s",
	(code) => {
		const [booked] = ended((job) =>
			job.give({ type: "fail", ...of(job), failure: failure(code), gpu_ms: 1 }),
		);
		const [library, client] = [whoseFault(code, "library"), whoseFault(code, "client")];
		const free = client !== "user" ? 1 : library !== "user" ? "library" : 0;
		expect(booked).toMatchObject({ job: "job_1", epoch: 1, free });
	},
);

test("every end of an attempt is booked, and no begin", () => {
	const job = new Drive(buildJob({ id: "job_1" }));
	const before = job.state;
	job.claim("main.0");
	expect(job.last && endedAttempts({ before, decision: job.last })).toEqual([]);
	expect(ended((one) => one.complete("main.0"))).toMatchObject([{ free: 0 }]);
	expect(
		ended((one) => one.give({ type: "release", ...of(one), cause: "drain", gpu_ms: null })),
	).toMatchObject([{ free: 1 }]);
	expect(ended((one) => one.wait(31_000).give({ type: "sweep", leases_from: 0 }))).toMatchObject([
		{ free: 1 },
	]);
	expect(ended((one) => one.wait(4_000_000).give({ type: "sweep", leases_from: 0 }))).toMatchObject([
		{ free: 0 },
	]);
	expect(
		ended((one) => {
			one.give({ type: "cancel" });
			one.complete("main.0");
		}),
	).toMatchObject([{ free: 0 }]);
	// A cancel alone ends nothing that a worker holds.
	expect(ended((one) => one.give({ type: "cancel" }))).toEqual([]);
});
