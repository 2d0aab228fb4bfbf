import { isRecord } from "../../object-info/read.ts";

export interface Difference {
	/** Its id. */
	node: string;
	/** Absent where only one of the graphs has the node, or its class differs. */
	input: string | undefined;
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
			return [{ node: id, input: undefined, got: x?.class_type, wanted: y?.class_type }];
		const [own, other] = [inputsOf(x), inputsOf(y)];
		return [...new Set([...own.keys(), ...other.keys()])]
			.filter((name) => !(options.moreLiterals === true && !other.has(name) && !isLink(own.get(name))))
			.filter((name) => !same(own.get(name), other.get(name)))
			.map((name) => ({ node: id, input: name, got: own.get(name), wanted: other.get(name) }));
	});
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
