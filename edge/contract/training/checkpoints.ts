import * as z from "zod";
import { CHECKPOINT_ROLES } from "../../../workflows/training/work.ts";
import { MAX_OUTPUTS } from "../workers/workers.ts";

/** Files that a checkpoint may have: a state is a folder with a few. */
const MAX_CHECKPOINT_FILES = 64;
/** Checkpoints whose state is kept: the newest, and the one before it for when that cannot be read. */
export const STATES_KEPT = 2;

const checkpointFileSchema = z.strictObject({
	role: z
		.enum(CHECKPOINT_ROLES)
		.describe("`state`: what to go on from; `lora`: the weights; `log`: the losses"),
	name: z
		.string()
		.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,149}$/, "a file's name without folders")
		.describe("What it is called where it is needed again"),
	upload: z
		.int()
		.nonnegative()
		.max(MAX_OUTPUTS - 1)
		.describe("The number it was uploaded under (`PUT …/outputs/{upload}`); each file has one of its own"),
	sha256: z.string().regex(/^[0-9a-f]{64}$/),
	bytes: z.int().nonnegative(),
});
export type CheckpointFile = z.infer<typeof checkpointFileSchema>;

/** Sent again with the same step by the same attempt it changes nothing. */
export const checkpointRequestSchema = z
	.strictObject({
		step: z.int().positive().describe("Steps that are done, counted from the beginning of the training"),
		loss: z.number().nullable().default(null).describe("What the trainer said last; null: nothing"),
		files: z.array(checkpointFileSchema).min(1).max(MAX_CHECKPOINT_FILES),
	})
	.refine(({ files }) => new Set(files.map(({ upload }) => upload)).size === files.length, {
		path: ["files"],
		message: "two files have the same number",
	})
	.refine(({ files }) => new Set(files.map(({ role, name }) => `${role}/${name}`)).size === files.length, {
		path: ["files"],
		message: "two files of one role have the same name",
	})
	.refine(({ files }) => files.some(({ role }) => role === "state"), {
		path: ["files"],
		message: "none of them is a state: there is nothing that another attempt could go on from",
	})
	.meta({ id: "CheckpointReport", description: "How far a training has come, and what it left there" });
