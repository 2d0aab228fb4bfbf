import fc from "fast-check";
import { expect, test } from "vitest";
import { characterSheetPlan, MAX_SHEET, sheetCaption } from "../prompts/poses.ts";
import { anyText, seedLines } from "../prompts/testing.ts";
import { captionProblems, triggerWord } from "../prompts/trigger.ts";
import { mendedCaption } from "./captions.ts";
import { diffOf } from "./diff.ts";
import { flippedCaption, flippedName, flipRefusal, originalStem, saysSide } from "./flips.ts";
import { FRAMINGS, framingInCaption, framingOf } from "./framing.ts";
import { PRESETS, wantedComposition } from "./presets.ts";
import { sceneOf } from "./scenes.ts";
import { folderWord, trainerFolder } from "./trainer-folder.ts";

const trigger = "spyke_plasma_v1";

test("S2-DATA-01 S0-B08 the presets are those of the documents", () => {
	expect(wantedComposition(30)).toEqual({ "upper body": 21, portrait: 6, "full body": 3 });
	expect(PRESETS).toMatchObject({
		sheet: { least: 7, most: 10 },
		manga: { least: 15, most: 20, side: 512 },
		thirty: { least: 30, most: 30 },
	});
	expect(seedLines(2, 47, 47)?.[0] ?? "15–20 images of Spyke at 512px").toContain(
		"15–20 images of Spyke at 512px",
	);
});

test.each([
	["full-body", "full body"],
	["Upper Body", "upper body"],
	["face", "upper body"],
	["close-up", "portrait"],
	["head_shot", "portrait"],
	["from afar", null],
	["", null],
])("the words %j mean %s", (words, framing) => {
	expect(framingOf(words)).toBe(framing);
});

test("captions of a whole sheet say their framings", () => {
	for (const picture of characterSheetPlan(MAX_SHEET))
		expect(framingInCaption(sheetCaption(trigger, picture))).toBe(picture.framing);
	expect(FRAMINGS.map(framingOf)).toEqual(FRAMINGS);
});

test.each([
	["full body, standing, white background", "spyke_plasma_v1, full body, standing, white background"],
	["spyke_plasma_v1 full body, a, b", "spyke_plasma_v1, full body, a, b"],
	["full body,,\nspyke_plasma_v1, standing ,", "spyke_plasma_v1, full body, standing"],
	["", "spyke_plasma_v1"],
])("%j is mended to %j", (text, mended) => {
	expect(mendedCaption(text, trigger)).toBe(mended);
});

test("what is mended lacks nothing but what only the picture tells, and mending again changes nothing", () => {
	const mendable = ["trigger_not_first", "trigger_repeated", "caption_lines", "caption_gap", "caption_long"];
	fc.assert(
		fc.property(anyText, fc.constantFrom(trigger, "ohwx woman"), (text, word) => {
			const mended = mendedCaption(text, word);
			expect(captionProblems(mended, word).filter(({ code }) => mendable.includes(code))).toEqual([]);
			expect(mendedCaption(mended, word)).toBe(mended);
		}),
	);
});

test("S2-DATA-04 a flipped copy says right where its original said left, and the trigger word stays", () => {
	const caption = "left_v1, full body, Left knee, RIGHT arm, leftover, from the right";
	const flipped = flippedCaption(caption, "left_v1");
	expect(flipped).toBe("left_v1, full body, Right knee, LEFT arm, leftover, from the left");
	expect(saysSide("left arm, full body, standing, park", "left arm")).toBe(false);
	expect(saysSide(caption, "left_v1")).toBe(true);
	expect(flipRefusal(caption, "left_v1", true)).toContain("left or right");
	expect(flipRefusal(caption, "left_v1", false)).toBeNull();
	expect(flipRefusal("left_v1, full body, standing, park", "left_v1", true)).toBeNull();
	fc.assert(
		fc.property(anyText, (text) => {
			expect(flippedCaption(flippedCaption(text, trigger), trigger).toLowerCase()).toBe(text.toLowerCase());
		}),
	);
});

