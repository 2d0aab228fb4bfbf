import type { PipelineDefinition } from "../../workflows/pipelines/definition/document.ts";
import { alternativesOf } from "../../workflows/pipelines/definition/runs.ts";
import type { Database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { type Offered, offered } from "./resolve.ts";
import { ownQuery } from "./store.ts";

/**
 * The workflows that a stage may run (without `stage`: that any may run), each under the reference that names it
 * and under its own name: of the account's own, or else of the library. What is not there is absent.
 */
export async function offeredWorkflows(
	env: Env,
	db: Database,
	account: string,
	definition: Pick<PipelineDefinition, "stages">,
	stage?: string,
): Promise<ReadonlyMap<string, Offered>> {
	const stages = definition.stages.filter(({ key }) => stage === undefined || key === stage);
	const references = [
		...new Set(stages.flatMap((one) => alternativesOf(one).map(({ workflow }) => workflow))),
	];
	const [first, ...rest] = references.map((reference) => ownQuery(db, account, reference));
	const rows = first ? await db.batch([first, ...rest]) : [];
	const found = await Promise.all(
		references.map(async (reference, i) => {
			const one = await offered(env.BUCKET, rows[i]?.[0], reference);
			return one === null ? [] : [one];
		}),
	);
	return new Map(
		found.flatMap((ones, i) =>
			ones.flatMap((one): [string, Offered][] => [
				[references[i] ?? "", one],
				[`${one.workflow.id}@${one.workflow.version}`, one],
			]),
		),
	);
}
