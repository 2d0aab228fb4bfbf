import { sql } from "drizzle-orm";
import { firstIdAt } from "../../contract/ids.ts";
import { MAX_TOLD_METADATA, MAX_TOLD_OUTPUTS } from "../../contract/webhooks/webhooks.ts";
import type { Database } from "../../db/client.ts";
import { webhookDeliveries } from "../../db/schema.ts";
import { GIVEN_UP_AFTER_MS } from "../../webhooks/schedule.ts";
import type { Deciding } from "./deciding.ts";
import { webhookEvents } from "./webhook-events.ts";

/** Characters of an id before its random part: prefix and time. */
const TIMED_CHARS = "msg_".length + 10;

/**
 * The statement that puts what decisions mean for those outside into the outbox, for each endpoint that wants to
 * hear of it; null where nothing is to be told. It belongs in the transaction of the decisions, behind their rows,
 * and reads the job as it is by then: a job whose version is not the decided one (`commitMany` leaves such out) is
 * told of to nobody. It returns the endpoints that were written for. An account without endpoints costs a look at
 * an index.
 *
 * Of the events of one job an endpoint is sent one after the other: only the first that waits is due.
 */
export function outboxStatement(db: Database, changes: readonly Deciding[], now: number) {
	const rows = changes.flatMap(({ before, decision }) =>
		webhookEvents(before, decision, now).map(({ seq, type, body }) => {
			const { id, account_id, version } = decision.state.job;
			return { job: id, account: account_id, version, seq, type, body };
		}),
	);
	if (rows.length === 0) return null;
	const first = sql`row_number() OVER (PARTITION BY e.id, jobs.id ORDER BY told.value ->> 'seq') = 1
		AND NOT EXISTS (SELECT 1 FROM webhook_deliveries AS earlier WHERE earlier.endpoint_id = e.id
			AND earlier.job_id = jobs.id AND earlier.status = 'pending')`;
	const outputs = (take: number) => sql`(SELECT id, position FROM assets
		WHERE job_id = told.value ->> 'job' AND job_id IS NOT NULL LIMIT ${take})`;
	const body = sql`json_set(told.value -> 'body',
		'$.data.job.workflow', jobs.workflow,
		'$.data.job.metadata', json(CASE WHEN length(jobs.metadata) <= ${MAX_TOLD_METADATA} THEN jobs.metadata ELSE '{}' END),
		'$.data.job.outputs', json((SELECT json_group_array(id)
			FROM (SELECT id FROM ${outputs(MAX_TOLD_OUTPUTS)} ORDER BY position, id))),
		'$.data.job.more_outputs', json(CASE WHEN (SELECT count(*) FROM ${outputs(MAX_TOLD_OUTPUTS + 1)}) > ${MAX_TOLD_OUTPUTS}
			THEN 'true' ELSE 'false' END))`;
	const timed = firstIdAt("message", now).slice(0, TIMED_CHARS);
	return db
		.insert(webhookDeliveries)
		.select(
			sql`SELECT e.id, ${timed} || lower(hex(randomblob(8))), e.account_id, jobs.id, told.value ->> 'seq',
				told.value ->> 'type', ${body}, 'pending', 0, CASE WHEN ${first} THEN ${now} END,
				CASE WHEN ${first} THEN ${now + GIVEN_UP_AFTER_MS} END, ${now}, NULL, NULL, NULL, NULL
			FROM json_each(${JSON.stringify(rows)}) AS told
			CROSS JOIN webhook_endpoints AS e ON e.account_id = told.value ->> 'account'
			CROSS JOIN jobs ON jobs.id = told.value ->> 'job' AND jobs.version = told.value ->> 'version'
			WHERE e.events IS NULL OR EXISTS (SELECT 1 FROM json_each(e.events) WHERE value = told.value ->> 'type')`,
		)
		.returning({ endpoint: webhookDeliveries.endpoint_id });
}

/** The endpoints of what {@link outboxStatement} returned: each once. */
export function endpointsOf(rows: unknown): string[] {
	if (!Array.isArray(rows)) return [];
	return [...new Set((rows as { endpoint: string }[]).map(({ endpoint }) => endpoint))];
}
