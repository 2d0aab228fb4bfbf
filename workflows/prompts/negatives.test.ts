import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { absent } from "../testing/absent.ts";
import { readJson, recordings } from "../testing/comfyui.ts";
import { bodyTypeNegative, defaultNegative, realismNegative, wanNegative } from "./negatives.ts";
import { seedLines, untidy } from "./testing.ts";

test("S1-28 the default negative", () => {
	expect(defaultNegative).toBe("blurry, low quality, distorted");
	const [line] = seedLines(1, 170, 170) ?? [];
	if (line !== undefined) expect(line).toContain(`|| '${defaultNegative}'`);
});

test("S0-A64 the body type negative, line for line", () => {
	const text = [
		"deformed, blurry, bad anatomy, ugly, low quality, watermark, signature,",
		"multiple people, extra limbs, distorted face, bad hands, missing fingers,",
		"extra fingers, mutated hands, poorly drawn hands, bad proportions,",
		"long neck, duplicate, mutilated, disfigured, bad anatomy, out of frame,",
		"extra limbs, bad body, gross proportions, malformed limbs, missing arms,",
		"missing legs, extra arms, extra legs, mutated, ugly, bad face, bad eyes,",
		"text, watermark, signature, no person, empty scene, no character",
	];
	expect(bodyTypeNegative.split("\n")).toEqual(text);
	const document = seedLines(0, 336, 342);
	if (document !== undefined) expect(bodyTypeNegative.split("\n")).toEqual(document);
});

test("S0-D13 the look to avoid, in the words of the standard", () => {
	expect(realismNegative).toBe("plastic, waxy, AI look, airbrushed appearance, beauty filter effects");
	const [line] = seedLines(0, 127, 127) ?? [];
	if (line !== undefined) for (const term of realismNegative.split(", ")) expect(line).toContain(term);
});

test("the Wan negative is one tidy text, and that of the graphs we start from", () => {
	expect(untidy(wanNegative)).toEqual([]);
	expect(wanNegative.split("，")).toHaveLength(28);
	expect(wanNegative).toMatch(/^色调艳丽，过曝，静态，.*，倒着走$/);
	const folder = resolve(recordings, "../graphs");
	if (!existsSync(folder)) {
		absent(`no graphs in ${folder}`);
		return;
	}
	const names = readdirSync(folder).filter((name) => /^wan22-.*\.api\.json$/.test(name));
	expect(names).not.toEqual([]);
	for (const name of names)
		expect(JSON.stringify(readJson(join(folder, name)))).toContain(JSON.stringify(wanNegative));
});
