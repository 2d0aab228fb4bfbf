import type { WorkflowDefinition } from "../../workflows/definition/define.ts";
import type { WorkflowSummary } from "../contract/workflows/workflows.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { MissingBody } from "../storage/bodies.ts";
import { described, OutdatedDocument, resolveWorkflow, standingOf } from "./resolve.ts";
import { type ListedRow, storeListing } from "./store.ts";

/** Longest description that a list shows whole, in characters of JSON. */
const LISTED_CHARS = 8192;

/** What of a description can be long, empty. */
const OMITTED = {
	parameters: {},
	assets: {},
	model_parameters: {},
	models: [],
	custom_nodes: [],
	launch_flags: [],
	notes: [],
	acceptance: [],
	example: {},
};

/** What lists show of a workflow, as its row keeps it: JSON of some 8 KB at most. */
export function listingOf(workflow: WorkflowDefinition): string {
	const description = described(workflow);
	const whole = JSON.stringify({ ...description, details_omitted: false });
	if (whole.length <= LISTED_CHARS) return whole;
	return JSON.stringify({ ...description, ...OMITTED, details_omitted: true });
}

/** A workflow of the library as a list shows it. */
export function listedBuiltIn(workflow: WorkflowDefinition): WorkflowSummary {
	return { ...described(workflow), details_omitted: false, ...standingOf(null) };
}

/**
 * An own workflow as a list shows it. Only where its row does not say yet, its document is read, and the row says
 * it from then on; null where there is nothing to read any more: one of those must not hide all others.
 */
export async function listedOwn(env: Env, account: string, row: ListedRow): Promise<WorkflowSummary | null> {
	const listing = row.listing ?? (await made(env, account, row));
	if (listing === null) return null;
	return { ...(JSON.parse(listing) as WorkflowSummary), version: row.version, ...standingOf(row) };
}

async function made(env: Env, account: string, row: ListedRow): Promise<string | null> {
	try {
		const found = await resolveWorkflow(env, account, `${row.id}@${row.version}`);
		if (!found) return null;
		const listing = listingOf(found.workflow);
		await storeListing(database(env.DB), account, row, listing);
		return listing;
	} catch (error) {
		if (error instanceof OutdatedDocument || error instanceof MissingBody) return null;
		throw error;
	}
}
