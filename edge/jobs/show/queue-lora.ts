import { and, asc, eq, isNotNull } from "drizzle-orm";
import type { Queue } from "../../contract/jobs/queue.ts";
import type { Database } from "../../db/client.ts";
import { awaitedLoras, stages } from "../../db/schema.ts";

/** A stage that waits for a LoRA, and the job that trains that; null: nobody does. */
export interface WaitingForLora {
	key: string;
	since: number;
	lora: string | null;
	training: string | null;
}

/** The stages of a job that wait for LoRAs, in their order. */
export function waitingForLorasQuery(db: Database, job: string) {
	return db
		.select({
			key: stages.key,
			since: stages.since,
			lora: stages.lora,
			training: awaitedLoras.training,
		})
		.from(stages)
		.leftJoin(
			awaitedLoras,
			and(eq(awaitedLoras.account_id, stages.lora_account), eq(awaitedLoras.reference, stages.lora)),
		)
		.where(and(eq(stages.job_id, job), isNotNull(stages.lora)))
		.orderBy(asc(stages.position));
}

/** What a job waits for of which a stage waits for a LoRA; null: none does. Pure. */
export function stageWithoutLora([stage]: readonly WaitingForLora[]): Queue | null {
	if (!stage?.lora) return null;
	const { key, since, lora, training } = stage;
	const how =
		training === null
			? "nobody trains it; upload it (POST /v1/loras)"
			: `the job ${training} trains it; it goes on once that has left one, or a checkpoint is promoted (POST /v1/trainings/${training}/promote)`;
	return {
		reason: "lora_not_ready",
		since: new Date(since).toISOString(),
		stage: key,
		tasks: 0,
		missing_models: [],
		loras: [{ reference: lora, training }],
		message: `the stage ${key} waits for the LoRA ${lora}: ${how}`,
	};
}
