import type { RetentionKind, RetentionSetting } from "../contract/accounts/accounts.ts";
import { DAY_MS } from "../day.ts";

export interface Due {
	kind: RetentionKind;
	/** What came to be, or ended, at this moment or before it is to go; milliseconds. */
	before: number;
}

/** The order matters: with a job goes everything that hangs on it. */
const KINDS: readonly RetentionKind[] = [
	"jobs",
	"outputs",
	"uploads",
	"events",
	"attempts",
	"ledger",
	"deliveries",
	"audit",
];

/** What of an account is due at `now`, by its setting. Kinds that are kept for ever are not in it. Pure. */
export function whatIsDue(retention: RetentionSetting, now: number): Due[] {
	return KINDS.flatMap((kind) => {
		const days = retention[kind] ?? null;
		return days === null ? [] : [{ kind, before: now - days * DAY_MS }];
	});
}
