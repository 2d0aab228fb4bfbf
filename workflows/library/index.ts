import type { WorkflowDefinition } from "../definition/define.ts";
import { characters } from "./characters.ts";
import { edits } from "./edits.ts";
import { films } from "./films.ts";
import { stills } from "./stills.ts";

export { describeWorkflow, type WorkflowDescription } from "../definition/describe.ts";

/** Every workflow there is. Old versions stay, so that old requests can be repeated. */
export const library: readonly WorkflowDefinition[] = [...stills, ...characters, ...edits, ...films].sort(
	(a, b) => (a.id === b.id ? a.version - b.version : a.id < b.id ? -1 : 1),
);

/**
 * The workflow called `id@version`, or the newest version of `id`. An alias counts as the id. Undefined where
 * there is none.
 */
export function findWorkflow(reference: string): WorkflowDefinition | undefined {
	const [name = "", version, ...rest] = reference.split("@");
	if (rest.length > 0) return undefined;
	return library.findLast(
		(w) =>
			(w.id === name || w.aliases?.some((alias) => alias.name === name)) &&
			(version === undefined || version === String(w.version)),
	);
}
