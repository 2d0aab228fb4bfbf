import { expect, test } from "vitest";
import * as z from "zod";
import { type Schema, typeOf, workflowTypes } from "./schema-to-type.ts";

test("a schema of parameters becomes the type of what may be sent", () => {
	const schema = z.toJSONSchema(
		z.object({
			prompt: z.string().describe("What is to be seen"),
			steps: z.int().default(20),
			size: z.enum(["small", "large"]).optional(),
			"odd name": z.union([z.string(), z.array(z.number())]).nullable(),
			pair: z.tuple([z.number(), z.string()]),
			more: z.record(z.string(), z.boolean()),
		}),
	) as Schema;
	expect(typeOf(schema)).toBe(
		`{
	/** What is to be seen */
	prompt: string;
	steps?: number;
	size?: "small" | "large";
	"odd name": ((string) | (number[])) | null;
	pair: [number, string];
	more: Record<string, unknown>;
}`
			.replace("((string) | (number[])) | null", "(string | number[]) | null")
			.replace("Record<string, unknown>", "{\n\t\t[name: string]: boolean;\n\t}"),
	);
});

test("what is said of a workflow cannot end a comment", () => {
	const text = workflowTypes([
		{ id: "a-b", title: "x */ y", parameters: { type: "object", description: "*/" } },
	]);
	expect(text).toContain('"a-b": Record<string, unknown>;');
	expect(text).toContain("/** x * / y */");
});
