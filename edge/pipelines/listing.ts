import type { PipelineDefinition } from "../../workflows/pipelines/definition/document.ts";
import type { PipelineSummary } from "../contract/workflows/pipelines.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { MissingBody } from "../storage/bodies.ts";
import { standingOf } from "../workflows/resolve.ts";
import { resolvePipeline } from "./resolve.ts";
import { describedPipeline } from "./show.ts";
import { type ListedPipelineRow, storePipelineListing } from "./store.ts";

/** Longest description that a list shows whole, in characters of JSON. */
const LISTED_CHARS = 8192;

/** What of a description can be long, empty: the stages last, since they are what a pipeline is. */
const OMITTED = { parameters: {}, example: {}, notes: [], acceptance: [] };

/** What lists show of a pipeline, as its row keeps it: JSON of some 8 KB at most. Pure. */
export function pipelineListing(definition: PipelineDefinition): string {
	const description = describedPipeline(definition);
	const whole = JSON.stringify({ ...description, details_omitted: false });
	if (whole.length <= LISTED_CHARS) return whole;
	const short = JSON.stringify({ ...description, ...OMITTED, details_omitted: true });
	if (short.length <= LISTED_CHARS) return short;
	return JSON.stringify({ ...description, ...OMITTED, stages: [], details_omitted: true });
}

/** A pipeline that comes with Darkroom as a list shows it. */
export function listedBuiltInPipeline(definition: PipelineDefinition): PipelineSummary {
	return { ...describedPipeline(definition), details_omitted: false, ...standingOf(null) };
}

/**
 * An own pipeline as a list shows it. Only where its row does not say yet, its document is read, and the row says it
 * from then on; null where there is nothing to read any more: one of those must not hide all others.
 */
export async function listedOwnPipeline(
	env: Env,
	account: string,
	row: ListedPipelineRow,
): Promise<PipelineSummary | null> {
	const listing = row.listing ?? (await made(env, account, row));
	if (listing === null) return null;
	return { ...(JSON.parse(listing) as PipelineSummary), version: row.version, ...standingOf(row) };
}

async function made(env: Env, account: string, row: ListedPipelineRow): Promise<string | null> {
	try {
		const found = await resolvePipeline(env, account, `${row.id}@${row.version}`);
		if (!found?.own) return null;
		const listing = pipelineListing(found.definition);
		await storePipelineListing(database(env.DB), account, row, listing);
		return listing;
	} catch (error) {
		if (error instanceof MissingBody) return null;
		throw error;
	}
}
