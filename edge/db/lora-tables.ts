import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { ModelFamily } from "../../workflows/definition/define.ts";

/** LoRAs of an account, by name. */
export const loras = sqliteTable(
	"loras",
	{
		account_id: text("account_id").notNull(),
		name: text("name").notNull(),
		/** The version that is recommended. */
		promoted: integer("promoted").notNull(),
		/** The number that the latest version got. */
		latest: integer("latest").notNull(),
		/** The job that trains the next version. */
		awaits: text("awaits"),
		trigger_word: text("trigger_word"),
		licence: text("licence"),
		note: text("note"),
		created_at: integer("created_at").notNull(),
		updated_at: integer("updated_at").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.name] })],
);

/** What there is under the name of a LoRA. */
export const loraVersions = sqliteTable(
	"lora_versions",
	{
		account_id: text("account_id").notNull(),
		name: text("name").notNull(),
		version: integer("version").notNull(),
		asset_id: text("asset_id").notNull(),
		sha256: text("sha256").notNull(),
		/** Bytes. */
		size: integer("size").notNull(),
		family: text("family").$type<ModelFamily>().notNull(),
		base_model: text("base_model"),
		created_at: integer("created_at").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.name, table.version] })],
);

/** LoRAs that stages wait for, as `name@version`. */
export const awaitedLoras = sqliteTable(
	"awaited_loras",
	{
		account_id: text("account_id").notNull(),
		reference: text("reference").notNull(),
		/** The job that trains it; null: nobody does, and it is to be uploaded. */
		training: text("training"),
		/** How often something happened to it since somebody looked. */
		due: integer("due").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.reference] })],
);
