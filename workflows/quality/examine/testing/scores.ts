import type { CheckId } from "../../checks/check.ts";

/** How well one check finds what it has to. */
export interface Score<L extends string> {
	label: L;
	/** Of those it spoke of, the share that were such. */
	precision: number;
	/** Of those that were such, the share it spoke of. */
	recall: number;
}

/**
 * Scores what checks found: a file counts as found where the check of its label warned or failed. Files of another
 * label that the same check has to find count for both. Pure.
 *
 * @param labels which check has to find files of a label; null: none may find anything
 */
export function scores<L extends string>(
	labels: Readonly<Record<L, CheckId | null>>,
	files: readonly { label: L; found: ReadonlySet<CheckId> }[],
): Score<L>[] {
	return (Object.keys(labels) as L[]).map((label) => {
		const check: CheckId | null = labels[label];
		const speaks = (found: ReadonlySet<CheckId>) => (check === null ? found.size === 0 : found.has(check));
		const such = files.filter((file) => labels[file.label] === check);
		const own = files.filter((file) => file.label === label);
		const spoken = files.filter(({ found }) => speaks(found));
		const right = spoken.filter((file) => such.includes(file)).length;
		return {
			label,
			precision: spoken.length === 0 ? 0 : right / spoken.length,
			recall: own.filter(({ found }) => speaks(found)).length / own.length,
		};
	});
}
