import { expect, test } from "vitest";
import { webhookEventSchema } from "../../contract/webhooks/webhooks.ts";
import type { JobAggregate } from "../lifecycle/aggregate.ts";
import type { Change } from "../lifecycle/draft.ts";
import { buildJob } from "../testing/build.ts";
import { webhookEvents } from "./webhook-events.ts";

const AT = Date.parse("2026-11-26T12:00:00.000Z");
const ONE = buildJob({ id: "job_01kb8x5m9zq4w7t2n6r3h0v1c8", account: "acc", now: AT });

function told(before: JobAggregate, changes: Change[], job: Partial<JobAggregate["job"]> = {}) {
	const state = { ...before, job: { ...before.job, ...job, version: before.job.version + changes.length } };
	return webhookEvents(before, { ok: true, state, changes, attempts: [], effects: [] }, AT);
}
const stage = (status: Extract<Change, { type: "stage" }>["status"]): Change => ({
	type: "stage",
	stage: "main",
	status,
	take: 1,
	error: null,
	over_budget: false,
});

test("every end of a job is told once, with the number of its event; what lies between is not", () => {
	for (const status of ["succeeded", "failed", "canceled", "expired"] as const) {
		const events = told(ONE, [stage("succeeded"), { type: "job", status, error: null }], { status });
		expect(events.map(({ type, seq }) => [type, seq])).toEqual([[`job.${status}`, ONE.job.version + 2]]);
		for (const { body } of events)
			expect(webhookEventSchema.parse({ ...body })).toMatchObject({ data: { job: { status }, stage: null } });
	}
	for (const status of ["queued", "running", "canceling"] as const)
		expect(told(ONE, [{ type: "job", status, error: null }])).toEqual([]);
});

test("a stage that waits for a person is told; its other steps only where the job has several stages", () => {
	const first = ONE.stages[0];
	if (!first) throw new Error("a job has a stage");
	const two = { ...ONE, stages: [first, { ...first, key: "next" }] };
	const types = (job: JobAggregate) =>
		(["running", "awaiting_approval", "succeeded", "failed", "skipped", "canceled"] as const).flatMap(
			(status) => told(job, [stage(status)]).map(({ type }) => type),
		);
	expect(types(ONE)).toEqual(["job.waiting_for_decision"]);
	expect(types(two)).toEqual([
		"job.waiting_for_decision",
		"stage.succeeded",
		"stage.failed",
		"stage.skipped",
	]);
	expect(told(two, [stage("failed")])[0]?.body.data.stage).toEqual({ key: "main", status: "failed" });
});

test("a failure is told with its class", () => {
	const error = { code: "out_of_memory" as const, message: "too large", node_id: null, class_type: null };
	const [event] = told(ONE, [{ type: "job", status: "failed", error }], { status: "failed", error });
	expect(event?.body.data.job.error).toEqual({
		code: "out_of_memory",
		class: "capacity",
		message: "too large",
	});
});
