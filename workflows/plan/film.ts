import { type DeclaredOutput, slotsOf, type WorkflowDefinition } from "../definition/define.ts";
import type { ApiGraph } from "../graph/graph.ts";

/** What makes another number of pictures of those it is given, or another size of them. */
const OTHER =
	/Trim|Batch|Extend|Interpolat|RIFE|FILM|Concat|Repeat|Loop|Load\w*Video|scale|resize|crop|Pad|Animate/i;

/**
 * What the one film of a graph is to be: where one node says the number of its pictures, one puts them together at a
 * rate, and nothing between them changes either. Elsewhere nothing is known, and nothing is said.
 *
 * @param graph with all values filled in
 */
export function filmSizes(
	outputs: readonly DeclaredOutput[],
	graph: ApiGraph,
): Record<string, { frames: number; fps: number; width: number; height: number }> {
	const films = outputs.filter(({ kind }) => kind === "video");
	const nodes = Object.values(graph);
	const makers = nodes.filter(({ inputs }) => typeof inputs.length === "number");
	const joiners = nodes.filter(({ class_type }) => class_type === "CreateVideo");
	const [film, maker, joiner] = [films[0], makers[0], joiners[0]];
	if (!film || !maker || !joiner || films.length > 1 || makers.length > 1 || joiners.length > 1) return {};
	if (nodes.some(({ class_type }) => OTHER.test(class_type))) return {};
	const { length: frames, width, height } = maker.inputs;
	const { fps } = joiner.inputs;
	if (typeof frames !== "number" || typeof fps !== "number") return {};
	if (typeof width !== "number" || typeof height !== "number") return {};
	return { [film.name]: { frames, fps, width, height } };
}

/** Parameters whose picture a film goes on from. A last picture is none of them: films may end in black. */
const BEGINNINGS = ["start_image", "character_image"];

/**
 * Which pictures must show something before films are made of them, as `<node>.<input>` (S0-A50): what is black, noise or
 * broken there is in the film too, and films are dear. Empty for a workflow that makes none. Pure.
 */
export function beginningsOf({ assets, outputs }: Pick<WorkflowDefinition, "assets" | "outputs">): string[] {
	if (!outputs.some(({ kind }) => kind === "video")) return [];
	return BEGINNINGS.flatMap((name) => {
		const to = assets[name];
		return to === undefined ? [] : slotsOf(to).map(({ node, input }) => `${node}.${input}`);
	});
}
