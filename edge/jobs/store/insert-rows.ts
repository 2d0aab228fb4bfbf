import { getTableColumns, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Database } from "../../db/client.ts";
import { lists } from "./lists.ts";

/**
 * Inserts any number of rows of a table in as few statements as they fit into: D1 takes a hundred parameters in one,
 * and a thousand statements. Rows have the names of the columns; what a column holds as JSON may be a value or its
 * text. `elsewhere`: SQL for columns that the rows do not say, such as those of `join`.
 */
export function insertRows(
	db: Database,
	table: SQLiteTable,
	rows: readonly object[],
	{ elsewhere = {}, join = "" }: { elsewhere?: Readonly<Record<string, string>>; join?: string } = {},
) {
	const fields = Object.values(getTableColumns(table))
		.map(({ name }) => elsewhere[name] ?? `new.value ->> '${name}'`)
		.join(", ");
	return lists(rows).map((list) =>
		db.insert(table).select(sql`SELECT ${sql.raw(fields)} FROM json_each(${list}) AS new ${sql.raw(join)}`),
	);
}
