import { expect, test } from "vitest";
import { views } from "../../workflows/prompts/views.ts";
import { ESTIMATED_TIME } from "../contract/documents/reference-datasets.ts";
import { generationOf, progressOf } from "./dataset.ts";

test("S3-11 S3-63 S3-64 S3-68 progress is the stage of all stages, and percent the share of them that is done", () => {
	const [done, now, later] = ["completed", "in_progress", "pending"] as const;
	expect(progressOf([later, later, later, later])).toEqual({
		stage: 0,
		total: 4,
		percent: 0,
		message: "Starting generation...",
	});
	expect(progressOf([done, now, later, later])).toEqual({
		stage: 2,
		total: 4,
		percent: 25,
		message: "Generating stage 2/4...",
	});
	// Between two stages none is being made.
	expect(progressOf([done, done, later, later])).toMatchObject({ stage: 2, percent: 50 });
	expect(progressOf([done, done, done, done])).toMatchObject({ stage: 4, percent: 100 });
	expect(progressOf([done, "error", later, later])).toMatchObject({ stage: 1, percent: 25 });
});

test("S3-14 the estimate is two to three minutes for each of the four stages", () => {
	expect(ESTIMATED_TIME).toBe("8-12 minutes");
});

test("S3-48 a reference says by which words it was made, in which stage, and like how many pictures", () => {
	const parameters = { prompt: "elf warrior", negative_prompt: "blurry", references: ["a", "b"] };
	const made = ["AVATAR", "FRONT", "SIDE", "BACK"].map((content) => generationOf(content, parameters));
	expect(made.map((one) => [one?.stage, one?.references_used])).toEqual([
		[1, 2],
		[2, 3],
		[3, 4],
		[4, 5],
	]);
	expect(made[1]).toMatchObject({
		prompt: `${views.front.prefix} elf warrior`,
		negative_prompt: `blurry, ${views.front.negative}`,
	});
	expect(generationOf("AVATAR", { prompt: "x" })?.references_used).toBe(0);
	expect(generationOf("HAND", parameters)).toBeNull();
});
