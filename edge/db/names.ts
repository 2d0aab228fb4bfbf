import { eq, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";

/** The name in `name@version`, as the indexes of jobs by name have it. */
const nameOf = (column: SQLiteColumn): SQL => sql`substr(${column}, 1, instr(${column} || '@', '@') - 1)`;

/** Whether a column of `name@version` is what was asked for: `name@version`, or `name` for every version. */
export const isNamed = (column: SQLiteColumn, asked: string): SQL =>
	asked.includes("@") ? eq(column, asked) : sql`${nameOf(column)} = ${asked}`;
