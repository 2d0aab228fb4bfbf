import { type ApiGraph, cloneGraph, isLink, linksOf, nodeOf } from "../graph/graph.ts";
import type { GraphForm, OptionalPart, PartCondition } from "./define.ts";

type Values = Readonly<Record<string, unknown>>;

/** The parts that are not wanted, given the values of the parameters. */
export function absentParts(parts: readonly OptionalPart[], values: Values): OptionalPart[] {
	return parts.filter((part) => holds(part.when, values));
}

function holds(when: PartCondition, values: Values): boolean {
	if ("absent" in when) return !isGiven(values[when.absent]);
	if ("present" in when) return isGiven(values[when.present]);
	if ("list" in when) return lengthOf(values[when.list]) < when.shorter_than;
	return "is" in when ? values[when.parameter] === when.is : values[when.parameter] !== when.is_not;
}

/** An empty list is as good as none. */
export function isGiven(value: unknown): boolean {
	return value !== undefined && !(Array.isArray(value) && value.length === 0);
}

function lengthOf(value: unknown): number {
	return Array.isArray(value) ? value.length : 0;
}

/** The parameter whose value decides. */
export function decidedBy(when: PartCondition): string {
	if ("absent" in when) return when.absent;
	if ("present" in when) return when.present;
	return "list" in when ? when.list : when.parameter;
}

/** A copy of the graph without the parts: their nodes are gone, and what hung on them is linked to what is left. */
export function withoutParts(graph: ApiGraph, absent: readonly OptionalPart[]): ApiGraph {
	const copy = cloneGraph(graph);
	const instead = replacements(graph, absent);
	for (const part of absent) for (const id of part.remove) delete copy[id];
	for (const part of absent)
		for (const { node, input, to } of part.rewire) {
			// The node may have left with another part.
			const target = nodeOf(copy, node);
			if (target === undefined) continue;
			const link = stillThere(copy, to, instead);
			if (link === null) delete target.inputs[input];
			else target.inputs[input] = link;
		}
	return copy;
}

type Target = OptionalPart["rewire"][number]["to"];

/** For each output that goes: what stands in for it, told by what the inputs behind it are linked to instead. */
function replacements(graph: ApiGraph, absent: readonly OptionalPart[]): Map<string, Target> {
	const found = new Map<string, Target>();
	for (const part of absent)
		for (const { node, input, to } of part.rewire) {
			const before = nodeOf(graph, node)?.inputs[input];
			if (isLink(before) && part.remove.includes(before[0])) found.set(placeOf(before), to);
		}
	return found;
}

function stillThere(
	graph: ApiGraph,
	to: Target,
	instead: ReadonlyMap<string, Target>,
): [string, number] | null {
	let link = to;
	// Each step leaves one part behind, so there are at most as many steps as replacements.
	for (let step = 0; step <= instead.size && link !== null && nodeOf(graph, link[0]) === undefined; step++) {
		const next = instead.get(placeOf(link));
		if (next !== undefined) link = next;
	}
	return link === null ? null : [link[0], link[1]];
}

function placeOf([node, slot]: readonly [string, number]): string {
	return `${slot}:${node}`;
}

/** Links to nodes that are not in the graph, as text such as `6.positive -> 15`. */
export function danglingLinks(graph: ApiGraph): string[] {
	return Object.entries(graph).flatMap(([id, node]) =>
		linksOf(node).flatMap(([input, source]) =>
			nodeOf(graph, source) === undefined ? [`${id}.${input} -> ${source}`] : [],
		),
	);
}

/** Lists longer than this are not told apart. */
const LONGEST = 10;

/**
 * Every choice of parts that can be absent together, the empty one included where it is possible. Conditions on
 * one parameter are looked at together: what needs it to be there and what needs it not to be never meet.
 */
export function combinations(form: Pick<GraphForm, "parts">): OptionalPart[][] {
	const names = [...new Set(form.parts.map((part) => decidedBy(part.when)))];
	let states: Record<string, unknown>[] = [{}];
	for (const name of names) {
		const values = statesOf(form.parts.map((part) => part.when).filter((when) => decidedBy(when) === name));
		states = states.flatMap((state) => values.map((value) => ({ ...state, [name]: value })));
	}
	const found = states.map((state) => absentParts(form.parts, state));
	return [...new Map(found.map((parts) => [parts.map((part) => part.name).join("\n"), parts])).values()];
}

/** Values of one parameter that the conditions tell apart, and one that is none of them. */
function statesOf(conditions: readonly PartCondition[]): unknown[] {
	const named = conditions.flatMap((when) => {
		if ("is" in when) return [when.is];
		if ("is_not" in when) return [when.is_not];
		return "list" in when
			? Array.from({ length: Math.min(LONGEST, when.shorter_than) + 1 }, (_, length) =>
					Array(length).fill(""),
				)
			: [];
	});
	const switches = conditions.some((when) => "absent" in when || "present" in when);
	return [...(switches ? [undefined] : []), ...named, Symbol("any other value")];
}
