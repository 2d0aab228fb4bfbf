import { z } from "@hono/zod-openapi";
import { leaseLost } from "../../../auth/grants.ts";
import type { Grant } from "../../../auth/signed.ts";
import { idPattern } from "../../../contract/ids.ts";
import { type AppContext, principalOf } from "../../../http/app.ts";
import { countedPart } from "../../../http/responses.ts";
import type { Measured } from "../../../jobs/lifecycle/aggregate.ts";
import { type Answer, askJob } from "../../../jobs/live/ask.ts";
import type { JobChange } from "../../../jobs/store/job-change.ts";
import { ApiError } from "../../../problem.ts";

/** What the routes of an attempt share: whose it is, and how what became of it is answered. */

export const attemptPath = "/v1/tasks/{task}/attempts/{epoch}";
export const attemptParam = z.object({
	task: z.string().regex(idPattern("task")),
	epoch: countedPart(1, Number.MAX_SAFE_INTEGER),
});

/** Changes the job of an attempt, and answers with what became of it. */
export async function attemptReply(c: AppContext, grant: Grant, change: JobChange) {
	return replyOf(c, grant, await askJob(c.env, grant, change));
}

/** Ends an attempt whose outputs are more than its account may store: another try would make them again. */
export function endOverLimit(
	c: AppContext,
	grant: Grant,
	sizes: string,
	measured: Measured = { gpu_ms: 0 },
): Promise<Answer> {
	const failure = {
		code: "storage_limit" as const,
		message: `the account may not store the outputs of this task: ${sizes}`,
		node_id: null,
		class_type: null,
	};
	return askJob(c.env, grant, {
		command: { type: "fail", task: grant.task, epoch: grant.epoch, failure, ...measured },
	});
}

export function replyOf(c: AppContext, grant: Grant, answer: Answer, outputs: string[] = []) {
	if (!answer.ok) {
		switch (answer.code) {
			case "outputs_missing":
				throw new ApiError("outputs_missing", answer.message);
			case "busy":
				throw new ApiError("unavailable", answer.message, [], { "retry-after": "1" });
			default:
				throw leaseLost(grant);
		}
	}
	const status = answer.task?.status ?? "unknown";
	return c.json({ status, job_status: answer.job.status, outputs }, 200);
}

/** The grant an attempt was given with its claim; it must be for this very attempt. */
export async function grantOf(c: AppContext, param: { task: string; epoch: number }): Promise<Grant> {
	const principal = await principalOf(c);
	if (principal.kind !== "attempt" || principal.task !== param.task || principal.epoch !== param.epoch) {
		throw new ApiError("forbidden", "this route takes the grant that came with the claim of this attempt");
	}
	const { kind: _kind, ...grant } = principal;
	return grant;
}
