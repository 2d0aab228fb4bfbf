import type { WorkflowDefinition } from "../definition/define.ts";
import type { ApiGraph } from "../graph/graph.ts";

/** What makes an empty canvas of a width and a height. */
const CANVAS = /^Empty\w*Latent\w*$/;
/** What may make a picture of another size of it, or a part of it. */
const OTHER_SIZE =
	/scale|resize|crop|pad|stitch|grid|concat|rotate|tile|refine|composite|image ?resize|size/i;

/**
 * The pixels that each picture of a workflow is to have, by the name of the output: where `width` and `height` go into
 * the empty canvas, and nothing in the graph makes another size of it. Elsewhere nothing is known, and nothing is said.
 *
 * @param graph without the parts that the request does without
 */
export function outputSizes(
	{ slots, outputs }: Pick<WorkflowDefinition, "slots" | "outputs">,
	graph: ApiGraph,
	values: Readonly<Record<string, unknown>>,
): Record<string, { width: number; height: number }> {
	const { width, height } = values;
	if (typeof width !== "number" || typeof height !== "number") return {};
	const into = (name: string) => (slots[name] ?? []).map(({ node }) => graph[node]?.class_type ?? "");
	const canvases = [into("width"), into("height")];
	if (canvases.some((classes) => !classes.some((one) => CANVAS.test(one)))) return {};
	if (Object.values(graph).some(({ class_type }) => OTHER_SIZE.test(class_type))) return {};
	const pictures = outputs.filter(({ kind }) => kind === "image");
	return Object.fromEntries(pictures.map(({ name }) => [name, { width, height }]));
}
