import * as z from "zod";
import { attemptSchema, jobSchema, jobSummarySchema } from "../jobs/jobs.ts";

/** Tasks of one pool that a list counts; more are told as so many. */
export const MOST_COUNTED = 1000;
/** How long the keys before may stay good beside a new one, in seconds. */
const MOST_OVERLAP_S = 86_400;

export const poolSchema = z
	.object({
		name: z.string().describe("As jobs and worker tokens name it"),
		created_at: z.iso.datetime().describe("When it was made"),
		workers: z.int().describe("Workers that are there now"),
		draining: z.int().describe("Of these, how many take nothing new"),
		queued_tasks: z.int().describe(`Tasks that wait for a worker; ${MOST_COUNTED} means so many or more`),
		held_tasks: z.int().describe(`Tasks that a worker holds; ${MOST_COUNTED} means so many or more`),
	})
	.meta({ id: "Pool", description: "Workers that can serve each other's tasks, and what waits for them" });
export type PoolResource = z.infer<typeof poolSchema>;

export const workerSchema = z
	.object({
		id: z.string(),
		pool: z.string(),
		name: z.string(),
		version: z.string(),
		comfyui_version: z.string(),
		gpu: z.object({ name: z.string(), vram_bytes: z.int(), type: z.string() }),
		emulated: z.boolean(),
		draining: z.boolean(),
		registered_at: z.iso.datetime(),
		last_seen_at: z.iso.datetime(),
		idle: z.boolean().describe("It is there, takes tasks and holds none"),
		gone_at: z.iso
			.datetime()
			.nullable()
			.describe("It left, its token was revoked, or it was last seen then and is silent for 45 seconds"),
	})
	.meta({ id: "Worker" });
export type WorkerResource = z.infer<typeof workerSchema>;

export const workerTokenSchema = z
	.object({
		id: z.string().describe("Id of the token, `wtk_…`"),
		pool: z.string().describe("Name of the pool that its workers serve"),
		name: z.string().describe("What the operator called it"),
		created_at: z.iso.datetime().describe("When it was made"),
		revoked_at: z.iso.datetime().nullable().describe("When it was revoked; null: it is good"),
	})
	.meta({ id: "WorkerTokenRecord", description: "A worker token, without the token itself" });
export type WorkerTokenRecord = z.infer<typeof workerTokenSchema>;

export const operatorKeySchema = z
	.object({
		id: z.string().describe("Id of the key, `opk_…`"),
		last4: z.string().describe("Its last four characters"),
		created_at: z.iso
			.datetime()
			.describe("When it was made; of the deployment's secret, when it was rotated"),
		ended_at: z.iso.datetime().nullable().describe("From when on it is refused; null: it is good"),
	})
	.meta({ id: "OperatorKey", description: "A key of the operator, without the key itself" });
export type OperatorKeyResource = z.infer<typeof operatorKeySchema>;

/** What an operator can change. */
export const OPERATOR_ACTIONS = [
	"account.create",
	"account.change",
	"account.delete",
	"api_key.create",
	"api_key.revoke",
	"job.cancel",
	"node_policy.set",
	"worker_token.create",
	"worker_token.revoke",
	"worker.drain",
	"pool.price",
	"endpoint.set",
	"endpoint.delete",
	"operator_key.rotate",
] as const;
export type OperatorActionName = (typeof OPERATOR_ACTIONS)[number];

const actionStateSchema = z.record(z.string(), z.unknown());
/** What is told of a target before or after a change: its limits, its policy, its pool. Never a secret. */
export type ActionState = z.infer<typeof actionStateSchema>;

export const operatorActionSchema = z
	.object({
		id: z.string().describe("Id of the action, `opa_…`"),
		at: z.iso.datetime().describe("When it was done"),
		action: z.enum(OPERATOR_ACTIONS).describe("What was done"),
		target: z.string().describe("Id of what it was done to, which may be gone by now"),
		key: z
			.object({
				id: z.string().describe("Id of the key, `opk_…`"),
				last4: z.string().describe("Its last four characters"),
			})
			.nullable()
			.describe(
				"The operator's key that asked; null: the deployment's secret `ADMIN_KEY`, as long as it was not rotated",
			),
		before: actionStateSchema
			.nullable()
			.describe(
				"What the target had before: limits, policy or pool; null where it was not there, or nothing of it changed",
			),
		after: actionStateSchema
			.nullable()
			.describe("What it has since; null where it is gone, or nothing of it changed"),
	})
	.meta({ id: "OperatorAction", description: "One change that an operator made" });
export type OperatorActionResource = z.infer<typeof operatorActionSchema>;

export const rotationRequestSchema = z
	.strictObject({
		overlap_s: z
			.int()
			.min(0)
			.max(MOST_OVERLAP_S)
			.default(0)
			.describe("For how many seconds the keys before stay good, so that programs can change over"),
	})
	.meta({ id: "OperatorKeyRotation", description: "How the keys before end. Without a body: at once" });

export const newOperatorKeySchema = z
	.object({
		id: z.string().describe("Id of the new key, `opk_…`"),
		key: z.string().describe("The key. It is shown this once"),
		others_end_at: z.iso.datetime().describe("From when on every other key of the operator is refused"),
	})
	.meta({ id: "NewOperatorKey", description: "The operator's new key" });
export type NewOperatorKey = z.infer<typeof newOperatorKeySchema>;

const ofAccount = { account: z.string().describe("Id of the account that it belongs to") };

export const operatorJobSummarySchema = jobSummarySchema.extend(ofAccount).meta({
	id: "OperatorJobSummary",
	description: "A job of any account, as a list shows it",
});
export type OperatorJobSummary = z.infer<typeof operatorJobSummarySchema>;

export const operatorJobSchema = z
	.object({
		...ofAccount,
		job: jobSchema.describe("The job as its account sees it"),
		attempts: z.array(attemptSchema).describe("Every attempt of every task, oldest first"),
		sweep: z
			.object({
				failures: z.int().describe("How often in a row the sweeper failed on it; 0: not at all"),
				again_at: z.iso
					.datetime()
					.nullable()
					.describe("Before this time the sweeper leaves it alone; null: it does not"),
			})
			.describe("Whether what looks after unfinished jobs can read this one"),
	})
	.meta({ id: "OperatorJob", description: "A job of any account, with what was tried for it" });
export type OperatorJob = z.infer<typeof operatorJobSchema>;
