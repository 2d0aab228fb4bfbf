import * as z from "zod";

/** Files that one import may bring. */
export const MAX_IMPORTED_OUTPUTS = 200;
/** Files that its graph may have read. */
const MAX_IMPORTED_INPUTS = 64;

const sha256Schema = z
	.string()
	.regex(/^[0-9a-f]{64}$/, "a SHA-256 in hex: 64 digits")
	.describe("SHA-256 of its bytes, in hex: upload them first by `POST /v1/assets`");

/**
 * What a ComfyUI ran before Darkroom was there: the graph, and the files that came of it, which are uploaded already.
 * Files are named by their bytes, so that the same request says the same wherever it is made again.
 */
export const importRequestSchema = z
	.strictObject({
		graph: z
			.record(z.string(), z.unknown())
			.describe("The graph as it ran, in API format: what pictures of ComfyUI carry as `prompt`"),
		outputs: z
			.array(
				z.strictObject({
					sha256: sha256Schema,
					node: z.string().min(1).max(300).optional().describe("The node of the graph that made it"),
				}),
			)
			.min(1, "name at least one file: a job without outputs is nothing to keep")
			.max(MAX_IMPORTED_OUTPUTS)
			.describe("The files that came of it, in their order"),
		inputs: z
			.record(z.string().max(300), sha256Schema)
			.default({})
			.describe(
				'The files that it read, as `"<node id>.<input>"`: SHA-256; other names in the graph stay as they are',
			),
		created_at: z.iso.datetime().optional().describe("When it began; absent: `finished_at`"),
		finished_at: z.iso.datetime().describe("When it ended"),
		metadata: z
			.record(z.string().max(100), z.string().max(1000))
			.default({})
			.describe("The client's own notes; given back as they are"),
	})
	.superRefine(({ inputs, outputs, metadata, created_at, finished_at }, context) => {
		const wrong = (path: string, message: string) =>
			context.addIssue({ code: "custom", path: [path], message });
		if (Object.keys(inputs).length > MAX_IMPORTED_INPUTS)
			wrong("inputs", `at most ${MAX_IMPORTED_INPUTS} inputs`);
		if (Object.keys(metadata).length > 50) wrong("metadata", "at most 50 metadata keys");
		if (new Set(outputs.map(({ sha256 }) => sha256)).size < outputs.length)
			wrong("outputs", "two outputs have the same bytes; name each file once");
		if (created_at !== undefined && Date.parse(created_at) > Date.parse(finished_at))
			wrong("created_at", "it begins after it has ended");
	})
	.meta({ id: "ImportRequest", description: "What a ComfyUI ran, and the files that came of it" });
export type ImportRequest = z.infer<typeof importRequestSchema>;
