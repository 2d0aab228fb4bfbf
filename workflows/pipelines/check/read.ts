import type * as z from "zod";
import { toldOnce, unknownFields } from "../../graph/issues.ts";
import { MAX_PROBLEMS, type Problem, pointer } from "../../graph/problems.ts";
import {
	type PipelineDefinition,
	type PipelineDocument,
	pipelineDocumentSchema,
} from "../definition/document.ts";
import { MAX_STAGES } from "../definition/limits.ts";
import type { WorkflowOf } from "../plan/plan-stage.ts";
import { checkPipeline } from "./check.ts";

export type PipelineRead = { ok: true; pipeline: PipelineDefinition } | { ok: false; problems: Problem[] };

/** Values in a document, lists and objects among them; and levels of them. More are not looked at. */
const MAX_VALUES = 5000;
const MAX_LEVELS = 16;

/**
 * Makes a pipeline of a document, or says what is wrong with it. Never throws, and the work is bounded, whatever
 * the document.
 *
 * @param document anything; pointers of the problems are into it
 * @param version an integer from 1: which version of the pipeline this is
 * @param workflowOf the workflows it may use
 */
export function readPipeline(document: unknown, version: number, workflowOf: WorkflowOf): PipelineRead {
	const read = readPipelineDocument(document);
	if (!read.ok) return read;
	const pipeline = { ...read.document, version };
	const problems = checkPipeline(pipeline, workflowOf);
	return problems.length > 0 ? { ok: false, problems } : { ok: true, pipeline };
}

/**
 * The document alone: whether all that stands there may stand there. What it names is not looked at. Never throws,
 * and the work is bounded, whatever the document.
 */
export function readPipelineDocument(
	document: unknown,
): { ok: true; document: PipelineDocument } | { ok: false; problems: Problem[] } {
	const large = tooLarge(document);
	if (large !== null) return { ok: false, problems: [large] };
	const parsed = pipelineDocumentSchema.safeParse(document);
	if (parsed.success) return { ok: true, document: parsed.data };
	const problems = toldOnce(parsed.error.issues).slice(0, MAX_PROBLEMS);
	return { ok: false, problems: problems.map((issue) => problemOf(issue, document)) };
}

/** Told before anything else is read, since reading costs by the value. */
function tooLarge(document: unknown): Problem | null {
	let left = MAX_VALUES;
	const levels: { value: unknown; level: number }[] = [{ value: document, level: 0 }];
	for (let next = levels.pop(); next !== undefined; next = levels.pop()) {
		const { value, level } = next;
		if (typeof value !== "object" || value === null) continue;
		const items: unknown[] = Object.values(value);
		left -= items.length;
		if (left < 0 || level >= MAX_LEVELS)
			return {
				pointer: "",
				code: "over_size_limit",
				message: `A pipeline has at most ${MAX_VALUES} values in at most ${MAX_LEVELS} levels, and at most ${MAX_STAGES} stages. Split it.`,
			};
		for (const item of items) levels.push({ value: item, level: level + 1 });
	}
	return null;
}

function problemOf(issue: z.core.$ZodIssue, document: unknown): Problem {
	const path = issue.path.map(String);
	if (issue.code === "unrecognized_keys") return unknownFields(issue, pipelineDocumentSchema);
	return {
		pointer: pointer(...path),
		code: isAbsent(document, issue.path) ? "missing_parameter" : "invalid_parameter",
		message: `${path.length === 0 ? "The document" : path.join(".").slice(0, 200)}: ${lower(reasonOf(issue))}.`,
	};
}

/** A key that is refused says why inside. */
function reasonOf(issue: z.core.$ZodIssue): string {
	return issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
}

function isAbsent(document: unknown, path: readonly PropertyKey[]): boolean {
	let value = document;
	for (const key of path) {
		if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return true;
		value = Object.getOwnPropertyDescriptor(value, key)?.value;
	}
	return false;
}

function lower(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}
