import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { featureWords } from "../../prompts/features.ts";
import { difference, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { zImageTurboBaseImage } from "../z-image-turbo-base-image/workflow.ts";
import { featuresImage } from "./workflow.ts";

const text = (sent: Record<string, unknown>) => taskOf(featuresImage, sent).graph["4"]?.inputs.text;
const person = {
	gender: "female",
	age: 25,
	ethnicity: "caucasian",
	hair_style: "long",
	hair_color: "brown",
	eye_color: "green",
	skin: "fair",
	extra: "a red scarf",
};

test("S0-A05 S0-D26 the features make one readable prompt", () => {
	expect(text({ ...person, realism: "none" })).toBe(
		"A woman, 25 years old, caucasian ethnicity, long brown hair, green eyes, fair skin, a red scarf, portrait, plain white background",
	);
	expect(text({ gender: "male", facial_hair: "stubble", framing: "full body", realism: "none" })).toBe(
		"A man, stubble, full body, plain white background",
	);
	expect(text({ realism: "none", background: "a beach" })).toBe("A person, portrait, a beach");
});

test("S0-A34 the short words of the quality standard are added unless told otherwise", () => {
	expect(text(person)).toContain("plain white background, 8K hyper-realistic, photorealistic");
});

test.each(
	Object.entries(featureWords).flatMap(([name, words]) => words.map((word) => [name, word] as const)),
)("S0-A05 every suggestion is accepted and changes the prompt: %s %s", (name, word) => {
	const before = { gender: "elf", realism: "none" };
	expect(text({ ...before, [name]: word })).not.toBe(text(before));
});

test("S0-D26 one feature changes the prompt and nothing else; free words are made plain", () => {
	const [one, other] = ["black", "copper\nred, "].map((hair_color) =>
		taskOf(featuresImage, { ...person, hair_color, seed: 3 }),
	);
	expect(difference(one?.graph ?? {}, other?.graph ?? {})).toEqual(["4.text"]);
	expect(other?.graph["4"]?.inputs.text).toContain("long copper red hair, green eyes");
});

test("S0-A33 three variations with one prompt and three seeds", () => {
	const { tasks } = planOf(planWorkflow(featuresImage, { ...person, seed: 1 }, random));
	expect(tasks.map(({ seed }) => seed)).toEqual([1, 2, 3]);
	expect(new Set(tasks.map(({ graph }) => graph["4"]?.inputs.text)).size).toBe(1);
});

test("it is the graph of the base image but for the words and the name of the file", () => {
	const base = taskOf(zImageTurboBaseImage, { prompt: "A woman", seed: 1 });
	expect(difference(base.graph, taskOf(featuresImage, { ...person, seed: 1 }).graph).sort()).toEqual([
		"10.filename_prefix",
		"4.text",
	]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ age: 17 }, "/parameters/age", "invalid_parameter"],
	[{ age: 101 }, "/parameters/age", "invalid_parameter"],
	[{ age: 30.5 }, "/parameters/age", "invalid_parameter"],
	[{ hair_color: "" }, "/parameters/hair_color", "invalid_parameter"],
	[{ eye_color: "x".repeat(121) }, "/parameters/eye_color", "invalid_parameter"],
	[{ prompt: "A woman" }, "/parameters/prompt", "unknown_parameter"],
	[{ framing: "cowboy" }, "/parameters/framing", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(featuresImage, sent, random))).toContainEqual([pointer, code]);
});
