import { expect, test } from "vitest";
import { characterSheetPlan, type Framing, MAX_SHEET, optimalSheet, sheetCaption } from "./poses.ts";
import { seedLines, untidy } from "./testing.ts";
import { captionProblems } from "./trigger.ts";

const counts = (count: number) => {
	const plan = characterSheetPlan(count);
	const of = (framing: Framing) => plan.filter((picture) => picture.framing === framing).length;
	return [of("upper body"), of("portrait"), of("full body")];
};

test("S0-A39 70% upper body, 20% portrait, 10% full body; 21, 6 and 3 of the optimal 30", () => {
	expect(counts(10)).toEqual([7, 2, 1]);
	expect(counts(20)).toEqual([14, 4, 2]);
	expect(counts(optimalSheet)).toEqual([21, 6, 3]);
	expect(counts(40)).toEqual([28, 8, 4]);
	const [line] = seedLines(0, 275, 275) ?? [];
	if (line !== undefined)
		expect(line).toContain(
			`70% upper body/face, 20% portrait, 10% full body (optimal: ${optimalSheet} images)`,
		);
});

test("S0-A39 every framing is within one picture of its share, whatever the size of the sheet", () => {
	for (let count = 1; count <= MAX_SHEET; count++)
		counts(count).forEach((made, i) => {
			expect(Math.abs(made - ([0.7, 0.2, 0.1][i] ?? 0) * count)).toBeLessThan(1);
		});
});

test("S0-A39 the framings are mixed, so that a sheet that stops early is of use", () => {
	const first = characterSheetPlan(10).map(({ framing }) => framing[0]);
	expect(first.join("")).toBe("uupuufuupu");
});

test("S0-A39 the pictures of the largest sheet are all different, with many poses, angles and environments", () => {
	const plan = characterSheetPlan(MAX_SHEET);
	expect(new Set(plan.map(({ prompt }) => prompt)).size).toBe(MAX_SHEET);
	expect(new Set(plan.map(({ pose, angle, environment }) => `${pose}|${angle}|${environment}`)).size).toBe(
		MAX_SHEET,
	);
	const different = (key: "pose" | "angle" | "environment", count: number) =>
		new Set(characterSheetPlan(count).map((picture) => picture[key])).size;
	expect([different("pose", 10), different("angle", 10), different("environment", 10)]).toEqual([10, 5, 9]);
	expect(different("environment", 9)).toBe(9);
	expect(different("pose", MAX_SHEET)).toBe(17);
});

test("S0-A39 the plan is the same every time, and a smaller one is the beginning of a larger one", () => {
	const whole = characterSheetPlan(MAX_SHEET);
	for (let count = 1; count <= MAX_SHEET; count++)
		expect(characterSheetPlan(count)).toEqual(whole.slice(0, count));
});

test("S0-A39 a prompt says all of it, tidily; the first is plain", () => {
	const [first] = characterSheetPlan(1);
	expect(first?.prompt).toBe(
		"upper body, front view, standing relaxed, neutral expression, plain white background",
	);
	for (const { prompt, framing, pose, angle, environment } of characterSheetPlan(MAX_SHEET)) {
		expect(untidy(prompt)).toEqual([]);
		expect(prompt).toBe(`${framing}, ${angle}, ${pose}, ${environment}`);
	}
});

test.each([0, -1, 2.5, MAX_SHEET + 1, Number.NaN])("a sheet of %d pictures is refused", (count) => {
	expect(() => characterSheetPlan(count)).toThrow(/1 to 40 pictures/);
});

test("S0-A39 S2-DATA-02b every picture of a sheet has a caption fit for training, all different", () => {
	const captions = characterSheetPlan(MAX_SHEET).map((picture) => sheetCaption("ohwx woman", picture));
	expect(captions[0]).toBe(
		"ohwx woman, upper body, front view, standing relaxed, neutral expression, plain white background",
	);
	for (const caption of captions) expect(captionProblems(caption, "ohwx woman")).toEqual([]);
	expect(new Set(captions).size).toBe(MAX_SHEET);
});
