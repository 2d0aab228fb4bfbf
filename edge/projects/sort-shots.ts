import type { GeneratedAll } from "../contract/projects/projects.ts";
import type { ShotRow } from "./shots.ts";

export interface Sorted {
	/** Those whose pictures can be made. */
	fit: ShotRow[];
	skipped: GeneratedAll["skipped"];
}

/** Which of these shots get a picture; `clean`: also those whose picture is of the shot as it is. Pure. */
export function sortShots(rows: readonly ShotRow[], { clean }: { clean: boolean }): Sorted {
	const sorted: Sorted = { fit: [], skipped: [] };
	for (const row of rows) {
		const reason = reasonAgainst(row, clean);
		if (reason === null) sorted.fit.push(row);
		else sorted.skipped.push({ shot: row.id, reason });
	}
	return sorted;
}

function reasonAgainst(row: ShotRow, clean: boolean): Sorted["skipped"][number]["reason"] | null {
	if (row.status === "queued" || row.status === "generating") return "busy";
	if (!clean && !row.is_image_dirty) return "clean";
	return row.image_prompt === null ? "no_prompt" : null;
}
