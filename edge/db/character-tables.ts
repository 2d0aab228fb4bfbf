import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { CharacterSettings } from "../../workflows/prompts/character.ts";
import type { StyleLora } from "../contract/characters/characters.ts";

/** Somebody who is to look the same in many pictures. */
export const characters = sqliteTable("characters", {
	id: text("id").primaryKey(),
	account_id: text("account_id").notNull(),
	name: text("name").notNull(),
	settings: text("settings", { mode: "json" }).$type<CharacterSettings>().notNull(),
	/** The picture that it begins with. */
	base_asset_id: text("base_asset_id"),
	style_lora: text("style_lora", { mode: "json" }).$type<StyleLora>(),
	metadata: text("metadata", { mode: "json" }).$type<Record<string, string>>().notNull(),
	/** The job that makes its references, or was the last to. */
	dataset_job_id: text("dataset_job_id"),
	/** Number of the set of references that counts; 0: there is none. */
	references_version: integer("references_version").notNull().default(0),
	created_at: integer("created_at").notNull(),
	updated_at: integer("updated_at").notNull(),
	/** In micro-USD: what making it may cost (null: as its pipeline says), has cost, and may still cost. */
	budget_micro_usd: integer("budget_micro_usd"),
	spent_micro_usd: integer("spent_micro_usd").notNull().default(0),
	reserved_micro_usd: integer("reserved_micro_usd").notNull().default(0),
});

/** The pictures that later ones of a character are made like. */
export const characterReferences = sqliteTable(
	"character_references",
	{
		character_id: text("character_id").notNull(),
		version: integer("version").notNull(),
		position: integer("position").notNull(),
		/** The stage that made it, and that stage's label. */
		stage: text("stage").notNull(),
		label: text("label").notNull(),
		asset_id: text("asset_id").notNull(),
	},
	(table) => [primaryKey({ columns: [table.character_id, table.version, table.position] })],
);
