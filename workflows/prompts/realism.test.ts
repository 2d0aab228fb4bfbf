import fc from "fast-check";
import { expect, test } from "vitest";
import { realismNegative } from "./negatives.ts";
import {
	photoModules,
	type RealismId,
	realismModules,
	realismTags,
	withRealism,
	withRealismTags,
} from "./realism.ts";
import { anyText, seedLines, timesSaid, untidy } from "./testing.ts";
import { MAX_PROMPT } from "./text.ts";

const lines = [
	["S0-D14", "camera", "Shot on Fujifilm GFX 100S, 80mm prime lens, f/2.8"],
	["S0-D15", "lighting", "High-key butterfly lighting with large softboxes"],
	["S0-D16", "depth_of_field", "Shallow depth of field, sharp focus on eyes and face"],
	["S0-D17", "strands", "Individual hair strands, lashes, eyebrows rendered individually"],
	["S0-D18", "pores", "Pores, fine wrinkles, follicles, blemishes visible"],
	["S0-D19", "subsurface_scattering", "Realistic subsurface scattering, sheen, and texture"],
	["S0-D20", "asymmetry", 'Natural asymmetries preserved (not "perfect" or "flawless")'],
	["S0-D21", "no_glow", "No artificial glow, bloom, or rim lighting"],
	["S0-D22", "reflectance", "Accurate reflectance on eyes and lips"],
	["S0-D23", "veins", "Subtle veins and cartilage translucency"],
] as const;

test("S0-D14 S0-D15 S0-D16 S0-D17 S0-D18 S0-D19 S0-D20 S0-D21 S0-D22 S0-D23 the ten lines, word for word", () => {
	expect(realismModules.map(({ row, id, text }) => [row, id, text])).toEqual(lines);
});

test("the ten lines are those of the document", () => {
	const document = seedLines(0, 131, 140);
	if (document === undefined) return;
	expect(realismModules.map(({ text }) => `- ✅ ${text}`)).toEqual(document);
});

test("S0-A34 S0-D06 S0-D07 S0-D08 S0-D09 S0-D10 S0-D11 S0-D12 each tag stands in the quality standard", () => {
	expect(realismTags.slice(0, 4)).toEqual([
		"8K hyper-realistic",
		"photorealistic",
		"appealing",
		"attractive",
	]);
	const [standard, wizard] = [seedLines(0, 120, 126), seedLines(0, 194, 194)];
	if (standard === undefined || wizard === undefined) return;
	const said = [...standard, ...wizard].join("\n");
	for (const tag of realismTags) expect(timesSaid(said, tag, "i"), tag).toBeGreaterThan(0);
});

test("S0-D08 S0-D09 S0-D10 S0-D11 S0-D12 S0-D13 every term of the quality standard is in the tags or in the negative", () => {
	const [natural, negative] = [seedLines(0, 122, 126), seedLines(0, 127, 127)];
	if (natural === undefined || negative === undefined) return;
	const terms = (line: string) =>
		line
			.replace(/^- \*\*[^*]+\*\*: /, "")
			.replace(/\(.*\)/, "")
			.split(",")
			.map((term) => term.trim());
	const said = withRealismTags("").toLowerCase();
	for (const term of natural.flatMap(terms)) {
		const words = term
			.toLowerCase()
			.replace(/^slight | with visible pores$| in face and body preserved$/g, "");
		expect(said, term).toContain(words);
	}
	for (const term of ["plastic", "waxy", "airbrushed appearance", "beauty filter effects"]) {
		expect(negative.join(" ")).toContain(term);
		expect(realismNegative).toContain(term);
	}
});

test("the lines follow the prompt, comma separated, in their own order", () => {
	expect(withRealism("A woman at a harbour.", ["reflectance", "camera", "camera"])).toBe(
		"A woman at a harbour, Shot on Fujifilm GFX 100S, 80mm prime lens, f/2.8, Accurate reflectance on eyes and lips",
	);
	expect(withRealism("A woman", "all")).toBe(["A woman", ...lines.map(([, , text]) => text)].join(", "));
	expect(withRealism("A woman,", "none")).toBe("A woman");
	expect(withRealism("A woman", [])).toBe("A woman");
	expect(withRealism("", ["veins"])).toBe("Subtle veins and cartilage translucency");
});

test("what the prompt says already is not said again, in whatever case", () => {
	expect(withRealism("subtle veins and cartilage translucency, a man", ["veins"])).toBe(
		"subtle veins and cartilage translucency, a man",
	);
	const tagged = withRealismTags("Photorealistic portrait of an unattractive troll");
	expect(tagged.match(/photorealistic/gi)).toHaveLength(1);
	expect(tagged).toContain(", attractive,");
});

test("the lines of a photograph are all but those that say what should not be there", () => {
	const left = lines.filter(([, id]) => !photoModules.some((photo) => photo === id));
	expect(left.map(([row]) => row)).toEqual(["S0-D20", "S0-D21"]);
	for (const [, , text] of lines)
		expect(/\bnot?\b/i.test(text)).toBe(left.some(([, , other]) => other === text));
	expect(withRealism("A woman", photoModules)).not.toMatch(/\bno\b|\bnot\b|[()]/i);
});

const ids = fc.subarray<RealismId>(realismModules.map(({ id }) => id));

test("any prompt and modules: tidy, each line once, within the length, the same when done again", () => {
	fc.assert(
		fc.property(anyText, ids, (prompt, modules) => {
			const once = withRealism(prompt, modules);
			expect(untidy(once)).toEqual([]);
			expect(once.length).toBeLessThanOrEqual(MAX_PROMPT);
			for (const { id, text } of realismModules)
				expect(once.split(text).length - 1).toBe(modules.includes(id) ? 1 : 0);
			expect(withRealism(once, modules)).toBe(once);
			expect(withRealismTags(withRealismTags(once))).toBe(withRealismTags(once));
		}),
	);
});
