import * as z from "zod";

/** Bytes an account may store where the operator says nothing else: 50 GiB. */
export const DEFAULT_MAX_BYTES = 50 * 2 ** 30;

/** Limits of requests that an account may have of its own. */
const RATE_LIMITS = ["requests", "uploads", "body-bytes", "open-sockets"] as const;
const rateLimitName = z.enum(RATE_LIMITS);
export type RateLimitName = (typeof RATE_LIMITS)[number];
const rateLimit = z.int().min(1).max(1e12);

/** Limits that an account has instead of the configured ones: for a minute each, but for `open-sockets`, at once. */
export const ownLimitsSchema = z.partialRecord(rateLimitName, rateLimit).meta({ id: "RateLimits" });
export type OwnLimits = z.infer<typeof ownLimitsSchema>;
/** What is to change of them: null takes the configured one again. */
const ownLimitsChangeSchema = z.partialRecord(rateLimitName, rateLimit.nullable());

const days = z.int().min(1).max(36_500).nullable();

/** For how many days things are kept after they came to be or ended; null: until they are deleted. */
export const retentionSchema = z
	.strictObject({
		/** Ended jobs, with all that hangs on them. */
		jobs: days.describe("Days after its end that a job is kept, with everything that hangs on it"),
		/** Events of ended jobs; the last one stays. */
		events: days.describe("Days after its end that the events of a job are kept; those of its end stay"),
		/** Records of the attempts of ended jobs. */
		attempts: days.describe("Days after its end that the attempts of a job are kept"),
		/** Assets that jobs made. */
		outputs: days.describe("Days that an asset is kept that a job made"),
		/** Assets that were uploaded. */
		uploads: days.describe("Days that an uploaded asset is kept"),
		/** What each attempt took and cost. */
		ledger: days.describe(
			"Days after its end that what an attempt took and cost is kept; what days, jobs and budgets count stays",
		),
		/** Deliveries of webhooks that are over. */
		deliveries: days.describe(
			"Days that a delivery of a webhook is kept after it was delivered or given up; never more than 30",
		),
		/** What was changed of the account. */
		audit: days.describe("Days that an entry of the audit log is kept"),
	})
	.meta({ id: "Retention" });
export type Retention = z.infer<typeof retentionSchema>;
export type RetentionKind = keyof Retention;
/** As it is set: what is not named is kept. */
export type RetentionSetting = z.infer<ReturnType<typeof retentionSchema.partial>>;

/** Where nothing is set, everything is kept. */
export const KEEP_ALL: Retention = {
	jobs: null,
	events: null,
	attempts: null,
	outputs: null,
	uploads: null,
	ledger: null,
	deliveries: null,
	audit: null,
};

/** Limits that an account is given: what it may have at once, and what it may store. */
export const quotaFields = {
	max_running: z.int().min(1).max(10_000).describe("Tasks that may hold a worker at the same time"),
	max_jobs: z.int().min(1).max(1_000_000).describe("Jobs that may be unfinished at the same time"),
	max_bytes: z
		.int()
		.min(0)
		.max(2 ** 50)
		.describe("Bytes that assets and the bodies of jobs may have together"),
};

/** A million US dollars: whatever is meant by more is no budget. */
export const budgetSchema = z.int().min(0).max(1e12);

/** What an account changes of itself. */
export const ownAccountChangeSchema = z
	.strictObject({
		budget_micro_usd: budgetSchema
			.nullable()
			.describe("What it lets itself spend in a calendar month; null: as much as the operator lets it"),
	})
	.partial()
	.meta({
		id: "OwnAccountChange",
		description: "What an account changes of itself; what is not named stays",
	});

/** What an account may spend and does, in micro-USD. */
const monthBudgetSchema = z
	.object({
		month: z.string().describe("The calendar month, in UTC: `2026-11`"),
		limit_micro_usd: z.int().nullable().describe("By the operator's word; null: no limit"),
		own_limit_micro_usd: z.int().nullable().describe("By its own word; the lower one counts; null: none"),
		spent_micro_usd: z.int().describe("Spent in this month"),
		reserved_micro_usd: z.int().describe("What its tasks that have not ended are reckoned with"),
	})
	.meta({ id: "MonthBudget", description: "What an account may spend in a month, and does" });

/** What an operator changes of an account; what is not named stays. */
export const accountChangeSchema = z
	.strictObject({
		...quotaFields,
		rate_limits: ownLimitsChangeSchema,
		retention: retentionSchema.partial(),
		budget_micro_usd: budgetSchema
			.nullable()
			.describe("What it may spend in a calendar month, in millionths of a US dollar; null: no limit"),
	})
	.partial()
	.meta({ id: "AccountChange" });

export const accountSchema = z
	.object({
		id: z.string(),
		name: z.string(),
		/** Tasks that may hold a worker at the same time. */
		max_running: z.int(),
		/** Jobs that may be unfinished at the same time. */
		max_jobs: z.int(),
		/** Bytes that assets and the bodies of jobs may have together. */
		max_bytes: z.int(),
		stored_bytes: z.int(),
		rate_limits: z
			.record(rateLimitName, z.int())
			.describe("What counts: the account's own limit, else the configured one"),
		own_rate_limits: ownLimitsSchema.describe("Of these, the account's own"),
		retention: retentionSchema,
		budget: monthBudgetSchema,
		created_at: z.iso.datetime(),
	})
	.meta({ id: "AccountSettings" });
export type AccountResource = z.infer<typeof accountSchema>;
