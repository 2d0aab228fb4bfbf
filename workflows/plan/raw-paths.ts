import { type ApiGraph, type GraphNode, type GraphValue, isLink, nodeOf } from "../graph/graph.ts";
import { isAnnotated, isMediaFile, pathTrouble } from "../graph/paths.ts";
import { type Problem, pointer, quote } from "../graph/problems.ts";
import { mayNameAFile, namesAPath } from "./file-inputs.ts";
import { isPrefix } from "./prefixes.ts";

/** Classes that make text, by which a name could be put together where nobody looks. */
const makesText =
	/string|regex|concat|primitive(?!boolean|int|float|bounding)|^text|text[ _|-]*(multiline|box|join|literal|input|find|replace)|replacetext|stripwhitespace|caseconverter|customcombo|previewany|convertany|showtext/i;
/** Of those the ones that make something else, whatever they are called. */
const makesMore = /image|mask|latent|video|audio|condition|encode|sampler|render|overlay/i;
/** Classes that hand on what they are given, whatever it is. */
const handsOn = /reroute|switch|lazy|bridge|createlist|makeanylist|dummy|sleep|select/i;
/** Text encoders of ComfyUI: what they are given is read as text and by nothing else. */
const readsProse = /^(CLIPTextEncode|TextEncode)/;
/** Inputs that are written in sentences; one may end with the name of a picture. */
const isProse = /text|prompt|caption|lyrics|tags|description|positive|negative/i;
/** Longer texts name no file. */
const LONGEST_NAME = 500;

/**
 * Strings of a node that name a file where they must not. Files come in as assets, and where they lie is Darkroom's
 * to say: refused are paths that leave their folder, names with an annotation such as ` [output]` (ComfyUI looks at
 * the end of a name only, whatever the class), names of pictures, films and sounds in whatever input, and what
 * other nodes of the graph put together for an input that names a file. Nested values are looked at under their
 * own names.
 */
export function pathProblems(
	graph: ApiGraph,
	id: string,
	node: GraphNode,
	isGiven: (input: string) => boolean = () => false,
): Problem[] {
	const prose = readsProse.test(node.class_type);
	const unsafe = (path: readonly string[], value: string, why: string): Problem => ({
		pointer: pointer("graph", id, "inputs", ...path),
		code: "unsafe_path",
		message: `${quote(value)} in ${path.join(".")} of node ${id} (${node.class_type}) ${why}. Send a plain relative name.`,
	});
	const file = (path: readonly string[], value: string): Problem => ({
		pointer: pointer("graph", id, "inputs", ...path),
		code: "file_input_not_allowed",
		message: `${quote(value)} in ${path.join(".")} of node ${id} (${node.class_type}) is the name of a file, and files are given by id only. Upload the file and send it as inputs["${id}.${path[0]}"].`,
	});
	const text = (path: readonly string[], name: string, value: string): Problem[] => {
		const why = namesAPath(name) ? pathTrouble(value) : null;
		if (why !== null) return [unsafe(path, value, why)];
		if (prose) return [];
		if (isAnnotated(value))
			return [unsafe(path, value, "chooses a folder with an annotation such as “[output]” at its end")];
		if (value.length > LONGEST_NAME || value.includes("\n") || isProse.test(name) || isPrefix(name))
			return [];
		return isMediaFile(value) ? [file(path, value)] : [];
	};
	const look = (path: readonly string[], name: string, value: GraphValue): Problem[] => {
		if (isLink(value) && path.length === 1) return computed(path, name, value);
		if (typeof value === "string") return text(path, name, value);
		if (Array.isArray(value)) return value.flatMap((item, i) => look([...path, String(i)], name, item));
		if (value === null || typeof value !== "object") return [];
		return Object.entries(value).flatMap(([key, item]) =>
			// ComfyUI wraps list literals in __value__: what is inside belongs to the input.
			look([...path, key], key === "__value__" ? name : key, item),
		);
	};
	const computed = (path: readonly string[], name: string, [source]: [string, number]): Problem[] => {
		if (isPrefix(name) || !(namesAPath(name) || mayNameAFile(name))) return [];
		const maker = textMaker(graph, source, namesAPath(name));
		return maker === null ? [] : [unsafe(path, maker, "makes the name while it runs")];
	};
	return Object.entries(node.inputs).flatMap(([name, value]) =>
		isGiven(name) ? [] : look([name], name, value),
	);
}

/** The class of a node that makes the text that arrives from there, or null. Follows what only hands it on. */
function textMaker(graph: ApiGraph, source: string, anything: boolean): string | null {
	const seen = new Set<string>();
	const open = [source];
	for (let id = open.pop(); id !== undefined && seen.size < 50; id = open.pop()) {
		const from = nodeOf(graph, id);
		if (from === undefined || seen.has(id)) continue;
		seen.add(id);
		if (makesText.test(from.class_type) && (anything || !makesMore.test(from.class_type)))
			return from.class_type;
		if (!handsOn.test(from.class_type)) continue;
		for (const value of Object.values(from.inputs)) if (isLink(value)) open.push(value[0]);
	}
	return null;
}
