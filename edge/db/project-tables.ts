import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Failure } from "../contract/failures.ts";
import type { ProjectSettings, ShotRequest, ShotStatus } from "../contract/projects/projects.ts";

/** Scripts whose sentences become pictures. */
export const projects = sqliteTable("projects", {
	id: text("id").primaryKey(),
	account_id: text("account_id").notNull(),
	name: text("name").notNull(),
	settings: text("settings", { mode: "json" }).$type<ProjectSettings>().notNull(),
	/** Number of the last event of its feed. */
	head: integer("head").notNull().default(0),
	created_at: integer("created_at").notNull(),
	updated_at: integer("updated_at").notNull(),
});

export const shots = sqliteTable("shots", {
	id: text("id").primaryKey(),
	project_id: text("project_id").notNull(),
	account_id: text("account_id").notNull(),
	position: integer("position").notNull(),
	sentence: text("sentence").notNull(),
	image_prompt: text("image_prompt"),
	seed: integer("seed"),
	reference_ids: text("reference_ids", { mode: "json" }).$type<string[]>().notNull(),
	character_id: text("character_id"),
	style_lora: text("style_lora", { mode: "json" }).$type<NonNullable<ShotRequest["style_lora"]>>(),
	/** Counts the changes of what makes its picture. */
	revision: integer("revision").notNull().default(1),
	is_image_dirty: integer("is_image_dirty", { mode: "boolean" }).notNull().default(true),
	status: text("status").$type<ShotStatus>().notNull().default("pending"),
	error: text("error", { mode: "json" }).$type<Failure>(),
	/** The newest job of it, and the revision that one is of. */
	job_id: text("job_id"),
	job_revision: integer("job_revision"),
	/** The output that is its picture. */
	image_asset: text("image_asset"),
	/** The output whose bytes lie under the shot's own key, and how many these are. */
	filed_asset: text("filed_asset"),
	filed_bytes: integer("filed_bytes").notNull().default(0),
	created_at: integer("created_at").notNull(),
	updated_at: integer("updated_at").notNull(),
});

/** What the feed of a project tells, numbered without gaps. */
export const projectEvents = sqliteTable(
	"project_events",
	{
		project_id: text("project_id").notNull(),
		seq: integer("seq").notNull(),
		at: integer("at").notNull(),
		/** The event without its number. */
		body: text("body").notNull(),
	},
	(table) => [primaryKey({ columns: [table.project_id, table.seq] })],
);
