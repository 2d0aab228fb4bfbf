import { and, eq, sql } from "drizzle-orm";
import { EDITOR_SETTINGS } from "../contract/comfyui/userdata.ts";
import type { Database } from "../db/client.ts";
import { editorSettings } from "../db/schema.ts";
import { ApiError } from "../problem.ts";

/** Any JSON. */
type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** All settings of an account by name; at most {@link EDITOR_SETTINGS}. */
export async function settingsOf(db: Database, account: string): Promise<Record<string, Json>> {
	const rows = await db
		.select({ name: editorSettings.name, value: editorSettings.value })
		.from(editorSettings)
		.where(eq(editorSettings.account_id, account))
		.limit(EDITOR_SETTINGS.most);
	return Object.fromEntries(rows.map(({ name, value }): [string, Json] => [name, JSON.parse(value)]));
}

/** The value of one; null: it was never set. */
export async function settingOf(db: Database, account: string, name: string): Promise<Json> {
	const [row] = await db
		.select({ value: editorSettings.value })
		.from(editorSettings)
		.where(and(eq(editorSettings.account_id, account), eq(editorSettings.name, name)));
	return row === undefined ? null : JSON.parse(row.value);
}

/** Sets all of these, or none. @throws ApiError `invalid_request`, `storage_limit` */
export async function keepSettings(
	db: Database,
	account: string,
	given: Readonly<Record<string, unknown>>,
): Promise<void> {
	const rows = Object.entries(given).map(([name, value]): [string, string] => [name, JSON.stringify(value)]);
	if (rows.length === 0) return;
	for (const [name, value] of rows) checkSetting(name, value);
	const list = JSON.stringify(rows);
	const length = rows.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
	const others = sql`FROM editor_settings WHERE account_id = ${account}
		AND name NOT IN (SELECT one.value ->> 0 FROM json_each(${list}) AS one)`;
	// One statement: of two at once neither forgets what the other kept. Nothing is kept of an account that is going.
	const kept = await db.all(sql`INSERT INTO editor_settings (account_id, name, value)
		SELECT ${account}, one.value ->> 0, one.value ->> 1 FROM json_each(${list}) AS one
		WHERE (SELECT COUNT(*) ${others}) + ${rows.length} <= ${EDITOR_SETTINGS.most}
			AND (SELECT COALESCE(SUM(length(name) + length(value)), 0) ${others}) + ${length} <= ${EDITOR_SETTINGS.all}
			AND EXISTS (SELECT 1 FROM accounts WHERE id = ${account} AND deleted_at IS NULL)
		ON CONFLICT (account_id, name) DO UPDATE SET value = excluded.value
		RETURNING 1`);
	if (kept.length === 0)
		throw new ApiError(
			"storage_limit",
			`an account keeps ${EDITOR_SETTINGS.most} settings of the editor at most, of ${EDITOR_SETTINGS.all} characters together`,
		);
}

function checkSetting(name: string, value: string): void {
	const message =
		name === "" || name.length > EDITOR_SETTINGS.name
			? `the name of a setting has 1 to ${EDITOR_SETTINGS.name} characters`
			: value.length > EDITOR_SETTINGS.value
				? `the value of a setting has at most ${EDITOR_SETTINGS.value} characters of JSON`
				: null;
	if (message !== null)
		throw new ApiError("invalid_request", message, [{ pointer: "", code: "invalid_value", message }]);
}
