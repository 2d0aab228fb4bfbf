import type { JobResource } from "../contract/jobs/jobs.ts";
import { isTerminal } from "../contract/status.ts";
import type { jobs } from "../db/schema.ts";
import type { Env } from "../env.ts";
import { askJob } from "../jobs/live/ask.ts";
import { readJob } from "../jobs/show/resource.ts";
import { ApiError, notFound } from "../problem.ts";

/**
 * Cancels a job, whoever asks, and answers with the job as it is then. Asking again changes nothing.
 *
 * @throws ApiError `conflict` where it ended otherwise, `unavailable` where it is worth asking again
 */
export async function cancelJobOf(
	env: Env,
	{ id, account_id, pool_id }: Pick<typeof jobs.$inferSelect, "id" | "account_id" | "pool_id">,
): Promise<JobResource> {
	const answer = await askJob(env, { job: id, pool: pool_id }, { command: { type: "cancel" } });
	const after = await readJob(env, account_id, id);
	if (!after) throw notFound("job");
	const { row } = after;
	if (!answer.ok && answer.code === "busy")
		throw new ApiError("unavailable", answer.message, [], { "retry-after": "1" });
	if (!answer.ok && row.status !== "canceled")
		throw new ApiError(
			"conflict",
			`the job is ${row.status} already; only a job that has not ended can be canceled`,
		);
	return after.show();
}

/** Cancels a job that may have ended meanwhile, which is no refusal then. @throws ApiError `unavailable` */
export async function cancelUnlessEnded(
	env: Env,
	row: Pick<typeof jobs.$inferSelect, "id" | "account_id" | "pool_id" | "status">,
): Promise<void> {
	if (isTerminal(row.status)) return;
	await cancelJobOf(env, row).catch((error: unknown) => {
		if (!(error instanceof ApiError) || error.code !== "conflict") throw error;
	});
}
