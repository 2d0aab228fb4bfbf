import { specsOf } from "../../workflows/convert/inputs/class-inputs.ts";
import { compareGraphs } from "../../workflows/convert/testing/compare.ts";
import { type ApiGraph, isLink } from "../../workflows/graph/graph.ts";
import { isRecord, readObjectInfo } from "../../workflows/object-info/read.ts";

/**
 * What editor 1.27 did otherwise than the one of today, whose way conversions go. Each is a rule that can be
 * checked on the file, so that nothing else hides behind it.
 */
export const OLDER = {
	undeclared: "editor 1.27 sends what its own players and previews hold, which no class declares",
	off: "editor 1.27 runs what lies in a subgraph whose node is muted or bypassed",
	numbers: "editor 1.27 keeps numbers that nodes of two graphs share; but for these the graph is the same",
	slots: "editor 1.27 finds the widget behind a subgraph's input by the number of its slot, which drifts",
} as const;

/** Why editor 1.27 differs, or undefined where these rules do not explain all of it. */
export function explainOlder(
	ui: unknown,
	objectInfo: unknown,
	graph: ApiGraph,
	prompt: Record<string, unknown>,
): string[] | undefined {
	const used = new Set<keyof typeof OLDER>();
	const rest = withoutOff(ui, withoutUndeclared(objectInfo, prompt, used), used);
	const differences = compareGraphs(graph, rest);
	const isShown = ({ node, input, got, wanted }: (typeof differences)[number]) =>
		input !== undefined && node.includes(":") && isPlain(got) && isPlain(wanted);
	if (differences.length > 0 && differences.every(isShown)) used.add("slots");
	else if (differences.length > 0) {
		if (signatures(graph).join() !== signatures(rest).join()) return undefined;
		used.add("numbers");
	}
	return [...used].map((rule) => OLDER[rule]);
}

function isPlain(value: unknown): boolean {
	return value !== undefined && (typeof value !== "object" || value === null);
}

function withoutUndeclared(
	objectInfo: unknown,
	prompt: Record<string, unknown>,
	used: Set<keyof typeof OLDER>,
): Record<string, unknown> {
	const info = readObjectInfo(objectInfo);
	return mapNodes(prompt, (type, inputs) => {
		const known = info.get(type);
		if (known === undefined) return inputs;
		const declared = new Set(specsOf(known).map(([name]) => name));
		const kept = inputs.filter(([name, value]) => isLink(value) || declared.has(name.split(".")[0] ?? ""));
		if (kept.length < inputs.length) used.add("undeclared");
		return kept;
	});
}

function mapNodes(
	prompt: Record<string, unknown>,
	change: (type: string, inputs: [string, unknown][]) => [string, unknown][],
): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(prompt).map(([id, node]) =>
			isRecord(node) && isRecord(node.inputs)
				? [
						id,
						{
							...node,
							inputs: Object.fromEntries(change(String(node.class_type), Object.entries(node.inputs))),
						},
					]
				: [id, node],
		),
	);
}

function withoutOff(
	ui: unknown,
	prompt: Record<string, unknown>,
	used: Set<keyof typeof OLDER>,
): Record<string, unknown> {
	const nodes = isRecord(ui) && Array.isArray(ui.nodes) ? ui.nodes.filter(isRecord) : [];
	const off = new Set(nodes.filter(({ mode }) => mode === 2 || mode === 4).map(({ id }) => String(id)));
	const kept = Object.entries(prompt).filter(
		([id]) => !(id.includes(":") && off.has(id.split(":")[0] ?? "")),
	);
	if (kept.length < Object.keys(prompt).length) used.add("off");
	return Object.fromEntries(kept);
}

const numbered = new Map<string, number>();

/** What each node is and stands on, without any id. */
function signatures(graph: Record<string, unknown>): number[] {
	const known = new Map<string, number>();
	const of = (id: string): number => {
		const before = known.get(id);
		if (before !== undefined) return before;
		known.set(id, -1);
		const node = graph[id];
		const inputs = isRecord(node) && isRecord(node.inputs) ? Object.entries(node.inputs) : [];
		const named = inputs.map(([name, value]) => [name, isLink(value) ? [of(value[0]), value[1]] : value]);
		const text = JSON.stringify([isRecord(node) ? node.class_type : null, named.sort()]);
		const number = numbered.get(text) ?? numbered.size;
		numbered.set(text, number);
		known.set(id, number);
		return number;
	};
	return Object.keys(graph)
		.map(of)
		.sort((a, b) => a - b);
}
