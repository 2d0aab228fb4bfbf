import { integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { ModelFamily } from "../../workflows/definition/define.ts";
import type { Comparison } from "../contract/jobs/comparison-request.ts";
import type { CheckpointPart } from "./stored.ts";

/** How far trainings have come. */
export const checkpoints = sqliteTable(
	"checkpoints",
	{
		task_id: text("task_id").notNull(),
		/** Steps that are done. */
		step: integer("step").notNull(),
		job_id: text("job_id").notNull(),
		epoch: integer("epoch").notNull(),
		loss: real("loss"),
		files: text("files", { mode: "json" }).$type<CheckpointPart[]>().notNull(),
		/** 0 once the state is gone. */
		state_bytes: integer("state_bytes").notNull(),
		created_at: integer("created_at").notNull(),
	},
	(table) => [primaryKey({ columns: [table.task_id, table.step] })],
);

/** Jobs that train by a program beside ComfyUI. */
export const trainings = sqliteTable("trainings", {
	job_id: text("job_id").primaryKey(),
	account_id: text("account_id").notNull(),
	output_name: text("output_name").notNull(),
	trainer: text("trainer").notNull(),
	family: text("family").$type<ModelFamily>().notNull(),
	base_model: text("base_model").notNull(),
	steps: integer("steps").notNull(),
	pictures: integer("pictures").notNull(),
	/** What becomes the LoRA once it has succeeded. */
	promote: text("promote").$type<"choose" | "last">().notNull(),
	trigger_word: text("trigger_word").notNull().default(""),
	/** As `name@version`; null: pictures that were named one by one. */
	dataset: text("dataset"),
});

/** Who made a version of a LoRA of what a training left. */
export const promotions = sqliteTable(
	"promotions",
	{
		training_id: text("training_id").notNull(),
		version: integer("version").notNull(),
		account_id: text("account_id").notNull(),
		step: integer("step").notNull(),
		/** Null: the job itself. */
		key_id: text("key_id"),
		subject: text("subject"),
		at: integer("at").notNull(),
	},
	(table) => [primaryKey({ columns: [table.training_id, table.version] })],
);

/** Jobs that compare checkpoints of a training. */
export const comparisons = sqliteTable("comparisons", {
	job_id: text("job_id").primaryKey(),
	account_id: text("account_id").notNull(),
	training_id: text("training_id").notNull(),
	/** The stage of a pipeline that does; null: the whole job. */
	stage: text("stage"),
	/** What that stage was asked; null: the parameters of the job say it. */
	asked: text("asked", { mode: "json" }).$type<Comparison>(),
});
