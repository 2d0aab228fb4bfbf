import type { LiveInput } from "./live-input.ts";
import { type LiveGraph, type LiveNode, setWidget, targetOf, widgetOf } from "./model.ts";
import type { UiPort } from "./read-ui.ts";
import type { Widget } from "./widgets.ts";

/** A widget inside a subgraph that the subgraph's node shows, and the node it belongs to. */
export interface Promoted {
	widget: Widget;
	node: LiveNode;
}

/** Values are not followed through more subgraphs in subgraphs than this. */
export const MAX_NESTING = 64;

/**
 * Widgets of subgraph nodes. The node shows, for each input that leads to a widget inside, that widget; it has
 * no value of its own (frontend 1.45: SubgraphNode.ts, promotedWidgetView.ts).
 */
export class PromotedWidgets {
	readonly #shown = new Map<UiPort, Promoted | undefined>();

	/** What the input shows, or undefined where it leads to no widget. */
	shownBy(inner: LiveGraph, port: UiPort, depth = 0): Promoted | undefined {
		if (this.#shown.has(port) || depth > MAX_NESTING) return this.#shown.get(port);
		// A subgraph that contains itself leads back here.
		this.#shown.set(port, undefined);
		const shown = this.#find(inner, port, depth);
		this.#shown.set(port, shown);
		return shown;
	}

	#find(inner: LiveGraph, port: UiPort, depth: number): Promoted | undefined {
		const targets = targetsOf(inner, port);
		// Widgets of ordinary nodes go before those of subgraphs further inside, whatever the order of the links.
		for (const { node, input } of targets) {
			const widget = ownWidget(node, input);
			if (widget !== undefined) return { node, widget };
		}
		for (const { node, input } of targets) {
			const further = portOf(node, input);
			if (node.inner === undefined || further === undefined) continue;
			const shown = this.shownBy(node.inner, further, depth + 1);
			if (shown !== undefined) return shown;
		}
		return undefined;
	}
}

/** Everything that an input of a subgraph leads to. */
export function widgetsBehind(inner: LiveGraph, port: UiPort): Promoted[] {
	const seen = new Set<UiPort>();
	const open: [LiveGraph, UiPort][] = [[inner, port]];
	const found: Promoted[] = [];
	for (let next = open.pop(); next !== undefined && seen.size <= 10 * MAX_NESTING; next = open.pop()) {
		const [graph, at] = next;
		if (seen.has(at)) continue;
		seen.add(at);
		for (const { node, input } of targetsOf(graph, at)) {
			const widget = ownWidget(node, input);
			if (widget !== undefined) found.push({ node, widget });
			const further = portOf(node, input);
			if (node.inner !== undefined && further !== undefined) open.push([node.inner, further]);
		}
	}
	return found;
}

/**
 * When the editor queues, every widget that an input leads to takes the value that the input shows. That is seen
 * where the input is linked, but to something muted.
 *
 * @param graphs every graph before those inside it
 */
export function spreadPromoted(graphs: Iterable<LiveGraph>, promoted: PromotedWidgets): void {
	for (const inner of graphs) {
		for (const port of inner.inputs) {
			const shown = promoted.shownBy(inner, port);
			if (shown === undefined) continue;
			const { value } = shown.widget;
			for (const { node, input } of targetsOf(inner, port)) {
				const further = portOf(node, input);
				const nested =
					node.inner === undefined || further === undefined
						? undefined
						: promoted.shownBy(node.inner, further);
				const widget = ownWidget(node, input);
				const target = widget === undefined ? nested : { node, widget };
				if (target !== undefined && target.widget !== shown.widget)
					setWidget(target.node, target.widget, value);
			}
		}
	}
}

/** The port of a subgraph that an input of its node stands for. */
export function portOf(host: LiveNode, input: LiveInput): UiPort | undefined {
	return host.inner?.inputs[host.inputs.indexOf(input)];
}

function targetsOf(inner: LiveGraph, port: UiPort) {
	return port.links.flatMap((id) => targetOf(inner, id) ?? []);
}

function ownWidget(node: LiveNode, input: LiveInput): Widget | undefined {
	return node.inner === undefined && input.widget !== undefined ? widgetOf(node, input.widget) : undefined;
}
