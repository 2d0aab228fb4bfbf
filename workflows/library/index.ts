import type { WorkflowDefinition } from "../define.ts";
import { storyboardImage } from "./storyboard-image/workflow.ts";
import { zImageTurboBaseImage } from "./z-image-turbo-base-image/workflow.ts";

export { describeWorkflow, type WorkflowDescription } from "../describe.ts";

/** Every workflow there is, by id and then version. Old versions stay, so that old requests can be repeated. */
export const library: readonly WorkflowDefinition[] = [storyboardImage, zImageTurboBaseImage];

/** The workflow called `id@version`, or the newest version of `id`. Undefined where there is none. */
export function findWorkflow(reference: string): WorkflowDefinition | undefined {
	const found = library.filter((w) => w.id === reference || `${w.id}@${w.version}` === reference);
	return found.toSorted((a, b) => b.version - a.version)[0];
}
