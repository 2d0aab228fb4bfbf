import { MOST_PICTURES, MOST_REGULARISATION } from "../../../workflows/datasets/presets.ts";

/** What an archive of a dataset may have. Sizes are bytes. */
export const ARCHIVE = {
	/** As it comes; a set that is larger comes in several. */
	bytes: 100_000_000,
	/** Each picture. */
	picture: 32_000_000,
	/** Each text. */
	caption: 16_000,
	/** Pictures together, unpacked. */
	unpacked: 500_000_000,
	/** Files: each picture with its text, and some that are neither. */
	files: 2 * (MOST_PICTURES + MOST_REGULARISATION) + 100,
} as const;
