import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Numbers of deleted versions, which are never given again. */
export const workflowNumbers = sqliteTable(
	"workflow_numbers",
	{
		account_id: text("account_id").notNull(),
		id: text("id").notNull(),
		last_version: integer("last_version").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.id] })],
);

/** An account's own workflows. `document` and `unknowns` are bodies. */
export const workflows = sqliteTable(
	"workflows",
	{
		account_id: text("account_id").notNull(),
		id: text("id").notNull(),
		version: integer("version").notNull(),
		title: text("title").notNull(),
		document: text("document").notNull(),
		unknowns: text("unknowns").notNull(),
		/** What a list shows of it, as JSON; null: made when it is first listed. */
		listing: text("listing"),
		/** The object that holds what of them is long, and its bytes. */
		body_key: text("body_key"),
		body_bytes: integer("body_bytes").notNull().default(0),
		created_at: integer("created_at").notNull(),
		retired_at: integer("retired_at"),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.id, table.version] })],
);
