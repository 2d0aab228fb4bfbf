import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Settings of ComfyUI's editor, by account and name. */
export const editorSettings = sqliteTable(
	"editor_settings",
	{
		account_id: text("account_id").notNull(),
		name: text("name").notNull(),
		/** JSON. */
		value: text("value").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.name] })],
);

/** Files of ComfyUI's editor, by account and path. */
export const editorFiles = sqliteTable(
	"editor_files",
	{
		account_id: text("account_id").notNull(),
		path: text("path").notNull(),
		/** As `pack` has it. */
		body: text("body").notNull(),
		/** Characters of the body. */
		packed: integer("packed").notNull(),
		/** Bytes of what was sent. */
		size: integer("size").notNull(),
		created_at: integer("created_at").notNull(),
		modified_at: integer("modified_at").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.path] })],
);
