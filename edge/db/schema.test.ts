import { env } from "cloudflare:workers";
import { getTableColumns, getTableName, is } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import * as schema from "./schema.ts";

const tables = Object.values(schema).flatMap((value) => (is(value, SQLiteTable) ? [value] : []));

interface Column {
	name: string;
	type: string;
	notnull: number;
}

test.each(tables.map((table) => [getTableName(table), table] as const))(
	"%s has the columns that drizzle thinks it has",
	async (name, table) => {
		const { results } = await env.DB.prepare(`SELECT name, type, "notnull" FROM pragma_table_info(?)`)
			.bind(name)
			.all<Column>();
		const real = results.map((column) => `${column.name} ${column.type}${column.notnull ? " NOT NULL" : ""}`);
		const known = Object.values(getTableColumns(table)).map(
			(column) => `${column.name} ${column.getSQLType().toUpperCase()}${column.notNull ? " NOT NULL" : ""}`,
		);
		expect(real.sort()).toEqual(known.sort());
	},
);

test("drizzle knows every table", async () => {
	const { results } = await env.DB.prepare(
		"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' AND name <> 'd1_migrations'",
	).all<{ name: string }>();
	expect(results.map(({ name }) => name).sort()).toEqual(tables.map((table) => getTableName(table)).sort());
});
