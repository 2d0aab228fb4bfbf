import * as z from "zod";

/** Model files that one answer may hold. */
export const MOST_MODELS = 1000;

const modelFileSchema = z
	.object({
		folder: z
			.string()
			.nullable()
			.describe("Folder below `models/`: `loras`, `checkpoints`, …; null: of a loader that is not known"),
		file: z.string().describe("Its name, as a parameter takes it, with folders below that of its kind"),
		available: z.boolean().describe("Whether a worker that has it is there now"),
	})
	.meta({ id: "ModelFile", description: "A model file that a worker has" });
export type ModelFile = z.infer<typeof modelFileSchema>;

export const modelListSchema = z
	.object({
		data: z.array(modelFileSchema).describe("By folder and name"),
		has_more: z.boolean().describe("There are more than `limit`: ask for a `folder`, or with a `query`"),
	})
	.meta({ id: "ModelList", description: "Model files that the workers of a pool say they have" });
export type ModelList = z.infer<typeof modelListSchema>;
