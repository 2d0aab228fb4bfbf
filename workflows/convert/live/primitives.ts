import type { LiveInput } from "../inputs/live-input.ts";
import { isTrue, isWidgetType, numberOr, roundedLikeTyped, type Widget } from "../inputs/widgets.ts";
import { listOf } from "../read/values.ts";
import type { HostValues } from "./host-values.ts";
import { type LiveGraph, type LiveNode, setWidget, targetOf, widgetOf } from "./model.ts";
import { type Promoted, type PromotedWidgets, portOf } from "./promoted.ts";

interface Target {
	node: LiveNode;
	input: LiveInput;
	shown: Promoted | undefined;
}

/**
 * Writes the values of primitive nodes into the widgets they are linked to, as the editor does before it queues:
 * whatever the node's own mode, and only in the graph it is in (frontend 1.49: widgetInputs.ts,
 * widgetValuePropagation.ts). So a linked input ends as a value, never as a link.
 *
 * A subgraph's node takes it for itself: others that stand for the same subgraph keep theirs.
 *
 * @param replace text replacement for nodes whose property asks for it
 */
export function applyPrimitives(
	graph: LiveGraph,
	promoted: PromotedWidgets,
	hosts: HostValues,
	replace: (text: string) => string,
): void {
	for (const node of graph.nodes) {
		if (node.kind !== "primitive") continue;
		const targets = linksFrom(graph, node).map((id): Target | undefined => {
			const target = targetOf(graph, id);
			return target === undefined
				? undefined
				: { ...target, shown: widgetBehind(target.node, target.input, promoted) };
		});
		// The first link decides what the node holds; where that is no widget's value, it holds none.
		const [first] = targets;
		if (first === undefined || (first.shown === undefined && !isWidgetType(first.input.type))) continue;
		const value = heldBy(
			node,
			targets.flatMap((target) => target?.shown?.widget ?? []),
		);
		const text = isTrue(node.properties["Run widget replace on values"]) && typeof value === "string";
		for (const target of targets)
			if (target !== undefined) setThrough(target, text ? replace(value) : value, node, hosts);
	}
}

function linksFrom(graph: LiveGraph, node: LiveNode): string[] {
	const listed = node.outputs[0]?.links;
	if (listed !== undefined) return listed;
	return [...graph.links].flatMap(([id, link]) => (link.origin === node.id ? [id] : []));
}

function widgetBehind(node: LiveNode, input: LiveInput, promoted: PromotedWidgets): Promoted | undefined {
	const port = portOf(node, input);
	if (node.inner !== undefined) return port === undefined ? undefined : promoted.shownBy(node.inner, port);
	const widget = input.widget === undefined ? undefined : widgetOf(node, input.widget);
	return widget === undefined ? undefined : { node, widget };
}

function setThrough(
	{ node, input, shown }: Target,
	value: unknown,
	primitive: LiveNode,
	hosts: HostValues,
): void {
	if (shown === undefined) return;
	const rounded = roundedLikeTyped(shown.widget, value);
	if (node.kind === "subgraph") hosts.set(node, node.inputs.indexOf(input), rounded, primitive);
	else setWidget(shown.node, shown.widget, rounded);
}

/** What the node holds: its saved value within the limits of all it is linked to. */
function heldBy(node: LiveNode, widgets: readonly Widget[]): unknown {
	const [first] = widgets;
	const saved = listOf(node.ui.values) ?? [];
	const value = saved.length > 0 ? saved[0] : first?.value;
	if (first === undefined) return value;
	if (first.choices.length > 0 && (value === null || value === undefined)) return first.choices[0];
	if ((first.kind !== "int" && first.kind !== "float") || typeof value !== "number") return value;
	let merged = withLimits(first, first);
	let held = value;
	for (const widget of widgets) {
		if (!mergeable(merged, widget)) continue;
		merged = withLimits(merged, widget);
		const { min, max } = merged.options;
		held = Math.min(Math.max(held, numberOr(min, held)), numberOr(max, held));
		const rounded = roundedLikeTyped(merged, held);
		if (typeof rounded === "number") held = rounded;
	}
	return held;
}

/** The widget with the limits that both keep. */
function withLimits(one: Widget, other: Widget): Widget {
	const [a, b] = [one.options, other.options];
	return {
		...one,
		options: {
			...one.options,
			...other.options,
			min: Math.max(numberOr(a.min, Number.NEGATIVE_INFINITY), numberOr(b.min, Number.NEGATIVE_INFINITY)),
			max: Math.min(numberOr(a.max, Number.POSITIVE_INFINITY), numberOr(b.max, Number.POSITIVE_INFINITY)),
			step: commonStep(numberOr(a.step, 1), numberOr(b.step, 1)),
		},
	};
}

/** Options that may differ between inputs that share a primitive. */
const mayDiffer: ReadonlySet<string> = new Set([
	"min",
	"max",
	"step",
	"default",
	"forceInput",
	"defaultInput",
	"control_after_generate",
	"multiline",
	"tooltip",
	"dynamicPrompts",
]);

/** nodeDefUtil.ts, mergeInputSpec: same type and name, limits that overlap, and all other options alike. */
function mergeable(one: Widget, other: Widget): boolean {
	if (one.kind !== other.kind || one.name !== other.name) return false;
	const { min, max } = withLimits(one, other).options;
	if (numberOr(min, 0) > numberOr(max, 0)) return false;
	return [...new Set([...Object.keys(one.options), ...Object.keys(other.options)])].every(
		(key) => mayDiffer.has(key) || (one.options[key] ?? null) === (other.options[key] ?? null),
	);
}

/** The smallest step that is a multiple of both. Remainders this small are errors of the doubles. */
function commonStep(a: number, b: number): number {
	let [x, y] = [Math.abs(a), Math.abs(b)];
	for (let rounds = 0; y > 1e-10 && rounds < 100; rounds++) [x, y] = [y, x % y];
	return x > 0 ? Math.abs(a * b) / x : 1;
}
