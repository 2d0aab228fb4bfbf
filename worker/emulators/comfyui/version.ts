import { type Release, type Rules, rulesOf } from "../../../workflows/validate/rules.ts";

/** The two ComfyUI releases whose behaviour was recorded and is reproduced. */
export type ComfyVersion = Release;

/** Every difference between the two releases that shows on the wire, in one place. */
export interface Traits {
	version: ComfyVersion;
	/** Job listing and cancelling under /api/jobs. */
	jobs: boolean;
	/** A prompt_id must be a canonical UUID. */
	uuidPromptIds: boolean;
	/** How graphs are validated. */
	rules: Rules;
	/** extra_data gets a `create_time`. */
	createTime: boolean;
	/** Results of earlier prompts stay cached; the older release keeps only what the last prompt used. */
	keepsOldResults: boolean;
	/** `extra_data.preview_method` is honoured. */
	previewPerPrompt: boolean;
	/** Of quick steps only some are told. */
	throttlesProgress: boolean;
}

/** The behaviour of a release. */
export function traitsOf(version: ComfyVersion): Traits {
	const recent = version === "0.33.0";
	return {
		version,
		jobs: recent,
		uuidPromptIds: recent,
		rules: rulesOf(version),
		createTime: recent,
		keepsOldResults: recent,
		previewPerPrompt: recent,
		throttlesProgress: recent,
	};
}
