import type { LiveNode, NodeKind } from "./model.ts";

/**
 * Nodes that exist in the editor only. They have no class on the server, so this is asked for types that the
 * server does not know; names of packs are facts of their editor code.
 */
const kinds: ReadonlyMap<string, NodeKind> = new Map<string, NodeKind>([
	["Note", "pass"],
	["MarkdownNote", "pass"],
	["Reroute", "pass"],
	["PrimitiveNode", "primitive"],
	// KJNodes and Easy Use share this code.
	["SetNode", "pass"],
	["GetNode", "get"],
	["easy setNode", "pass"],
	["easy getNode", "get"],
	["Note Plus (mtb)", "pass"],
	["workflowStart", "pass"],
]);

/** rgthree's nodes without a class: muters, bypassers, relays, collectors, labels, bookmarks, reroutes. */
const rgthree =
	/^(Fast |Mute \/ Bypass |Random Unmuter|Node Collector|Node Mode |Label|Bookmark|Reroute|Node Combiner).*\(rgthree\)$/;

/** What a node of a type is that the server does not know. */
export function kindOf(type: string): NodeKind {
	const dispensable = rgthree.test(type) || /^(Anything|Prompts) Everywhere/.test(type);
	return kinds.get(type) ?? (dispensable ? "pass" : "unknown");
}

/** Types the editor itself defines, whatever a server calls its classes. */
export function alwaysVirtual(type: string): boolean {
	return type === "Note" || type === "MarkdownNote" || type === "Reroute" || type === "PrimitiveNode";
}

/** Set and Get nodes of these types find each other. */
export function isSetNode(type: string): boolean {
	return type === "SetNode" || type === "easy setNode";
}

/** Nodes of cg-use-everywhere: they give their input to every unlinked input of its type. */
const everywhere = /^(Anything Everywhere|Prompts Everywhere|Seed Everywhere)/;

/** True for these, and for any node that was told to broadcast what it puts out. */
export function broadcasts({ type, properties }: Pick<LiveNode, "type" | "properties">): boolean {
	return everywhere.test(type) || properties.ue_convert === true;
}

/** `workflow>Name`, or `workflow/Name` in older files, is a group node called Name. */
export function groupName(type: string): string | undefined {
	return type.startsWith("workflow>") || type.startsWith("workflow/")
		? type.slice("workflow>".length)
		: undefined;
}
