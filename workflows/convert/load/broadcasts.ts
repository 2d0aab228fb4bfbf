import { quote } from "../../graph/problems.ts";
import type { LiveInput } from "../inputs/live-input.ts";
import { typesFit } from "../live/links.ts";
import type { LiveGraph, LiveNode } from "../live/model.ts";
import { broadcasts } from "../live/virtual.ts";
import type { UiBroadcast } from "../read/read-ui.ts";
import type { Notes } from "../read/unknowns.ts";

/**
 * Makes the links of nodes that feed others without links (cg-use-everywhere). Which inputs they feed its editor
 * code works out; files list what it found in `extra.ue_links`. Where a file does not, that is said.
 */
export function linkBroadcasts(
	graph: LiveGraph,
	listed: readonly UiBroadcast[] | undefined,
	notes: Notes,
): void {
	for (const [i, link] of (listed ?? []).entries()) {
		const target = graph.byId.get(link.target);
		const input = target === undefined ? undefined : openInput(target, link);
		if (target === undefined || !graph.byId.has(link.origin)) continue;
		if (input === undefined) {
			notes.unknown(
				[...target.at, "inputs"],
				"link_unresolved",
				`Node ${target.id} (${target.type}) has no open input ${link.targetSlot} of type ${quote(link.type)}, which node ${link.controller ?? link.origin} feeds without a link.`,
			);
			continue;
		}
		const id = `ue ${i}`;
		graph.links.set(id, link);
		input.link = id;
	}
	const known = new Set(listed?.map((link) => link.controller));
	for (const node of graph.nodes) {
		const silent = listed === undefined || (listed.length > 0 && !known.has(node.id) && feeds(node));
		if (node.mode === 0 && broadcasts(node) && silent)
			notes.unknown(
				node.at,
				"broadcast_not_resolved",
				`Node ${node.id} (${node.type}) feeds inputs without links, and the file does not list them. In ComfyUI, right-click the background, choose “Convert all UEs to real links”, and save again.`,
			);
	}
}

function feeds(node: LiveNode): boolean {
	return node.inputs.some((input) => input.link !== undefined);
}

/** The input that is meant: by its number, and where the class has changed since, the only one of the type. */
function openInput(node: LiveNode, { targetSlot, type }: UiBroadcast): LiveInput | undefined {
	const open = (input: LiveInput | undefined) =>
		input !== undefined && input.link === undefined && typesFit(input.type, type);
	const meant = node.inputs[targetSlot];
	if (open(meant)) return meant;
	const others = node.inputs.filter((input) => open(input) && input.type === type);
	return others.length === 1 ? others[0] : undefined;
}
