import { isRecord } from "../../object-info/read.ts";

/**
 * Inputs that only the editor knows: buttons, previews, players. It sends some of them, servers ignore them, and
 * a conversion does not make them up.
 */
const editorOnly: ReadonlySet<string> = new Set([
	"upload",
	"choose file to upload",
	"audioUI",
	"video-preview",
	"refresh",
	"compare_view",
	"upload 3d model",
	"upload extra resources",
	"clear",
	"speak_and_recognation",
	"videopreview",
	"preview",
]);
/** Classes whose `image` is the editor's 3D view. */
const showsMesh: ReadonlySet<string> = new Set(["SaveGLB", "Preview3D"]);

export interface Difference {
	/** `12.seed`, or `12` for a whole node. */
	place: string;
	got: unknown;
	wanted: unknown;
}

export interface CompareOptions {
	/** Literals that only `got` has are no difference: the classes have got new inputs since. */
	moreLiterals?: boolean;
}

/**
 * Where two API graphs differ. Titles and the order of anything do not count, numbers are equal as numbers, and
 * links as `[text, integer]`.
 */
export function compareGraphs(got: unknown, wanted: unknown, options: CompareOptions = {}): Difference[] {
	const [a, b] = [nodesOf(got), nodesOf(wanted)];
	return [...new Set([...a.keys(), ...b.keys()])].flatMap((id): Difference[] => {
		const [x, y] = [a.get(id), b.get(id)];
		if (x === undefined || y === undefined || x.class_type !== y.class_type)
			return [{ place: id, got: x?.class_type, wanted: y?.class_type }];
		const [own, other] = [inputsOf(x), inputsOf(y)];
		return [...new Set([...own.keys(), ...other.keys()])]
			.filter((name) => !isEditorOnly(String(y.class_type), name) || own.has(name))
			.filter((name) => !(options.moreLiterals === true && !other.has(name) && !isLink(own.get(name))))
			.filter((name) => !same(own.get(name), other.get(name)))
			.map((name) => ({ place: `${id}.${name}`, got: own.get(name), wanted: other.get(name) }));
	});
}

function isEditorOnly(type: string, name: string): boolean {
	return editorOnly.has(name) || (name === "image" && showsMesh.has(type));
}

function nodesOf(graph: unknown): Map<string, Record<string, unknown>> {
	return new Map(
		Object.entries(isRecord(graph) ? graph : {}).flatMap(([id, node]): [string, Record<string, unknown>][] =>
			isRecord(node) ? [[id, node]] : [],
		),
	);
}

function inputsOf(node: Record<string, unknown>): Map<string, unknown> {
	return new Map(Object.entries(isRecord(node.inputs) ? node.inputs : {}));
}

function isLink(value: unknown): boolean {
	return Array.isArray(value) && value.length === 2;
}

function same(a: unknown, b: unknown): boolean {
	if (Array.isArray(a) && Array.isArray(b)) {
		if (isLink(a) && isLink(b) && String(a[0]) === String(b[0]) && Number(a[1]) === Number(b[1])) return true;
		return a.length === b.length && a.every((item, i) => same(item, b[i]));
	}
	if (isRecord(a) && isRecord(b)) {
		const names = Object.keys(a);
		return names.length === Object.keys(b).length && names.every((name) => same(a[name], b[name]));
	}
	return a === b;
}
