import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** An account's own pipelines. `document` is a body. */
export const pipelines = sqliteTable(
	"pipelines",
	{
		account_id: text("account_id").notNull(),
		id: text("id").notNull(),
		version: integer("version").notNull(),
		title: text("title").notNull(),
		document: text("document").notNull(),
		/** What it names of workflows: `id` or `id@version`. */
		workflows: text("workflows", { mode: "json" }).$type<string[]>().notNull(),
		/** The object that holds the document where it is long, and its bytes. */
		body_key: text("body_key"),
		body_bytes: integer("body_bytes").notNull().default(0),
		created_at: integer("created_at").notNull(),
		/** What lists show of it; null: nobody has listed it since that has changed. */
		listing: text("listing"),
		retired_at: integer("retired_at"),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.id, table.version] })],
);

/** Numbers of deleted versions, which are never given again. */
export const pipelineNumbers = sqliteTable(
	"pipeline_numbers",
	{
		account_id: text("account_id").notNull(),
		id: text("id").notNull(),
		last_version: integer("last_version").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.id] })],
);

/** Own workflows that the stages of a job may run. */
export const jobWorkflows = sqliteTable(
	"job_workflows",
	{
		account_id: text("account_id").notNull(),
		/** `id@version`. */
		workflow: text("workflow").notNull(),
		job_id: text("job_id").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.workflow, table.job_id] })],
);
