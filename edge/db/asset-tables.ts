import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What pictures look like, in parts of 16 bits: kept by triggers on `assets.phash`. */
export const pictureBands = sqliteTable(
	"picture_bands",
	{
		account_id: text("account_id").notNull(),
		band: integer("band").notNull(),
		value: text("value").notNull(),
		asset_id: text("asset_id").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.band, table.value, table.asset_id] })],
);

/** What people said of files. */
export const reviews = sqliteTable(
	"reviews",
	{
		asset_id: text("asset_id").notNull(),
		account_id: text("account_id").notNull(),
		/** Id of the key, or subject of the token. */
		by: text("by").notNull(),
		answers: text("answers", { mode: "json" }).$type<Record<string, boolean | undefined>>().notNull(),
		note: text("note").notNull(),
		at: integer("at").notNull(),
		/** Null: only points were said. */
		verdict: text("verdict").$type<"pass" | "fail">(),
	},
	(table) => [primaryKey({ columns: [table.asset_id, table.by] })],
);

/** Outputs that a person is to look at: kept by triggers on `assets`, `tasks`, `stages` and `reviews`. */
export const reviewQueue = sqliteTable(
	"review_queue",
	{
		account_id: text("account_id").notNull(),
		asset_id: text("asset_id").notNull(),
		/** Its place in `REVIEW_REASONS`, counted from 1: higher ones first. */
		urgency: integer("urgency").notNull(),
	},
	(table) => [primaryKey({ columns: [table.account_id, table.asset_id] })],
);
