import { type SQL, sql } from "drizzle-orm";
import { errorName, log } from "../log.ts";

/** What failed is tried again after this long, in milliseconds; it doubles each time, up to the cap. */
const AGAIN_MS = 60_000;
const AGAIN_CAP_MS = 6 * 60 * 60_000;
/** Doublings after which the cap is reached. */
const MAX_DOUBLINGS = 9;

/** When something is tried again that failed at `now` and `failures` (a column) times before. */
export function againAt(now: number, failures: SQL.Aliased | SQL | { name: string }): SQL<number> {
	return sql<number>`${now} + min(${AGAIN_CAP_MS}, ${AGAIN_MS} << min(${failures}, ${MAX_DOUBLINGS}))`;
}

/** What operators are told of something that failed and is tried again. */
export function tellFailure(message: string, of: object, cause: unknown): void {
	log.error(message, { ...of, error: errorName(cause) });
}
