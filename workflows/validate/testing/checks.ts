import { type ValidateOptions, type Verdict, validateGraph } from "../validate.ts";
import { smallServer } from "./small-server.ts";

export const node = (class_type: unknown, inputs: unknown = {}) => ({ class_type, inputs });
export const picture = (more: Record<string, unknown> = {}) =>
	node("MakePicture", { width: 64, height: 64, ...more });
export const save = (from: unknown = ["1", 0]) => node("Save", { images: from });

/** The oldest and the newest release whose verdicts are known. */
export const both = ["0.3.64", "0.33.0"] as const;
export type Release = (typeof both)[number];

/** The verdict of the small server. */
export function check(graph: unknown, release: Release = "0.33.0", options: ValidateOptions = {}): Verdict {
	return validateGraph(graph, smallServer(release), options);
}

/** Errors as `type: details`, by node. */
export function errors(
	graph: unknown,
	release?: Release,
	options?: ValidateOptions,
): Record<string, string[]> {
	const { node_errors } = check(graph, release, options);
	return Object.fromEntries(
		Object.entries(node_errors).map(([id, found]) => [
			id,
			found.errors.map(({ type, details }) => `${type}: ${details}`),
		]),
	);
}

/** Why the graph is refused as a whole; null where it is not. */
export function refusal(graph: unknown, release?: Release) {
	const verdict = check(graph, release);
	return verdict.valid ? null : verdict.error;
}
