import { cutText, excerpt } from "../graph/excerpt.ts";
import { validatePrompt } from "./prompt.ts";
import { PyError } from "./python/python.ts";
import { serverOf, type ValidateOptions } from "./server.ts";
import type { NodeError, Verdict } from "./verdict.ts";

export type { ValidateOptions } from "./server.ts";
export type { NodeError, NodeErrors, Verdict } from "./verdict.ts";

/** The words of the verdict itself: they may hold a class's name, or a title, of any length. */
function short(error: NodeError, { limits }: ValidateOptions): NodeError {
	if (limits === undefined) return error;
	const { text } = limits;
	return {
		...error,
		message: cutText(error.message, text),
		details: cutText(error.details, 4 * text),
		extra_info: Object.fromEntries(
			Object.entries(error.extra_info).map(([name, value]) => [name, excerpt(value, text)]),
		),
	};
}

/**
 * What ComfyUI with this `GET /object_info` would answer to the graph in `POST /prompt`: the same verdict, the
 * same errors in the same shape. What object_info cannot say is not refused: whether a file the client names is
 * there, and the checks that custom nodes make themselves. Where a graph is so wrong that ComfyUI answers 500
 * without a body, the error is of type `server_error` (our word) and its details name the exception.
 *
 * Three things differ. Where ComfyUI goes through nodes or inputs in arbitrary order (its sets have none), this
 * takes them in the order of the object. Complaints show limits of FLOAT inputs with decimals, which the few
 * classes that declare them as integers do not, and lists with square brackets, which the one class that has a
 * tuple does not. And where Python runs out of stack, another node of the same cycle or chain may be blamed.
 *
 * Never throws. With limits, `left_out` says how many complaints are not told, and an error of type
 * `validation_stopped` (our word as well) that the graph takes more steps than it is given.
 *
 * @param graph in API format, as JSON; `bigint` for integers beyond 2^53 is understood
 * @param objectInfo as JSON
 */
export function validateGraph(graph: unknown, objectInfo: unknown, options: ValidateOptions = {}): Verdict {
	try {
		const validation = validatePrompt(graph, serverOf(objectInfo, options), null, options);
		if (!validation.valid) return { ...validation, error: short(validation.error, options) };
		const { graph: _, ...verdict } = validation;
		return verdict;
	} catch (error) {
		if (!(error instanceof PyError)) throw error;
		const room = options.limits?.text ?? Number.POSITIVE_INFINITY;
		const details = cutText(`${error.type}: ${error.message}`, room);
		const message = "The server got itself in trouble (500)";
		return {
			valid: false,
			error: { type: "server_error", message, details, extra_info: {} },
			node_errors: {},
		};
	}
}