test("names of flipped copies are told from others", () => {
	expect(["a.png", "a.b.jpg", "a", ".png"].map(flippedName)).toEqual([
		"a_flipped.png",
		"a.b_flipped.jpg",
		"a_flipped",
		".png_flipped",
	]);
	expect(["a_flipped", "_flipped", "a"].map(originalStem)).toEqual(["a", null, null]);
});

test("S2-DATA-03b a trainer's folder has the class beside the set, and takes over no name that leads elsewhere", () => {
	const plan = {
		name: "spyke_plasma_v1",
		repeats: 10,
		class_words: "anime character",
		pictures: ["png", "jpg"],
		regularisation: ["webp"],
	};
	expect(trainerFolder(plan)).toEqual({
		pictures: [
			{
				path: "train/10_spyke_plasma_v1/0001.png",
				index: 0,
				caption_path: "train/10_spyke_plasma_v1/0001.txt",
			},
			{
				path: "train/10_spyke_plasma_v1/0002.jpg",
				index: 1,
				caption_path: "train/10_spyke_plasma_v1/0002.txt",
			},
		],
		regularisation: [{ path: "reg/1_anime_character/0001.webp", index: 0, caption_path: null }],
	});
	fc.assert(
		fc.property(fc.oneof(anyText, fc.constantFrom("../x", "/", "C:\\", "..")), (words) => {
			expect(folderWord(words)).toMatch(/^[a-z0-9](?:[a-z0-9_]*[a-z0-9])?$/);
		}),
	);
	expect(triggerWord("ohwx woman")).toBe("ohwx woman");
});

test("a picture of a sheet says what its plan does; one of a job without such a plan says nothing", () => {
	const plan = characterSheetPlan(12);
	const sheet = { workflow: "character-sheet@1", pipeline: null };
	const of = (parameters: Record<string, unknown>, place: number) =>
		sceneOf({ ...sheet, parameters }, "main", place);
	expect([of({}, 0), of({ first_picture: 5 }, 6)]).toEqual([plan[0]?.prompt, plan[11]?.prompt]);
	expect([0, 1, 2].map((place) => of({ scenes: ["a", "b"], first_picture: 1 }, place))).toEqual([
		"b",
		"a",
		"b",
	]);
	expect(of({}, MAX_SHEET)).toBeNull();
	for (const [place, picture] of plan.entries())
		expect(mendedCaption(of({}, place) ?? "", trigger)).toBe(sheetCaption(trigger, picture));
	const creation = {
		workflow: null,
		pipeline: "character-creation@1",
		parameters: { poses: ["walking", 5] },
	};
	expect(sceneOf(creation, "character-sheet", 3)).toBe(plan[3]?.prompt);
	expect([0, 1, 2].map((place) => sceneOf(creation, "poses", place))).toEqual(["walking", null, null]);
	expect(sceneOf(creation, "base-images", 0)).toBeNull();
	expect(sceneOf({ ...creation, pipeline: "own@1" }, "poses", 0)).toBeNull();
	expect(sceneOf({ ...sheet, workflow: "sdxl-image@1", parameters: {} }, "main", 0)).toBeNull();
});

test("a diff tells what came, what went and what is called otherwise; applied backwards it is turned round", () => {
	const item = fc.record({
		sha256: fc.constantFrom<string[]>("a", "b", "c", "d"),
		caption: fc.constantFrom<string[]>("x", "y"),
	});
	const set = fc.uniqueArray(item, { selector: ({ sha256 }) => sha256 });
	fc.assert(
		fc.property(set, set, (before, after) => {
			const { added, removed, changed } = diffOf(before, after);
			const back = diffOf(after, before);
			expect(back.added).toEqual(removed);
			expect(back.removed).toEqual(added);
			const captions = new Map(changed.map((one) => [one.sha256, one.after]));
			const kept = before
				.filter((one) => !removed.includes(one))
				.map(({ sha256, caption }) => ({ sha256, caption: captions.get(sha256) ?? caption }));
			const sorted = (list: typeof before) => list.toSorted((a, b) => a.sha256.localeCompare(b.sha256));
			expect(sorted([...kept, ...added])).toEqual(sorted(after));
			expect(diffOf(after, after)).toEqual({ added: [], removed: [], changed: [] });
		}),
	);
});
