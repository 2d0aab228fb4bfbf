import type { LiveInput } from "../inputs/live-input.ts";
import type { Widget } from "../inputs/widgets.ts";
import type { UiPort } from "../read/read-ui.ts";
import { type LiveGraph, type LiveNode, targetOf, widgetOf } from "./model.ts";

/** A widget inside a subgraph that the subgraph's node shows, and the node it belongs to. */
export interface Promoted {
	widget: Widget;
	node: LiveNode;
}

/** Values are not followed through more subgraphs in subgraphs than this. */
export const MAX_NESTING = 64;

/** Widgets of subgraph nodes: the node shows, for each input that leads to a widget inside, that widget. */
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

	/** The first link that leads to a widget decides. */
	#find(inner: LiveGraph, port: UiPort, depth: number): Promoted | undefined {
		for (const { node, input } of targetsOf(inner, port)) {
			const widget = ownWidget(node, input);
			if (widget !== undefined) return { node, widget };
			const further = portOf(node, input);
			if (node.inner === undefined || further === undefined) continue;
			const shown = this.shownBy(node.inner, further, depth + 1);
			if (shown !== undefined) return shown;
		}
		return undefined;
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
