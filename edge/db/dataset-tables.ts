import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { PresetName } from "../../workflows/datasets/presets.ts";
import type { Framing } from "../../workflows/prompts/poses.ts";
import type { PictureHashes } from "../../workflows/quality/pixels/hashes.ts";
import type { DatasetRole } from "../contract/training/dataset-items.ts";

/** What is said of a dataset as a whole, and of each of its versions. */
const terms = {
	trigger_word: text("trigger_word").notNull(),
	asymmetric: integer("asymmetric", { mode: "boolean" }).notNull(),
	preset: text("preset").$type<PresetName>().notNull(),
	class_words: text("class_words").notNull(),
};

/** Datasets of an account, by name. */
export const datasets = sqliteTable(
	"datasets",
	{
		account_id: text("account_id").notNull(),
		name: text("name").notNull(),
		...terms,
		note: text("note"),
		/** Counts every change. */
		revision: integer("revision").notNull(),
		/** What that was at the newest version. */
		frozen_revision: integer("frozen_revision").notNull(),
		/** Number of the newest version; 0: there is none. */
		latest: integer("latest").notNull(),
		/** The last number that an item got. */
		last_item: integer("last_item").notNull(),
		/** Kept by triggers. */
		pictures: integer("pictures").notNull().default(0),
		regularisation: integer("regularisation").notNull().default(0),
		/** The job whose pictures of the class it takes over. */
		regularisation_job: text("regularisation_job"),
		created_at: integer("created_at").notNull(),
		updated_at: integer("updated_at").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.name] })],
);

export const datasetVersions = sqliteTable(
	"dataset_versions",
	{
		account_id: text("account_id").notNull(),
		name: text("name").notNull(),
		version: integer("version").notNull(),
		...terms,
		pictures: integer("pictures").notNull(),
		regularisation: integer("regularisation").notNull(),
		created_at: integer("created_at").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.name, table.version] })],
);

/** What a dataset has now (version 0), and what each version had. */
export const datasetItems = sqliteTable(
	"dataset_items",
	{
		account_id: text("account_id").notNull(),
		name: text("name").notNull(),
		version: integer("version").notNull(),
		role: text("role").$type<DatasetRole>().notNull(),
		item: integer("item").notNull(),
		asset_id: text("asset_id").notNull(),
		caption: text("caption"),
		framing: text("framing").$type<Framing>(),
		flip_of: integer("flip_of"),
		hashes: text("hashes", { mode: "json" }).$type<PictureHashes>(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.name, table.version, table.role, table.item] })],
);
