import type { QueryClient } from "@tanstack/react-query";

/** Where the counts of the menu are kept; behind it the path of the page. */
export const MENU_COUNTS = "menu-count";
/** What has no news of its own is looked at so often, in milliseconds. */
const LOOK_MS = 60_000;
/** However much news comes, so long passes between an answer and the next question, in milliseconds: each reads many rows. */
const LEAST_MS = 10_000;
/** The edge counts to here: as many, and more, are told alike. */
export const MANY = 100;

/** What is known of a count; times in milliseconds, 0 for never. */
export interface Counted {
	dataUpdatedAt: number;
	errorUpdatedAt: number;
	/** Whether something has happened since that may have changed it. */
	isInvalidated: boolean;
}

/** How long until a count is asked for again, in milliseconds: 0 where it is due. */
export function untilAsked({ dataUpdatedAt, errorUpdatedAt, isInvalidated }: Counted, now: number): number {
	const answered = Math.max(dataUpdatedAt, errorUpdatedAt);
	return Math.max(0, answered + (isInvalidated ? LEAST_MS : LOOK_MS) - now);
}

/** A count after one thing has come (1) or gone (-1). Of many nobody knows how many there are. */
export const countedOn = (count: number, by: 1 | -1): number =>
	count >= MANY ? count : Math.min(MANY, Math.max(0, count + by));

/** Says that counts may be others by now. They are asked for when they are due, and seen. */
export function outdateCounts(queries: QueryClient): void {
	void queries.invalidateQueries({ queryKey: [MENU_COUNTS], refetchType: "none" });
}

/** Takes into the count of a page what was done on it, without asking; when it was last answered stays. */
export function countOn(queries: QueryClient, path: string, by: 1 | -1): void {
	const queryKey = [MENU_COUNTS, path];
	const state = queries.getQueryState<number>(queryKey);
	if (state?.data === undefined) return;
	queries.setQueryData(queryKey, countedOn(state.data, by), { updatedAt: state.dataUpdatedAt });
	outdateCounts(queries);
}
