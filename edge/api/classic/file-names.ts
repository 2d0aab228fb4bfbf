import { type ApiGraph, readGraph } from "../../../workflows/graph/graph.ts";
import { isAnnotated, pathTrouble } from "../../../workflows/graph/paths.ts";
import { pointer } from "../../../workflows/graph/problems.ts";
import type { Capabilities } from "../../../workflows/object-info/capabilities.ts";
import { fileInputsOf, fileKindOf, looksLikeAFile } from "../../../workflows/plan/file-inputs.ts";
import { safeFilename } from "../../assets/filename.ts";
import type { ProblemItem } from "../../contract/problem.ts";
import { ApiError } from "../../problem.ts";

/** An input of a graph that names a file. */
export interface NamedFile {
	node: string;
	input: string;
	/** What uploads are called that may be meant. */
	filename: string;
	/** As it stands in the graph. */
	value: string;
	/** The input reads an uploaded file and nothing else. */
	declared: boolean;
}

/**
 * The inputs of a graph that name an upload as ComfyUI has it: `photo.png`, `folder/photo.png`, each with ` [input]`
 * behind it or without. Uploads have no folders here: the last part is what they are called. What names a file of
 * another folder (` [output]`), or leaves its own, is none of them, and is refused where the graph is planned. Pure;
 * what is no graph has none.
 */
export function namedFiles(
	sent: Record<string, unknown>,
	capabilities: Pick<Capabilities, "file_inputs"> | null,
): NamedFile[] {
	const read = readGraph(sent, ["graph"]);
	return read.ok ? filesOf(read.graph, capabilities) : [];
}

function filesOf(graph: ApiGraph, capabilities: Pick<Capabilities, "file_inputs"> | null): NamedFile[] {
	return Object.entries(graph).flatMap(([node, { class_type, inputs }]) => {
		const fileInputs = fileInputsOf(class_type, capabilities);
		return Object.entries(inputs).flatMap(([input, value]): NamedFile[] => {
			if (typeof value !== "string" || value === "") return [];
			const declared = fileInputs.includes(input);
			if (!(declared || looksLikeAFile(input, value)) || fileKindOf(class_type, input) === null) return [];
			const name = value.replace(/\s*\[input\]\s*$/i, "");
			if (name === "" || isAnnotated(name) || pathTrouble(name) !== null) return [];
			return [{ node, input, filename: safeFilename(name), value, declared }];
		});
	});
}

/**
 * The assets of a graph's inputs as a job is given them. `newest`: ids of uploads by name. Pure.
 * @throws ApiError `missing_asset` where an input that reads an upload names none
 */
export function inputsOf(
	files: readonly NamedFile[],
	newest: ReadonlyMap<string, string>,
): Record<string, string> {
	const lacking = files.filter(({ declared, filename }) => declared && !newest.has(filename));
	const [first] = lacking;
	if (first) {
		const items = lacking.map(missing);
		throw new ApiError("missing_asset", items[0]?.message ?? "", items);
	}
	return Object.fromEntries(
		files.flatMap(({ node, input, filename }) => {
			const asset = newest.get(filename);
			return asset === undefined ? [] : [[`${node}.${input}`, asset] as const];
		}),
	);
}

const missing = ({ node, input, value }: NamedFile): ProblemItem => ({
	pointer: pointer("graph", node, "inputs", input),
	// What ComfyUI calls it.
	code: "custom_validation_failed",
	message: `${input} - Invalid image file: ${value}. No upload of the account is called so: send it to POST /upload/image`,
});
