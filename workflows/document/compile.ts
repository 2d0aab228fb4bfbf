import * as z from "zod";
import type { AssetSlot, Slot, WorkflowDefinition } from "../definition/define.ts";
import { checkDefinition } from "../definition/define-checks.ts";
import { type ApiGraph, readGraph } from "../graph/graph.ts";
import { toldOnce, unknownFields } from "../graph/issues.ts";
import { MAX_PROBLEMS, type Problem, pointer, problemCodes } from "../graph/problems.ts";
import type { Capabilities } from "../object-info/capabilities.ts";
import { defaultNodePolicy, type NodePolicy } from "../validate/requests/requests.ts";
import { type WorkflowDocument, workflowDocumentSchema } from "./document.ts";
import { exampleOf } from "./example.ts";
import { documentLimits, standardNeeds } from "./limits.ts";
import { isFile, schemaOf } from "./parameter-schemas.ts";
import { fileProblems } from "./safety.ts";
import { soundnessProblems } from "./soundness.ts";

export type Compiled = { ok: true; workflow: WorkflowDefinition } | { ok: false; problems: Problem[] };

export interface CompileOptions {
	/**
	 * What the pool's workers report: which inputs read files, which nodes leave something. Null while none has:
	 * then only the known loaders count as such.
	 */
	capabilities?: Capabilities | null;
	/** Which nodes the account may use; others are `node_not_allowed`. */
	policy?: NodePolicy;
}

/**
 * Makes a workflow of a document, or says what is wrong with it. A document comes from people who may mean harm:
 * files come in only through file parameters, and no text of a request says where files are, exactly as in
 * graphs that clients send. Never throws.
 *
 * @param document anything; pointers of the problems are into it
 * @param version an integer from 1: which version of the workflow this is
 */
export function fromDocument(
	document: unknown,
	version: number,
	{ capabilities = null, policy = defaultNodePolicy }: CompileOptions = {},
): Compiled {
	const parsed = workflowDocumentSchema.safeParse(document);
	if (!parsed.success)
		return refused(toldOnce(parsed.error.issues).map((issue) => problemOf(issue, document)));
	const read = readGraph(parsed.data.graph, ["graph"]);
	if (!read.ok) return refused(read.problems);
	const { graph } = read;
	const size = JSON.stringify(graph).length;
	if (size > documentLimits.graph) {
		const message = `The graph has ${size} characters as JSON; at most ${documentLimits.graph} are accepted. Split it.`;
		return refused([{ pointer: "/graph", code: "invalid_graph", message }]);
	}
	const problems = [
		...soundnessProblems(parsed.data, graph),
		...fileProblems(parsed.data, graph, capabilities, policy),
	];
	if (problems.length > 0) return refused(problems);
	const workflow = definitionOf(parsed.data, graph, version);
	// Whatever else a definition must be: nothing reaches this that has a better place to point to.
	const mistakes = checkDefinition(workflow);
	if (mistakes.length > 0)
		return refused(
			mistakes.map((mistake) => ({
				pointer: mistake.startsWith("without ") ? "/parts" : "",
				code: "invalid_parameter",
				message: `The workflow is not sound: ${mistake}.`,
			})),
		);
	return { ok: true, workflow };
}

function refused(problems: Problem[]): Compiled {
	return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) };
}

function problemOf(issue: z.core.$ZodIssue, document: unknown): Problem {
	const path = issue.path.map(String);
	if (issue.code === "unrecognized_keys") return unknownFields(issue, workflowDocumentSchema);
	const code: unknown = issue.code === "custom" ? issue.params?.code : undefined;
	const known = problemCodes.find((one) => one === code);
	const where = path.length === 0 ? "The document" : path.join(".");
	const message = known === undefined ? `${where}: ${lower(issue.message)}.` : issue.message;
	const standard = isAbsent(document, issue.path) ? "missing_parameter" : "invalid_parameter";
	return { pointer: pointer(...path), code: known ?? standard, message };
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

function definitionOf(document: WorkflowDocument, graph: ApiGraph, version: number): WorkflowDefinition {
	const { parameters } = document;
	const seed = parameters.find((parameter) => parameter.type === "seed");
	const { partner } = document;
	return {
		id: document.id,
		version,
		title: document.title,
		purpose: document.purpose,
		category: document.category,
		family: document.family,
		parameters: z.strictObject(Object.fromEntries(parameters.map((p) => [p.name, schemaOf(p)]))),
		graph,
		slots: Object.fromEntries(
			parameters.flatMap((p): [string, Slot[]][] =>
				isFile(p) || p.slots.length === 0 ? [] : [[p.name, p.slots]],
			),
		),
		assets: Object.fromEntries(
			parameters.flatMap((p): [string, AssetSlot][] => {
				const [slot] = p.slots;
				return isFile(p) && slot !== undefined ? [[p.name, { ...slot, kind: p.type }]] : [];
			}),
		),
		parts: document.parts ?? [],
		...(seed === undefined ? {} : { seed: seed.name }),
		...(seed?.max === undefined ? {} : { seed_max: seed.max }),
		outputs: document.outputs,
		models: modelsOf(document),
		custom_nodes: (document.custom_nodes ?? []).map((pack) => ({
			name: pack.name,
			source: pack.source,
			licence: pack.licence ?? "see source",
		})),
		...(document.launch_flags === undefined ? {} : { launch_flags: document.launch_flags }),
		comfyui: document.comfyui ?? standardNeeds.comfyui,
		vram_gb: document.vram_gb ?? standardNeeds.vram_gb,
		typical_seconds: document.typical_seconds ?? standardNeeds.typical_seconds,
		timeout_seconds: document.timeout_seconds ?? standardNeeds.timeout_seconds,
		...(partner === undefined ? {} : { partner: { price: () => partner.micro_usd, source: partner.source } }),
		licence: document.licence ?? "Not stated: that of the models used.",
		example: document.example ?? exampleOf(document, graph),
		docs: {
			notes: document.notes ?? [],
			acceptance: [
				`Leaves ${document.outputs.map(({ name, kind }) => `${name} (${kind})`).join(", ")}; a task that does not has failed.`,
			],
		},
	};
}

/** The files that are always the same, and those that parameters name. */
function modelsOf(document: WorkflowDocument): WorkflowDefinition["models"] {
	const fixed = (document.models ?? []).map(({ folder, file, part, licence, source }) => ({
		folder,
		file,
		...(part === undefined ? {} : { part }),
		licence: licence ?? "not stated",
		...(source === undefined ? {} : { source }),
	}));
	const named = document.parameters.flatMap((parameter) => {
		if (parameter.type !== "model") return [];
		const part = document.parts?.find(({ remove }) =>
			parameter.slots.every(({ node }) => remove.includes(node)),
		);
		return [
			{
				folder: parameter.folder,
				file: { parameter: parameter.name },
				...(part === undefined ? {} : { part: part.name }),
				licence: "that of the file chosen",
			},
		];
	});
	return [...named, ...fixed];
}
