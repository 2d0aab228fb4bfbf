import * as z from "zod";

/** What kind of work a task is: how much machine and time it takes. Later ones are larger. */
export const WORK_KINDS = ["small", "large", "train"] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

/** Of one kind of work: how long a ticket may run, and wait and run together; milliseconds. */
export interface TimeLimit {
	execution_ms: number;
	ttl_ms: number;
}
export type TimeLimits = Partial<Record<WorkKind, TimeLimit>>;

/** What keeps an endpoint from bringing workers. */
export const ENDPOINT_CONDITIONS = {
	starting: "workers are being started",
	no_capacity: "RunPod has no free machine of this kind",
	crash_loop: "workers start and end again before they take a ticket",
	scaled_down: "RunPod has set the endpoint's workers to none, as it does after days without requests",
	refused: "RunPod refuses requests to it",
	unreachable: "workers take tickets, and never reach the edge",
	useless: "pods start and claim nothing, though something waits: they lack nodes or model files for it",
} as const;
export type EndpointCondition = keyof typeof ENDPOINT_CONDITIONS;

/**
 * `issuing`: written down, and on its way to RunPod. `unknown`: RunPod may have it. `issued`: it has. `used`: an
 * attempt holds it. `closed`: it is over.
 */
const TICKET_STATUSES = ["issuing", "unknown", "issued", "used", "closed"] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];

/**
 * How a ticket ended. `done`: its attempt is over. `empty`: a worker came, and found nothing to do. `canceled`: nothing
 * was left for it. `spent`: RunPod ended or forgot it unused. `unclaimed`: a worker took it and never came. `refused`:
 * RunPod did not take it. `draining`: a worker came that takes nothing new any more.
 */
const TICKET_OUTCOMES = ["done", "empty", "canceled", "spent", "unclaimed", "refused", "draining"] as const;
export type TicketOutcome = (typeof TICKET_OUTCOMES)[number];

/** What an endpoint may have at most: machines, and tickets beyond them. */
export const MAX_WORKERS = 500;
export const MAX_SPARE = 2;
/**
 * `asking`: written down, and RunPod may have it. `starting`: RunPod has it, its worker is not there yet. `serving`: the
 * worker is. `ending`: it finishes what it has, and is terminated. `closed`: it is over.
 */
const POD_STATUSES = ["asking", "starting", "serving", "ending", "closed"] as const;
export type PodStatus = (typeof POD_STATUSES)[number];

/** Why a pod ends. */
export const POD_OUTCOMES = {
	stopped: "it stopped by itself",
	idle: "it had nothing to do for too long, and did not stop by itself",
	paused: "its endpoint is paused",
	removed: "its endpoint was taken away",
	budget: "its endpoint has spent what it may today",
	refused: "RunPod refused it",
	no_capacity: "RunPod had no machine for it",
	lost: "RunPod did not answer, and does not have it",
	crashed: "it ended before its worker was there",
	unregistered: "it runs, and its worker did not come in time",
	silent: "its worker was not heard of any more",
} as const;
export type PodOutcome = keyof typeof POD_OUTCOMES;

const MINUTE_S = 60;
/** RunPod takes times from 5 seconds to 7 days. */
const LONGEST_S = 7 * 24 * 60 * MINUTE_S;
const timeLimitSchema = z
	.strictObject({
		execution_s: z.int().min(MINUTE_S).max(LONGEST_S).describe("For how long a ticket may run, in seconds"),
		ttl_s: z
			.int()
			.min(MINUTE_S)
			.max(LONGEST_S)
			.describe("For how long it may wait and run together, in seconds. RunPod ends what runs then"),
	})
	.refine(({ execution_s, ttl_s }) => ttl_s >= execution_s, {
		path: ["ttl_s"],
		message: "must be at least execution_s: RunPod ends what runs by then",
	});

const DAY_S = 24 * 60 * MINUTE_S;
const podSettingsSchema = z.strictObject({
	template: z
		.string()
		.regex(/^[A-Za-z0-9_-]{1,60}$/)
		.describe(
			"RunPod's id of the template that its pods are made of: image, disk, volume, environment. `WORKER_TOKEN` in its environment is a reference to a secret at RunPod, such as `{{ RUNPOD_SECRET_darkroom }}`: the token is not stored here",
		),
	gpu_ids: z
		.array(z.string().min(1).max(100))
		.min(1)
		.max(5)
		.describe("RunPod's names of GPUs, the first choice first; the next is tried where there is none"),
	idle_s: z
		.int()
		.min(MINUTE_S)
		.max(DAY_S)
		.describe("A pod without work for so many seconds stops by itself; two minutes later it is terminated"),
	start_s: z
		.int()
		.min(MINUTE_S)
		.max(DAY_S)
		.describe("So many seconds its worker has to be there, pulling the image included"),
});
/** How the pods of an endpoint are started. */
export type PodSettings = z.infer<typeof podSettingsSchema>;

