import type { BatchItem } from "drizzle-orm/batch";
import type { Database } from "../../db/client.ts";
import type { Deciding } from "./deciding.ts";
import { endedAttempts } from "./ledger.ts";
import { loraStatements } from "./loras.ts";
import { endpointsOf, outboxStatement } from "./outbox.ts";
import { referenceStatements } from "./references.ts";
import { shotStatements } from "./shots.ts";
import { spendingStatements } from "./spending.ts";
import { usageStatements } from "./usage.ts";

/** What follows from decisions beside their jobs: the last statements of the transaction that writes them. */
export interface Consequences {
	statements: BatchItem<"sqlite">[];
	/** Ids of the webhooks that have something to send now, from what the whole transaction answered. */
	webhooks(answers: readonly unknown[]): string[];
}

/**
 * Everything that follows from decisions, made of nothing but them and `now` (milliseconds), but for the rows of the
 * ledger, which are written before: what the attempts that ended have cost stands in them. The statements read the
 * jobs as they are by then: of one whose version is not the decided one (`commitMany` leaves such out) nothing
 * follows.
 */
export function consequencesOf(db: Database, changes: readonly Deciding[], now: number): Consequences {
	const outbox = outboxStatement(db, changes, now);
	const ended = changes.flatMap(endedAttempts);
	return {
		statements: [
			...referenceStatements(db, changes, now),
			...shotStatements(db, changes, now),
			...spendingStatements(db, changes, now),
			...usageStatements(db, changes, ended, now),
			...loraStatements(db, changes),
			...(outbox ? [outbox] : []),
		],
		webhooks: (answers) => (outbox ? endpointsOf(answers.at(-1)) : []),
	};
}
