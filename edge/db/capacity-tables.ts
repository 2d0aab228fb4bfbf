import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type {
	EndpointCondition,
	PodOutcome,
	PodSettings,
	PodStatus,
	TicketOutcome,
	TicketStatus,
	TimeLimits,
	WorkKind,
} from "../contract/pools/capacity.ts";
import type { EndpointHealth } from "./stored.ts";

/** Endpoints of RunPod that bring workers to a pool. Money in millionths of a US dollar. */
export const endpoints = sqliteTable("endpoints", {
	id: text("id").primaryKey(),
	pool_id: text("pool_id").notNull(),
	runpod_id: text("runpod_id").notNull(),
	gpu: text("gpu").notNull(),
	vram_bytes: integer("vram_bytes").notNull(),
	/** Of one second of one worker. */
	micro_usd_per_second: integer("micro_usd_per_second").notNull(),
	max_workers: integer("max_workers").notNull(),
	spare: integer("spare").notNull(),
	kinds: text("kinds", { mode: "json" }).$type<WorkKind[]>().notNull(),
	time_limits: text("time_limits", { mode: "json" }).$type<TimeLimits>().notNull(),
	/** Null: none. */
	daily_budget_micro_usd: integer("daily_budget_micro_usd"),
	/** Kept by a trigger: no statement of ours sets it. Days since 1970. */
	spent_day: integer("spent_day").notNull().default(0),
	spent_micro_usd: integer("spent_micro_usd").notNull().default(0),
	paused_at: integer("paused_at"),
	pause_reason: text("pause_reason"),
	/** Null: nothing is known to keep it from bringing workers. */
	condition: text("condition").$type<EndpointCondition>(),
	condition_since: integer("condition_since"),
	condition_note: text("condition_note"),
	hold_until: integer("hold_until").notNull().default(0),
	health: text("health", { mode: "json" }).$type<EndpointHealth>(),
	checked_at: integer("checked_at").notNull().default(0),
	created_at: integer("created_at").notNull(),
	updated_at: integer("updated_at").notNull(),
	/** How its pods are started; null: it is an endpoint of RunPod's, which starts its own machines. */
	pod: text("pod", { mode: "json" }).$type<PodSettings>(),
	/** Pods in a row that came to nothing. */
	start_failures: integer("start_failures").notNull().default(0),
});

/** One request to RunPod each. */
export const tickets = sqliteTable("tickets", {
	id: text("id").primaryKey(),
	pool_id: text("pool_id").notNull(),
	endpoint_id: text("endpoint_id").notNull(),
	runpod_endpoint: text("runpod_endpoint").notNull(),
	micro_usd_per_second: integer("micro_usd_per_second").notNull(),
	kind: text("kind").$type<WorkKind>().notNull(),
	/** Null: not known (yet). */
	request_id: text("request_id"),
	status: text("status").$type<TicketStatus>().notNull(),
	hint_task: text("hint_task").notNull(),
	issued_at: integer("issued_at").notNull(),
	tries: integer("tries").notNull().default(0),
	/** When it is to be looked at. */
	due_at: integer("due_at").notNull(),
	remote: text("remote"),
	remote_since: integer("remote_since"),
	checked_at: integer("checked_at").notNull().default(0),
	used_task: text("used_task"),
	used_epoch: integer("used_epoch"),
	used_at: integer("used_at"),
	closed_at: integer("closed_at"),
	outcome: text("outcome").$type<TicketOutcome>(),
	/** Set when it is closed. */
	cost_micro_usd: integer("cost_micro_usd").notNull().default(0),
	problem: text("problem"),
});

/** Machines that were started for a queue. It and its worker bear the id as their name. Times in milliseconds. */
export const pods = sqliteTable("pods", {
	id: text("id").primaryKey(),
	pool_id: text("pool_id").notNull(),
	endpoint_id: text("endpoint_id").notNull(),
	runpod_endpoint: text("runpod_endpoint").notNull(),
	// The column has the name that endpoints and tickets had for it before.
	micro_usd_per_second: integer("price_micro_usd").notNull(),
	gpu_id: text("gpu_id").notNull(),
	idle_ms: integer("idle_ms").notNull(),
	start_ms: integer("start_ms").notNull(),
	/** Null: not known (yet). */
	runpod_pod: text("runpod_pod"),
	status: text("status").$type<PodStatus>().notNull(),
	asked_at: integer("asked_at").notNull(),
	registered_at: integer("registered_at"),
	/** When it was last known to have work; null: never. */
	used_at: integer("used_at"),
	due_at: integer("due_at").notNull(),
	remote: text("remote"),
	remote_since: integer("remote_since"),
	/** Why it ends, or has ended. */
	outcome: text("outcome").$type<PodOutcome>(),
	closed_at: integer("closed_at"),
	/** Until `paid_until`. What it grows by is counted by a trigger. */
	cost_micro_usd: integer("cost_micro_usd").notNull().default(0),
	paid_until: integer("paid_until").notNull(),
});
