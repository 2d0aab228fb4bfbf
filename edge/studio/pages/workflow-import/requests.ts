import { useQuery } from "@tanstack/react-query";
import type { CreatedWorkflow, Validation, WorkflowGraph } from "../../../contract/workflows/workflows.ts";
import { ask } from "../../api.ts";
import { parseExact, stringifyExact } from "./exact-json.ts";
import type { Source } from "./read-file.ts";

type Document = CreatedWorkflow["document"];
export type ProposedParameter = Document["parameters"][number];

interface Checked {
	verdict: Validation;
	graph: WorkflowGraph["graph"];
}

/** What the edge says to a workflow, and its graph in API format. Nothing is stored. */
export const useCheck = (source: Source | null, key: number) =>
	useQuery({
		queryKey: ["workflow-import", key],
		enabled: source !== null,
		queryFn: async ({ signal }): Promise<Checked> => {
			const text = stringifyExact(source);
			const verdict = await ask<Validation>("/v1/workflows/validate", { method: "POST", text, signal });
			return { verdict, graph: await graphOf(source, text, signal) };
		},
	});

async function graphOf(
	source: Source | null,
	text: string,
	signal: AbortSignal,
): Promise<WorkflowGraph["graph"]> {
	if (source === null || "graph" in source) return (source?.graph ?? {}) as WorkflowGraph["graph"];
	if ("document" in source) return (source.document as Document).graph;
	return (
		await ask<{ graph: WorkflowGraph["graph"] }>("/v1/workflows/convert", { method: "POST", text, signal })
	).graph;
}

export interface Naming {
	/** Null: the next version of `version_of`. */
	id: string | null;
	version_of: string | null;
	title: string;
	save_previews: boolean;
}

/** Stores the workflow: what is proposed for a graph or an editor's file, or the document itself. */
export function importWorkflow(source: Source, { id, version_of, title, save_previews }: Naming) {
	const document = "document" in source;
	const body = {
		...source,
		...(document || version_of !== null ? {} : { id: id ?? "" }),
		...(document || title === "" ? {} : { title }),
		...(document || !save_previews ? {} : { save_previews }),
	};
	return store(version_of, body);
}

/** Stores a changed document as the next version. */
export const saveDocument = (document: Document) => store(document.id, { document });

/** What the edge keeps has seeds of 64 bits: they go there and back as they are written. */
function store(versionOf: string | null, body: object): Promise<CreatedWorkflow> {
	const path =
		versionOf === null ? "/v1/workflows" : `/v1/workflows/${encodeURIComponent(versionOf)}/versions`;
	return ask<CreatedWorkflow>(path, { method: "POST", text: stringifyExact(body), read: parseExact });
}
