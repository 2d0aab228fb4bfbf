import type { GraphNode } from "../graph.ts";
import { isNodeValue, NodeFailure, OutOfMemory } from "../nodes/define.ts";
import type { DynamicGraph } from "./dynamic-graph.ts";

/** The prompt was interrupted; noticed before a node or at a progress step. */
export class Interrupted extends Error {}

/** The server this executor belonged to is gone, or has forgotten its prompt. */
export class Abandoned extends Error {}

const OUT_OF_MEMORY_ADVICE =
	"This error means you ran out of memory on your GPU.\n\nTIPS: If the workflow worked before you might have accidentally set the batch_size to a large number.";

function shownInput(value: unknown): unknown {
	if (!isNodeValue(value)) return value;
	switch (value.type) {
		case "IMAGE": {
			const [first] = value.frames;
			return `tensor(shape=(${value.frames.length}, ${first?.height ?? 0}, ${first?.width ?? 0}, 3))`;
		}
		case "LATENT":
			return `{'samples': tensor(shape=(${value.batch}, 16, ${value.height >> 3}, ${value.width >> 3}))}`;
		case "SCALAR":
			return value.value;
		default:
			return `<${value.type.toLowerCase()} object>`;
	}
}

/** Data of an `execution_error` event, still without prompt id and time. */
export function describeFailure(
	error: unknown,
	inputs: Record<string, unknown>,
): { exception_message: string; exception_type: string; traceback: string[]; current_inputs: unknown } {
	const message = error instanceof Error ? error.message : String(error);
	const type = error instanceof NodeFailure ? error.exceptionType : "Exception";
	return {
		exception_message: `${message}\n${error instanceof OutOfMemory ? OUT_OF_MEMORY_ADVICE : ""}`,
		exception_type: type,
		traceback: [`  File "emulator", in execute\n    raise ${type}(${JSON.stringify(message)})\n`],
		current_inputs: Object.fromEntries(
			Object.entries(inputs).map(([name, value]) => [name, [shownInput(value)]]),
		),
	};
}

/** The node of the client's graph to blame, and its class. */
export function blamed(graph: DynamicGraph, id: string): { node_id: string; node_type: string } {
	const real = graph.real(id);
	const node: GraphNode | undefined = graph.node(real);
	return { node_id: real, node_type: node?.class_type ?? "" };
}
