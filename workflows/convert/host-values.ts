import type { LiveNode } from "./model.ts";
import type { Promoted, PromotedWidgets } from "./promoted.ts";
import { asText, listOf } from "./values.ts";

/**
 * Values that a subgraph's node holds itself. Editors up to 1.40 and from 1.47 on save them; those between show
 * the widget inside and read no value of the node's. This library answers as frontend 1.45 does, except where
 * the file comes from an editor in which the node's own value is the one that counts.
 */
export function hostValueCounts(host: LiveNode, frontend: readonly number[] | undefined): boolean {
	const [major = 0, minor = 0] = frontend ?? [];
	return major > 1 || (major === 1 && minor >= 47) || host.ui.namedValues !== undefined;
}

/**
 * The value the node holds for one of its inputs, or undefined. Values are listed by position: one for each
 * input that shows a widget, or in editors around 1.36 one for each entry of `properties.proxyWidgets`.
 */
export function hostValue(host: LiveNode, slot: number, promoted: PromotedWidgets): unknown {
	const values = listOf(host.ui.values) ?? [];
	const { inner } = host;
	if (values.length === 0 || inner === undefined) return undefined;
	const shown = inner.inputs.map((port) => promoted.shownBy(inner, port));
	const count = shown.filter((widget) => widget !== undefined).length;
	const before = shown.slice(0, slot).filter((widget) => widget !== undefined);
	const proxies = host.properties.proxyWidgets;
	if (values.length !== count && Array.isArray(proxies) && proxies.length === values.length) {
		const name = inner.inputs[slot]?.name;
		const at = proxies.findIndex((entry) => Array.isArray(entry) && leadsTo(entry, name, shown[slot]));
		return at === -1 ? undefined : (values[at] ?? undefined);
	}
	// Longer lists hold the control mode beside each seed.
	const controls = values.length > count ? before.filter(hasControl).length : 0;
	return values[before.length + controls] ?? undefined;
}

function leadsTo([id, widget]: readonly unknown[], name: string | undefined, shown: Promoted | undefined) {
	if (asText(id) === "-1") return widget === name;
	return shown !== undefined && asText(id) === shown.node.id && widget === shown.widget.name;
}

function hasControl(shown: Promoted | undefined): boolean {
	if (shown === undefined) return false;
	const { widgets } = shown.node;
	return widgets[widgets.indexOf(shown.widget) + 1]?.kind === "companion";
}
