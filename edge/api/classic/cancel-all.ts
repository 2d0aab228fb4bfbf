import type { Env } from "../../env.ts";
import { cancelUnlessEnded } from "../cancel.ts";
import type { ClassicRow } from "./rows.ts";

/** Jobs that are canceled at the same time. */
const AT_ONCE = 10;

/** Cancels each of these that has not ended. */
export async function cancelAll(env: Env, rows: readonly ClassicRow[]): Promise<void> {
	for (let i = 0; i < rows.length; i += AT_ONCE)
		await Promise.all(rows.slice(i, i + AT_ONCE).map((row) => cancelUnlessEnded(env, row)));
}
