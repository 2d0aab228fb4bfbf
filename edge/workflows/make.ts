import { convert } from "../../workflows/convert/convert.ts";
import type { WorkflowDefinition } from "../../workflows/definition/define.ts";
import { fromDocument } from "../../workflows/document/compile.ts";
import type { WorkflowDocument } from "../../workflows/document/document.ts";
import { readGraph } from "../../workflows/graph/graph.ts";
import { MAX_PROBLEMS, type Problem } from "../../workflows/graph/problems.ts";
import { keepsNothing } from "../../workflows/import/previews.ts";
import { propose } from "../../workflows/import/propose.ts";
import { roomiest } from "../../workflows/import/roles/profile-limits.ts";
import { findWorkflow } from "../../workflows/library/index.ts";
import { findProfile } from "../../workflows/plan/profiles.ts";
import { MAX_INPUTS } from "../contract/jobs/jobs.ts";
import { type ConversionUnknown, workflowIdSchema } from "../contract/workflows/workflows.ts";
import type { Env } from "../env.ts";
import { unionOf } from "../pools/capabilities.ts";
import { ApiError } from "../problem.ts";
import { creditProblems } from "./checks.ts";
import { type Facts, factsFor, objectInfoFor, sentObjectInfo } from "./facts.ts";
import { poolObjectInfo } from "./object-info.ts";

/** Largest document, in bytes as JSON. Compressed it still fits a row of D1, however badly it compresses. */
const MAX_DOCUMENT_BYTES = 1_000_000;

/** What a workflow is made of; exactly one of `document`, `graph` and `ui`. */
export interface Source {
	document?: unknown;
	graph?: unknown;
	ui?: unknown;
	object_info?: unknown;
	pool?: string | undefined;
	title?: string | undefined;
	purpose?: string | undefined;
	save_previews?: boolean | undefined;
}

export interface Made {
	document: WorkflowDocument;
	/** What the document says, as its first version. */
	workflow: WorkflowDefinition;
	unknowns: ConversionUnknown[];
}

/**
 * The document to store, from whatever was sent, after everything has looked at it that looks at a job's graph.
 * Throws ApiError with pointers into the request.
 *
 * @param id what it is to be called; null: as the document says
 */
export async function makeDocument(
	env: Env,
	account: string,
	source: Source,
	id: string | null,
): Promise<Made> {
	const now = Date.now();
	const facts = await factsFor(env, account, source.pool ?? "default", now);
	const { document, unknowns, instead } = await proposed(env, source, id, facts, now);
	const compiled = fromDocument(document, 1, {
		capabilities: unionOf(facts.capabilities),
		policy: facts.policy,
	});
	if (!compiled.ok)
		throw refusal(
			source,
			compiled.problems.map((problem) =>
				problem.code === "no_output" && instead !== undefined ? { ...problem, message: instead } : problem,
			),
		);
	const { workflow } = compiled;
	// Compiling has read all of it, so it is one.
	const read = document as WorkflowDocument;
	const problems: Problem[] = [
		...(id === null || workflow.id === id
			? []
			: [refuse("/id", `This is a version of ${id}, so the document must have that id.`)]),
		...(workflowIdSchema.safeParse(workflow.id).success
			? []
			: [refuse("/id", "An id has at least two characters.")]),
		...(Object.keys(workflow.assets).length <= MAX_INPUTS
			? []
			: [refuse("/parameters", `At most ${MAX_INPUTS} parameters may be files.`)]),
		...(new TextEncoder().encode(JSON.stringify(read)).byteLength <= MAX_DOCUMENT_BYTES
			? []
			: [refuse("", `A document may have ${MAX_DOCUMENT_BYTES} bytes as JSON.`)]),
		...creditProblems(workflow, facts.policy),
	];
	if (problems.length > 0) throw refusal(source, problems.slice(0, MAX_PROBLEMS));
	return { document: read, workflow, unknowns };
}

/** The library's workflow, or alias, that has this id already; what an account makes must not hide it. */
export function builtIn(id: string): boolean {
	return findWorkflow(id) !== undefined;
}

function refuse(pointer: string, message: string): Problem {
	return { pointer, code: "invalid_parameter", message };
}

/** A document as it was sent, or one that is proposed for the graph. */
async function proposed(
	env: Env,
	source: Source,
	id: string | null,
	facts: Facts,
	now: number,
): Promise<{ document: unknown; unknowns: ConversionUnknown[]; instead?: string }> {
	if (source.document !== undefined) return { document: source.document, unknowns: [] };
	const { graph, info, unknowns } = await graphOf(env, source, now);
	const comfyui = source.object_info === undefined ? facts.capabilities[0]?.comfyui_version : undefined;
	const hints = {
		name: source.title ?? id ?? "",
		save_previews: source.save_previews === true,
		limits: roomiest(facts.capabilities.map(({ profile }) => findProfile(profile))),
		...(comfyui === undefined ? {} : { comfyui }),
	};
	const document = {
		...propose(graph, info, hints),
		...(id === null ? {} : { id }),
		...(source.purpose === undefined ? {} : { purpose: source.purpose }),
	};
	return { document, unknowns, ...(document.outputs.length === 0 ? { instead: keepsNothing(graph) } : {}) };
}

/** The graph that was sent, or that the editor would send. A graph can do without an object_info. */
async function graphOf(env: Env, source: Source, now: number) {
	if (source.ui === undefined) {
		const read = readGraph(source.graph, ["graph"]);
		if (!read.ok) throw problemsError(read.problems);
		const info = sentObjectInfo(source) ?? (await poolObjectInfo(env, source.pool ?? "default", now)) ?? null;
		return { graph: read.graph, info, unknowns: [] };
	}
	const info = await objectInfoFor(env, source, now);
	const converted = convert(source.ui, info);
	if (!converted.ok) throw problemsError(under("/ui", converted.problems));
	return { graph: converted.graph, info, unknowns: converted.unknowns };
}

/** Problems with a document, told to somebody who sent it, or who sent what it was made of. */
function refusal(source: Source, problems: Problem[]): ApiError {
	if (source.document !== undefined) return problemsError(under("/document", problems));
	if (source.ui !== undefined)
		return problemsError(problems.map((problem) => ({ ...problem, pointer: "/ui" })));
	return problemsError(
		problems.map((problem) =>
			problem.pointer.startsWith("/graph") ? problem : { ...problem, pointer: "/graph" },
		),
	);
}

export function under(prefix: string, problems: readonly Problem[]): Problem[] {
	return problems.map((problem) => ({ ...problem, pointer: prefix + problem.pointer }));
}

/** A refusal with the code that the first problem calls for. */
export function problemsError(problems: Problem[]): ApiError {
	const [first] = problems;
	const code =
		first?.code === "workflow_format_ui"
			? "workflow_format_ui"
			: first?.pointer.includes("/graph") || first?.code === "invalid_graph"
				? "invalid_graph"
				: "invalid_request";
	return new ApiError(code, first?.message ?? "the request does not fit", problems);
}
