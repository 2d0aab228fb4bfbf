import { compareVersions } from "../../../workflows/graph/versions.ts";

/** What a ComfyUI of some version can do, as far as this worker cares. */
export interface ComfyFeatures {
	/** The version as a server says it, or "unknown". */
	version: string;
	/** `POST /prompt` takes our own prompt id, and `progress_state` frames exist (0.3.44). */
	promptId: boolean;
	/** `POST /interrupt` looks at the prompt id; before, it stops whatever runs (0.3.56). */
	targetedInterrupt: boolean;
	/** `extra_data.preview_method` chooses previews for one prompt (0.4.0). */
	previewMethod: boolean;
}

/** The oldest ComfyUI this worker can drive: before it, a prompt cannot be found again after a lost reply. */
export const OLDEST_COMFYUI = "0.3.44";

/** Features by version. A server that does not say its version is treated as the oldest. */
export function featuresOf(version: string | undefined): ComfyFeatures {
	const known = version ?? "";
	const since = (first: string) => compareVersions(known, first) >= 0;
	return {
		version: version ?? "unknown",
		promptId: since(OLDEST_COMFYUI),
		targetedInterrupt: since("0.3.56"),
		previewMethod: since("0.4.0"),
	};
}
