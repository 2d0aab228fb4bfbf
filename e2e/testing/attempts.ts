import * as z from "zod";
import type { DarkroomClient } from "../../client/client.ts";
import { attemptSchema } from "../../edge/contract/jobs/jobs.ts";

export type AttemptResource = z.infer<typeof attemptSchema>;

/** Every attempt of every task of a job, oldest first. */
export async function attemptsOf(client: DarkroomClient, job: string): Promise<AttemptResource[]> {
	const response = await fetch(new URL(`/v1/jobs/${job}/attempts`, client.url), {
		headers: { authorization: `Bearer ${client.key}` },
	});
	if (!response.ok) throw new Error(`attempts of ${job}: ${response.status} ${await response.text()}`);
	return z.object({ data: z.array(attemptSchema) }).parse(await response.json()).data;
}
