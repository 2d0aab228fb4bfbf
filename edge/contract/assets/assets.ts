import * as z from "zod";
import { idPattern } from "../ids.ts";
import { assetQualitySchema } from "./quality.ts";

export const assetIdSchema = z
	.string()
	.regex(idPattern("asset"), "an asset id looks like ast_ and 26 characters");

export const OUTPUT_KINDS = ["image", "video", "audio", "text", "latent", "file"] as const;
export type OutputKind = (typeof OUTPUT_KINDS)[number];

/** Bytes in storage, with a record. `job`, `task` and `name` are set when a job made them. */
export const assetSchema = z
	.object({
		id: assetIdSchema,
		kind: z.enum(OUTPUT_KINDS),
		content_type: z.string(),
		filename: z.string(),
		size: z.int().nonnegative(),
		sha256: z.string().length(64),
		width: z.int().nullable(),
		height: z.int().nullable(),
		duration_ms: z
			.int()
			.nullable()
			.default(null)
			.describe("Milliseconds, of a film or a sound; null where the file does not say"),
		job: z.string().nullable(),
		task: z.string().nullable(),
		/** Which declared output of the workflow this is, and its place among several. */
		name: z.string().nullable(),
		position: z.int().nullable(),
		label: z
			.string()
			.nullable()
			.default(null)
			.describe("What the stage that made it calls its outputs, such as `REFERENCE_AVATAR`; null: nothing"),
		hidden: z.boolean().default(false).describe("Ordinary lists of assets leave it out"),
		thumbnails: z
			.object({
				small: z.string().describe("Path of one of 256 pixels on its longer edge"),
				large: z.string().describe("Path of one of 768 pixels on its longer edge"),
			})
			.nullable()
			.default(null)
			.describe(
				"Small pictures of it, in WebP. A worker makes them once the job is over; until then the picture itself stands in. Null: there are none, as of a sound, or of a film no worker could take a frame of",
			),
		quality: assetQualitySchema
			.nullable()
			.default(null)
			.describe("What checks found of it; null: nobody looked, as at an upload"),
		created_at: z.iso.datetime(),
		/** Path of the bytes on this server. */
		url: z.string(),
	})
	.meta({ id: "Asset" });
export type Asset = z.infer<typeof assetSchema>;
