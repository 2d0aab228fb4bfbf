import * as z from "zod";
import { MOST_SPANS } from "../frames/spans.ts";

/** What a check can say. Only what was measured passes: what could not be looked at is `skipped`, and says why. */
export const CHECK_STATUSES = ["pass", "warn", "fail", "skipped", "error"] as const;
export type CheckStatus = (typeof CHECK_STATUSES)[number];

/** All checks there are. */
export const CHECK_IDS = [
	"file_decodable",
	"file_type",
	"image_dimensions",
	"image_aspect",
	"image_blank",
	"image_noise",
	"image_sharpness",
	"image_exposure",
	"image_skin_texture",
	"duplicate_exact",
	"duplicate_near",
	"duplicate_mirrored",
	"set_style",
	"face_count",
	"face_view",
	"face_sharpness",
	"face_match",
	"safety_sfw",
	"video_frames",
	"video_fps",
	"video_duration",
	"video_dimensions",
	"video_black",
	"video_frozen",
	"video_flicker",
	"video_face",
	"video_face_match",
	"audio_silent",
] as const;
export type CheckId = (typeof CHECK_IDS)[number];

/** One check of one file, or of a set. */
export const checkSchema = z.strictObject({
	id: z.enum(CHECK_IDS),
	status: z
		.enum(CHECK_STATUSES)
		.describe("`skipped`: it could not be looked at, which is no pass; `error`: looking at it broke"),
	value: z
		.union([z.number(), z.string().max(200)])
		.nullable()
		.describe("What was found"),
	limit: z
		.union([z.number(), z.string().max(200)])
		.nullable()
		.describe("What it was held against"),
	where: z.string().max(300).nullable().describe("Where, or which other file it is about; null: all of it"),
	reason: z.string().max(500).describe("What that means, in a sentence; empty where it passed"),
	spans: z
		.array(
			z.strictObject({
				from: z.number().min(0).describe("Seconds from the beginning of the film"),
				to: z.number().min(0).describe("Seconds from the beginning of the film"),
			}),
		)
		.max(MOST_SPANS)
		.optional()
		.describe(
			"Of a film: when what it speaks of is to be seen, also where that is too little to matter; absent: of no certain time",
		),
});
export type Check = z.infer<typeof checkSchema>;

/** Where these are skipped nobody decoded the file. */
const OF_ALL: readonly CheckId[] = ["file_decodable", "video_black"];

/**
 * What several checks of one file come to: what failed counts before what broke, that before what is doubtful. A file
 * that nobody decoded was not looked at, whatever else of it is right.
 */
export function worstOf(checks: readonly Pick<Check, "id" | "status">[]): CheckStatus {
	const order: readonly CheckStatus[] = ["fail", "error", "warn"];
	for (const status of order) if (checks.some((check) => check.status === status)) return status;
	const seen = !checks.some(({ id, status }) => OF_ALL.includes(id) && status === "skipped");
	return seen && checks.some(({ status }) => status === "pass") ? "pass" : "skipped";
}

/** What a check says besides its name. */
type Told = Partial<Pick<Check, "value" | "limit" | "where" | "spans">>;

export function passed(id: CheckId, told: Told = {}): Check {
	return { ...empty, ...told, id, status: "pass" };
}

export function told(
	id: CheckId,
	status: Exclude<CheckStatus, "pass">,
	reason: string,
	told: Told = {},
): Check {
	return { ...empty, ...told, id, status, reason: reason.slice(0, 500) };
}

const empty = { value: null, limit: null, where: null, reason: "" } as const;
