import { and, asc, eq, gte, lt, sql } from "drizzle-orm";
import { EDITOR_FILES, type EditorFile } from "../contract/comfyui/userdata.ts";
import type { Database } from "../db/client.ts";
import { pack, unpack } from "../db/pack.ts";
import { editorFiles } from "../db/schema.ts";
import { ApiError, notFound } from "../problem.ts";

const COLUMNS = {
	path: editorFiles.path,
	size: editorFiles.size,
	modified: editorFiles.modified_at,
	created: editorFiles.created_at,
};
const own = (account: string, path: string) =>
	and(eq(editorFiles.account_id, account), eq(editorFiles.path, path));
/** The character behind a slash: what lies in a folder stands between the two. */
const BEHIND_SLASH = "0";

/** What lies in a folder, and in those below it if `recurse`; paths are told from the folder on. */
export async function filesIn(
	db: Database,
	account: string,
	folder: string,
	recurse: boolean,
): Promise<EditorFile[]> {
	const rows = await db
		.select(COLUMNS)
		.from(editorFiles)
		.where(
			and(
				eq(editorFiles.account_id, account),
				gte(editorFiles.path, `${folder}/`),
				lt(editorFiles.path, `${folder}${BEHIND_SLASH}`),
			),
		)
		.orderBy(asc(editorFiles.path))
		.limit(EDITOR_FILES.most);
	return rows
		.map((row) => ({ ...row, path: row.path.slice(folder.length + 1) }))
		.filter(({ path }) => recurse || !path.includes("/"));
}

/** The text of a file; null: there is none. */
export async function textOf(db: Database, account: string, path: string): Promise<string | null> {
	const [row] = await db.select({ body: editorFiles.body }).from(editorFiles).where(own(account, path));
	return row === undefined ? null : unpack(row.body);
}

/** Writes a file, whole or not at all. @throws ApiError `storage_limit`; `conflict` where one is there and is to stay */
export async function keepFile(
	db: Database,
	account: string,
	{ path, text, size, overwrite }: { path: string; text: string; size: number; overwrite: boolean },
	now: number,
): Promise<EditorFile> {
	const body = await pack(text);
	const others = sql`FROM editor_files WHERE account_id = ${account} AND path <> ${path}`;
	const then = overwrite
		? sql`DO UPDATE SET body = excluded.body, packed = excluded.packed, size = excluded.size,
			modified_at = excluded.modified_at`
		: sql`DO NOTHING`;
	// Nothing is kept of an account that is going.
	const [kept] = await db.all<EditorFile>(sql`INSERT INTO editor_files
			(account_id, path, body, packed, size, created_at, modified_at)
		SELECT ${account}, ${path}, ${body}, ${body.length}, ${size}, ${now}, ${now}
		WHERE (SELECT COUNT(*) ${others}) < ${EDITOR_FILES.most}
			AND (SELECT COALESCE(SUM(packed), 0) ${others}) + ${body.length} <= ${EDITOR_FILES.all}
			AND EXISTS (SELECT 1 FROM accounts WHERE id = ${account} AND deleted_at IS NULL)
		ON CONFLICT (account_id, path) ${then}
		RETURNING path, size, modified_at AS modified, created_at AS created`);
	if (kept !== undefined) return kept;
	if (!overwrite && (await isThere(db, account, path))) throw taken(path);
	throw new ApiError(
		"storage_limit",
		`an account keeps ${EDITOR_FILES.most} files of the editor at most, of ${EDITOR_FILES.all} bytes together once they are compressed: delete some, or make workflows of them with POST /v1/workflows`,
	);
}

/** False: there was none. */
export async function removeFile(db: Database, account: string, path: string): Promise<boolean> {
	const gone = await db.delete(editorFiles).where(own(account, path)).returning({ path: editorFiles.path });
	return gone.length > 0;
}

/** Gives a file another path. @throws ApiError `not_found`; `conflict` where one is there and is to stay */
export async function moveFile(
	db: Database,
	account: string,
	{ from, to, overwrite }: { from: string; to: string; overwrite: boolean },
): Promise<EditorFile> {
	const there = sql`EXISTS (SELECT 1 FROM editor_files AS old WHERE old.account_id = ${account} AND old.path = ${from})`;
	const free = sql`(${from} = ${to} OR NOT EXISTS (SELECT 1 FROM editor_files AS other
		WHERE other.account_id = ${account} AND other.path = ${to}))`;
	const [, [moved]] = await db.batch([
		db
			.delete(editorFiles)
			.where(and(own(account, to), sql`${overwrite ? 1 : 0} AND ${from} <> ${to}`, there)),
		db
			.update(editorFiles)
			.set({ path: to })
			.where(and(own(account, from), free))
			.returning(COLUMNS),
	]);
	if (moved !== undefined) return moved;
	if (await isThere(db, account, from)) throw taken(to);
	throw notFound("file");
}

async function isThere(db: Database, account: string, path: string): Promise<boolean> {
	const rows = await db.select({ path: editorFiles.path }).from(editorFiles).where(own(account, path));
	return rows.length > 0;
}

function taken(path: string): ApiError {
	return new ApiError("conflict", `there is a file ${path} already: say overwrite=true, or name another`);
}
