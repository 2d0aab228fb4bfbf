import * as z from "zod";
import { assetIdSchema, OUTPUT_KINDS } from "../assets/assets.ts";
import { jobIdSchema } from "./stages.ts";

/** What a picture looks like. */
export const phashSchema = z
	.string()
	.regex(/^[0-9a-f]{16}$/)
	.describe("Perceptual hash: which of the 64 lowest frequencies are above their median, in hex");

/** Where a file comes from: what stands in the sidecar beside a delivered one. */
export const provenanceSchema = z
	.object({
		asset: assetIdSchema.describe("Id of its record, `ast_…`"),
		kind: z.enum(OUTPUT_KINDS),
		content_type: z.string(),
		filename: z.string(),
		size: z.int().describe("Bytes"),
		sha256: z.string().describe("Of the bytes as they are delivered, in hex"),
		phash: phashSchema.nullable().describe("Null: it is no picture, was not decoded, or is of one colour"),
		ai_generated: z.boolean().describe("A job of Darkroom made it; false: somebody uploaded it"),
		made_by: z
			.object({
				job: jobIdSchema,
				workflow: z.string().nullable().describe("`id@version`, or `graph`; null: the job ran a pipeline"),
				pipeline: z.string().nullable().describe("`id@version`; null: the job ran none"),
				take: z.int().nullable().describe("Which take of its stage; null: nobody knows any more"),
			})
			.nullable()
			.describe("Null: no job, or one that is gone"),
		created_at: z.iso.datetime(),
	})
	.meta({ id: "Provenance", description: "Where a file comes from" });
export type Provenance = z.infer<typeof provenanceSchema>;

export const provenanceFoundSchema = z
	.object({
		made: z
			.boolean()
			.describe("A job of this account made a file with these bytes, or a picture that looks alike"),
		exact: z.array(provenanceSchema).describe("With these very bytes, the newest first; ten at most"),
		near: z
			.array(
				provenanceSchema.extend({
					distance: z.int().describe("Bits of 64 in which the perceptual hashes differ"),
				}),
			)
			.describe("That look alike, the nearest first; those of `exact` too"),
		complete: z
			.boolean()
			.describe("False: so many pictures of the account look alike that not all of them were compared"),
	})
	.meta({ id: "ProvenanceFound", description: "Which files of the account a file comes from" });
export type ProvenanceFound = z.infer<typeof provenanceFoundSchema>;
