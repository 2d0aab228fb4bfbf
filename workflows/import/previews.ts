import { type ApiGraph, type GraphNode, isLink } from "../graph/graph.ts";
import { type Context, named } from "./roles/context.ts";

/** Shows something in the editor and keeps nothing. */
export const shows = /preview|compare|show|display|websocket/i;

/** By the name of a preview's input: which node keeps what is linked there, and what that calls its input. */
const keepers: readonly [enters: RegExp, className: string, input: string, more: Record<string, string>][] = [
	[/^(images?|image_a|a_images|compare_view)$/i, "SaveImage", "images", {}],
	[/^audio$/i, "SaveAudio", "audio", {}],
	[/^video$/i, "SaveVideo", "video", { format: "auto", codec: "auto" }],
	[/^(model_file|model_3d|mesh|glb)$/i, "SaveGLB", "mesh", {}],
];

interface Offer {
	id: string;
	node: GraphNode;
	/** The node that would keep what this one shows. */
	instead: GraphNode;
}

/** For each node that only shows something: what would keep it. */
function offersOf(graph: ApiGraph): Offer[] {
	return Object.entries(graph).flatMap(([id, node]): Offer[] => {
		if (!shows.test(node.class_type)) return [];
		for (const [enters, class_type, input, more] of keepers)
			for (const [name, link] of Object.entries(node.inputs)) {
				if (!isLink(link) || !enters.test(name)) continue;
				const inputs = { [input]: link, filename_prefix: "ComfyUI", ...more };
				return [{ id, node, instead: { ...node, class_type, inputs } }];
			}
		return [];
	});
}

/** Puts nodes that keep in place of those that only show, and says so. */
export function savePreviews(context: Context): void {
	for (const { id, node, instead } of offersOf(context.graph)) {
		context.graph[id] = instead;
		context.notes.push(
			`Node ${id} ${named(node)} only showed its ${instead.class_type === "SaveImage" ? "pictures" : "result"} (${node.class_type}); it is a ${instead.class_type} now, which keeps them.`,
		);
	}
}

/** What to do where a graph keeps nothing, in a sentence. */
export function keepsNothing(graph: ApiGraph): string {
	const offers = offersOf(graph).map(
		({ id, node, instead }) => `${instead.class_type} in place of node ${id} ${named(node)}`,
	);
	if (offers.length > 0)
		return `The graph keeps nothing: put ${offers.slice(0, 5).join(", ")}, or import it with save_previews (--save-previews on the command line), which does so.`;
	const preview = Object.entries(graph).find(([, { class_type }]) => shows.test(class_type));
	const place = preview === undefined ? "" : ` in place of node ${preview[0]} ${named(preview[1])}`;
	return `The graph keeps nothing: put a node such as SaveImage${place}.`;
}
