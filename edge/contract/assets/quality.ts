import * as z from "zod";
import { CHECK_STATUSES, checkSchema } from "../../../workflows/quality/checks/check.ts";
import { SCORED_CHECKS, scoreSchema as score } from "../../../workflows/quality/score/score.ts";

/** What becomes of outputs that fail their checks. */
export const ON_FAIL = ["flag", "retake", "fail", "ask"] as const;
/** What a job demands of what can be seen. */
export const SAFETY = ["off", "sfw"] as const;
/** Takes that checks may ask for, at most. */
const MOST_RETAKES = 5;
/** Takes that the best one is chosen of, at most. */
const MOST_BEST_OF = 8;

/** How good the outputs of a task are. */
export const scoreSchema = score.meta({
	id: "QualityScore",
	description: "How good the outputs of a task are, as far as that was measured",
});

/** What checks found of an asset. */
export const assetQualitySchema = z
	.object({
		status: z
			.enum(CHECK_STATUSES)
			.describe("The worst of its checks; `skipped`: it could not be looked at, which is no pass"),
		checks: z.array(checkSchema).describe("Those that did not pass and were not skipped"),
	})
	.meta({ id: "AssetQuality", description: "What checks found of a picture" });

/** All that was found of an asset. */
export const assetChecksSchema = z
	.object({
		status: z.enum(CHECK_STATUSES).describe("The worst of them"),
		checks: z.array(checkSchema).describe("All of them, in a fixed order"),
	})
	.meta({ id: "AssetChecks", description: "All checks of a picture or a film" });

export type AssetChecks = z.infer<typeof assetChecksSchema>;

/** What a job is to do about its checks. */
export const qualityPolicySchema = z
	.strictObject({
		on_fail: z
			.enum(ON_FAIL)
			.optional()
			.describe(
				"Where an output fails a check: `flag` only tells it; `retake` makes it anew with another seed; `fail` fails the job; `ask` leaves it to a person. Absent: `retake` for workflows of the library that have a seed, else `flag`",
			),
		retakes: z
			.int()
			.min(0)
			.max(MOST_RETAKES)
			.optional()
			.describe(
				"With `retake`: how often at most, for each stage. Every take is paid for, within the budget. Absent: 1",
			),
		best_of: z
			.int()
			.min(2)
			.max(MOST_BEST_OF)
			.optional()
			.describe(
				"Make each output so many times, with other seeds, and go on with the one that measures best: the fewest failed checks, then the fewest doubtful ones, then by figures; of those that are alike the first. All are paid for and kept, the others as `outdone`. Where a budget holds no more, or a take comes to nothing, the best of those that are there goes on. `on_fail` is about the best one. Not for stages that a person picks of, nor where there is no seed; absent: one",
			),
		best_by: z
			.enum(SCORED_CHECKS)
			.optional()
			.describe(
				"With `best_of`: the check whose figure counts first; absent: `face_match` where it was measured, then `image_sharpness`, of films `video_face_match` and `video_flicker`",
			),
		safety: z
			.enum(SAFETY)
			.optional()
			.describe(
				"`sfw`: what no classifier has looked at waits for a person, as everything does while none is configured. Absent: `off`",
			),
	})
	.meta({ id: "QualityPolicy", description: "What becomes of outputs that fail their checks" });
export type QualityPolicy = z.infer<typeof qualityPolicySchema>;
