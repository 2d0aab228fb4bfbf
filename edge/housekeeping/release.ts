import type { Database } from "../db/client.ts";
import type { deletions } from "../db/schema.ts";
import { eraseAssets, neededBy } from "./erase.ts";

type Note = typeof deletions.$inferSelect;

/**
 * Deletes assets that nobody needs any more who had kept them. One that an unfinished job reads waits for it; one that
 * somebody has taken up since stays for good. Answers with the notes that are worked off, and with those that wait.
 */
export async function releaseAssets(
	db: Database,
	notes: readonly Note[],
	now: number,
): Promise<{ ended: Note[]; waiting: Note[] }> {
	const gone = new Set<string>();
	for (const [account, own] of Map.groupBy(notes, ({ account_id }) => account_id)) {
		const ids = own.map(({ target }) => target);
		for (const id of await eraseAssets(db, account, ids, now)) gone.add(id);
	}
	const waiting: Note[] = [];
	for (const note of notes) {
		if (gone.has(note.target)) continue;
		const user = await neededBy(db, { account: note.account_id, asset: note.target });
		if (user !== null && "job" in user) waiting.push(note);
	}
	const later = new Set(waiting);
	return { ended: notes.filter((note) => !later.has(note)), waiting };
}
