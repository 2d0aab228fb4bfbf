import type { Failure } from "../contract/failures.ts";
import { MissingBody } from "../storage/bodies.ts";

/** Assets that a task reads and that are no longer there. */
export class MissingInputs extends Error {
	readonly assets: string[];

	constructor(assets: string[]) {
		super(`inputs are gone: ${assets.join(" ")}`);
		this.name = "MissingInputs";
		this.assets = assets;
	}
}

/** Assets that a failure names. */
const MAX_NAMED = 10;

/** How the attempt ends that was claimed and cannot be handed to its worker; null where it may be asked again. */
export function undeliverable(error: unknown): Failure | null {
	const place = { node_id: null, class_type: null };
	if (error instanceof MissingInputs) {
		const named = error.assets.slice(0, MAX_NAMED).join(", ");
		const more = error.assets.length > MAX_NAMED ? ` and ${error.assets.length - MAX_NAMED} more` : "";
		return {
			code: "missing_asset",
			message: `inputs of this task were deleted: ${named}${more}; submit it again with others`,
			...place,
		};
	}
	if (error instanceof MissingBody)
		return { code: "worker_error", message: "what the task was to run is no longer in storage", ...place };
	return null;
}
