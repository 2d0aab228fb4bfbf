import { MAX_PROBLEMS, type Problem, pointer } from "../../workflows/graph/problems.ts";
import { checkPipeline } from "../../workflows/pipelines/check/check.ts";
import { readPipelineDocument } from "../../workflows/pipelines/check/read.ts";
import type { PipelineDocument } from "../../workflows/pipelines/definition/document.ts";
import { alternativesOf, workflowsOf } from "../../workflows/pipelines/definition/runs.ts";
import { findPipeline } from "../../workflows/pipelines/index.ts";
import { workflowIdSchema } from "../contract/workflows/workflows.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { ApiError } from "../problem.ts";
import { offeredWorkflows } from "../workflows/offered.ts";
import type { Offered } from "../workflows/resolve.ts";

/** Largest document, in bytes as JSON. */
export const MAX_PIPELINE_BYTES = 256 * 1024;
/** Different workflows that one may name: each may be one of the account's own, with a graph to read. */
const MAX_WORKFLOWS = 64;

/**
 * Looks at a document as `npm run workflows -- pipelines validate` does, with the account's own workflows among those
 * that it may name. The work is bounded, whatever the document. Throws ApiError with pointers into the request.
 *
 * @param id what it is to be called; null: as the document says
 */
export async function checkedDocument(
	env: Env,
	account: string,
	document: unknown,
	id: string | null,
): Promise<PipelineDocument> {
	if (new TextEncoder().encode(JSON.stringify(document)).byteLength > MAX_PIPELINE_BYTES)
		throw refusal([large(`A pipeline may have ${MAX_PIPELINE_BYTES} bytes as JSON. Split it.`)]);
	const read = readPipelineDocument(document);
	if (!read.ok) throw refusal(read.problems);
	const named = workflowsOf(read.document);
	if (named.length > MAX_WORKFLOWS)
		throw refusal([large(`A pipeline may name ${MAX_WORKFLOWS} different workflows, not ${named.length}.`)]);
	const workflows = await offeredWorkflows(env, database(env.DB), account, read.document);
	const problems = [
		...nameProblems(read.document.id, id),
		...retiredProblems(read.document, workflows),
		...checkPipeline({ ...read.document, version: 1 }, (reference) => workflows.get(reference)?.workflow),
	];
	if (problems.length > 0) throw refusal(problems.slice(0, MAX_PROBLEMS));
	return read.document;
}

/** The pipeline that comes with Darkroom of this id: what an account makes must not hide it. */
export function builtInPipeline(id: string): boolean {
	return findPipeline(id) !== undefined;
}

function nameProblems(own: string, wanted: string | null): Problem[] {
	const wrong = (message: string): Problem => ({ pointer: "/id", code: "invalid_parameter", message });
	if (wanted !== null && own !== wanted)
		return [wrong(`This is a version of ${wanted}, so the document must have that id.`)];
	return workflowIdSchema.safeParse(own).success ? [] : [wrong("An id has at least two characters.")];
}

/** Jobs that have it run on; a pipeline that is new does not begin with it. */
function retiredProblems({ stages }: PipelineDocument, workflows: ReadonlyMap<string, Offered>): Problem[] {
	return stages.flatMap((stage, i) =>
		alternativesOf(stage).flatMap(({ workflow, at }): Problem[] => {
			const own = workflows.get(workflow)?.own;
			if (!own || own.retired_at === null) return [];
			const message = `${own.id}@${own.version} is retired. Name another version.`;
			return [{ pointer: pointer("stages", i, ...at), code: "unknown_workflow", message }];
		}),
	);
}

function large(message: string): Problem {
	return { pointer: "", code: "over_size_limit", message };
}

function refusal(problems: readonly Problem[]): ApiError {
	return new ApiError(
		"invalid_request",
		problems[0]?.message ?? "the pipeline does not fit",
		problems.map((problem) => ({ ...problem, pointer: `/document${problem.pointer}` })),
	);
}