const settings = {
	pod: podSettingsSchema
		.nullable()
		.describe("Of an endpoint with mode `pod`: how its pods are started; else null"),
	gpu: z.string().min(1).max(100).describe("The class of GPU, in words"),
	vram_bytes: z
		.int()
		.min(2 ** 30)
		.max(2 ** 40)
		.describe("GPU memory of its machines, in bytes"),
	micro_usd_per_second: z
		.int()
		.min(0)
		.max(1_000_000)
		.describe("Price of one second of one machine, in millionths of a US dollar"),
	max_workers: z
		.int()
		.min(1)
		.max(MAX_WORKERS)
		.describe("Machines that it may have at once: as set at RunPod, or so many pods at most"),
	spare: z
		.int()
		.min(0)
		.max(MAX_SPARE)
		.describe(
			"Tickets beyond the machines, so that one that gets free finds its next task waiting; of pods always 0",
		),
	kinds: z
		.array(z.enum(WORK_KINDS))
		.min(1)
		.max(WORK_KINDS.length)
		.describe(
			"What it is for. `train`: training; `large`: tasks that may take over 15 minutes, such as films; `small`: all others",
		),
	time_limits: z
		.strictObject({
			small: timeLimitSchema.optional().describe("Of tasks of at most 15 minutes"),
			large: timeLimitSchema.optional().describe("Of longer ones"),
			train: timeLimitSchema.optional().describe("Of trainings"),
		})
		.describe(
			"Times at RunPod by kind of work, where the defaults are not right. They are for machines that nobody reaches any more: the edge ends what takes too long by itself, so they must be longer",
		),
	daily_budget_micro_usd: z
		.int()
		.min(0)
		.nullable()
		.describe(
			"No tickets and no pods once so much was spent on a day (UTC), in millionths of a US dollar; tasks that run then go on. Null: no limit",
		),
	pause_reason: z
		.string()
		.min(1)
		.max(500)
		.nullable()
		.describe(
			"Why it is paused: it is given no tickets, those that nobody uses are taken back, and its pods end when they have done what they hold. Null: it is not",
		),
};

const MODES = ["serverless", "pod"] as const;
const mode = z
	.enum(MODES)
	.describe(
		"`serverless`: an endpoint of RunPod, which starts machines for the tickets that it is sent. `pod`: pods that Darkroom starts for tasks that wait, and that stop when they are idle",
	);

export const endpointRequestSchema = z
	.strictObject({
		...settings,
		mode: mode.default("serverless"),
		pod: settings.pod.default(null),
		spare: settings.spare.default(1),
		kinds: settings.kinds.default([...WORK_KINDS]),
		time_limits: settings.time_limits.default({}),
		daily_budget_micro_usd: settings.daily_budget_micro_usd.default(null),
		pause_reason: settings.pause_reason.default(null),
	})
	.refine((given) => (given.mode === "pod") === (given.pod !== null), {
		path: ["pod"],
		message: "belongs to mode pod, which needs it, and to no other",
	})
	.meta({ id: "EndpointSettings", description: "What is to be known of an endpoint of RunPod" });
export type EndpointSettings = z.input<typeof endpointRequestSchema>;

const conditions = Object.entries(ENDPOINT_CONDITIONS).map(([code, meaning]) => `\`${code}\`: ${meaning}`);

export const endpointSchema = z
	.object({
		endpoint: z.string().describe("RunPod's id of it; of pods the name that an operator gave it"),
		pool: z.string().describe("Name of the pool that its machines serve"),
		...settings,
		mode,
		paused_at: z.iso.datetime().nullable().describe("Since when it is paused; null: it is not"),
		condition: z
			.object({
				code: z
					.enum(Object.keys(ENDPOINT_CONDITIONS) as [EndpointCondition, ...EndpointCondition[]])
					.describe(conditions.join("; ")),
				since: z.iso.datetime().describe("Since when"),
				message: z.string().describe("What RunPod says of it, and what to do"),
			})
			.nullable()
			.describe("What keeps it from bringing machines; null: nothing is known to"),
		spent_today_micro_usd: z
			.int()
			.describe(
				"What its tickets and pods of today (UTC) have cost, by the edge's clock, in millionths of a US dollar",
			),
		tickets: z
			.object({
				cap: z.int().describe("How many it may have open: its machines, and the spare ones"),
				waiting: z.int().describe("Sent to RunPod; nobody came with them yet"),
				used: z.int().describe("An attempt holds them"),
			})
			.describe("Its open tickets"),
		pods: z
			.object({
				starting: z.int().describe("Asked for; their workers are not there yet"),
				serving: z.int().describe("Their workers are there"),
				ending: z.int().describe("They finish what they have, and are terminated"),
			})
			.describe("Its pods"),
		created_at: z.iso.datetime().describe("When it was added"),
		updated_at: z.iso.datetime().describe("When it was set last"),
	})
	.meta({
		id: "Endpoint",
		description: "An endpoint of RunPod that brings machines to a pool when it has work",
	});
export type EndpointResource = z.infer<typeof endpointSchema>;

export const capacitySchema = z
	.object({
		pool: z.string().describe("Name of the pool"),
		runnable: z
			.int()
			.describe("Tasks that a claim could take now, counted up to what its endpoints could take at once"),
		wanted: z.int().describe("Tickets and pods that are missing for them"),
		endpoints: z.array(endpointSchema).describe("Its endpoints"),
		reasons: z.array(z.string()).describe("Why it has the tickets and pods that it has, in words"),
	})
	.meta({ id: "PoolCapacity", description: "Why a pool has the tickets and pods that it has" });
export type PoolCapacity = z.infer<typeof capacitySchema>;
