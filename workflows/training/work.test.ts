import { expect, test } from "vitest";
import { trainingWork } from "./testing/work.ts";
import { trainingWorkSchema } from "./work.ts";

test("a training is read as it was written, and neither a path for a name nor an optimiser of somebody's own", () => {
	const work = trainingWork();
	expect(trainingWorkSchema.parse(work)).toEqual(work);
	for (const output_name of ["../x", "a/b", "-rf", "", "Upper", "a".repeat(65)])
		expect(trainingWorkSchema.safeParse({ ...work, output_name }).success).toBe(false);
	const recipe = { ...work.recipe, optimizer: "os.system" };
	expect(trainingWorkSchema.safeParse({ ...work, recipe }).success).toBe(false);
});
