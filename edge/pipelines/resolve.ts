import type { PipelineDefinition } from "../../workflows/pipelines/definition/document.ts";
import { findPipeline } from "../../workflows/pipelines/index.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { ownPipelineQuery, type PipelineRow, pipelineOfRow } from "./store.ts";

/** A pipeline that an account can ask for. */
export interface OfferedPipeline {
	definition: PipelineDefinition;
	/** The stored row where it is the account's own; null for one that comes with Darkroom. */
	own: PipelineRow | null;
}

/** What the account means by `id` or `id@version`: its own before what comes with Darkroom. */
export async function resolvePipeline(
	env: Env,
	account: string,
	reference: string,
): Promise<OfferedPipeline | null> {
	const [row] = await ownPipelineQuery(database(env.DB), account, reference);
	if (row) return { definition: await pipelineOfRow(env.BUCKET, row), own: row };
	const built = findPipeline(reference);
	return built ? { definition: built, own: null } : null;
}
