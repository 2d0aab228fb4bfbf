import * as z from "zod";
import { standardsSchema } from "./standards.ts";

const side = z.int().min(1).max(100_000);

/** What the pictures of a task are held against: goes from the plan over the claim to the worker. */
export const taskQualitySchema = z.object({
	standards: standardsSchema.partial().default({}).describe("Figures in place of the usual ones"),
	sizes: z
		.record(z.string(), z.object({ width: side.describe("Pixels"), height: side.describe("Pixels") }))
		.default({})
		.describe("What was asked for of pictures, by the name of the output, in pixels"),
	films: z
		.record(
			z.string(),
			z.object({
				frames: z.int().min(1).describe("Pictures"),
				fps: z.number().positive().describe("Pictures a second"),
				width: side.describe("Pixels"),
				height: side.describe("Pixels"),
			}),
		)
		.default({})
		.describe("The same of films"),
	inputs: z
		.array(z.string().max(300))
		.optional()
		.describe(
			"Pictures that must show something before a film is made of them, as `<node>.<input>`; absent: none",
		),
});
export type TaskQuality = z.infer<typeof taskQualitySchema>;

/** The standards of a task, with the usual figures where it has none of its own. */
export function standardsOf(quality: TaskQuality | undefined) {
	return standardsSchema.parse(quality?.standards ?? {});
}
