import { type ApiError, WordedError } from "../../problem.ts";

/**
 * A refusal as programs of ComfyUI look for it: they show `error.message` and `error.details` as text, and its editor
 * marks the nodes of `node_errors`. Pure.
 */
export function inComfyuiWords(error: ApiError): WordedError {
	const words = {
		type: error.code,
		message: error.message,
		details: error.errors.map(({ message }) => message).join("\n"),
		extra_info: {},
	};
	return new WordedError(words, error, { node_errors: {} });
}
