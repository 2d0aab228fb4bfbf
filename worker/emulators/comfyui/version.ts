/** The two ComfyUI releases whose behaviour was recorded and is reproduced. */
export type ComfyVersion = "0.33.0" | "0.3.64";

/** Every difference between the two releases that shows on the wire, in one place. */
export interface Traits {
	version: ComfyVersion;
	/** Job listing and cancelling under /api/jobs. */
	jobs: boolean;
	/** A prompt_id must be a canonical UUID. */
	uuidPromptIds: boolean;
	/** A cycle is found by validation and reported node by node. */
	reportsCycles: boolean;
	/** An unknown class is `missing_node_type` rather than `invalid_prompt`. */
	namesMissingNodes: boolean;
	/** extra_data gets a `create_time`. */
	createTime: boolean;
	/** Results of earlier prompts stay cached; the older release keeps only what the last prompt used. */
	keepsOldResults: boolean;
	/** New-style combo lists are enforced. */
	checksNewCombos: boolean;
	/** `extra_data.preview_method` is honoured. */
	previewPerPrompt: boolean;
}

/** The behaviour of a release. */
export function traitsOf(version: ComfyVersion): Traits {
	const recent = version === "0.33.0";
	return {
		version,
		jobs: recent,
		uuidPromptIds: recent,
		reportsCycles: recent,
		namesMissingNodes: recent,
		createTime: recent,
		keepsOldResults: recent,
		checksNewCombos: recent,
		previewPerPrompt: recent,
	};
}
