import fc from "fast-check";
import { expect, test } from "vitest";
import { MAX_CAPTION } from "../prompts/trigger.ts";
import { checkDataset } from "./check.ts";
import type { DatasetItem } from "./items.ts";
import { PRESET_NAMES, PRESETS } from "./presets.ts";
import { hashesFrom, mirrorFrom, sheetItems, TERMS } from "./testing/items.ts";

/** The codes that are found at each item that has any, by its name. */
function codesOf(items: DatasetItem[], terms = TERMS, preset: (typeof PRESET_NAMES)[number] = "any") {
	const { items: checked } = checkDataset(items, terms, preset);
	return Object.fromEntries(
		checked.flatMap(({ name, findings }) =>
			findings.length === 0 ? [] : [[name, findings.map(({ code, severity }) => `${severity} ${code}`)]],
		),
	);
}
const setCodes = (...asked: Parameters<typeof checkDataset>) =>
	checkDataset(...asked).findings.map(({ code }) => code);

/** A sheet of eight whose item 3 is changed. */
const eight = (change: Partial<DatasetItem>) =>
	sheetItems(8).map((item, at) => (at === 3 ? { ...item, ...change } : item));

test.each([
	["sheet", 7, true],
	["sheet", 10, true],
	["sheet", 6, false],
	["sheet", 11, false],
	["manga", 15, true],
	["manga", 20, true],
	["manga", 14, false],
	["manga", 21, false],
	["thirty", 30, true],
	["thirty", 29, false],
	["any", 7, true],
	["any", 6, false],
] as const)("S0-B01 S2-DATA-01 of %s, %i pictures of a sheet are ready: %s", (preset, count, ready) => {
	const checks = checkDataset(sheetItems(count), TERMS, preset);
	expect(checks.ready).toBe(ready);
	expect(checks.findings.map(({ code }) => code)).toEqual(
		ready ? [] : [count < PRESETS[preset].least ? "too_few" : "too_many"],
	);
	expect(checks.items.flatMap(({ findings }) => findings)).toEqual([]);
});

test("S2-DATA-01 512 pixels are asked of the shorter side", () => {
	const small = { size: { width: 511, height: 2000 } };
	expect(codesOf(eight(small), TERMS, "sheet")).toEqual({ "3.png": ["fault too_small"] });
	expect(codesOf(eight(small), TERMS, "any")).toEqual({});
});

test("S0-B08 thirty are 21 upper body, 6 portraits and 3 full body; what is off is said, and keeps nobody from training", () => {
	const items = sheetItems(30);
	expect(checkDataset(items, TERMS, "thirty").composition).toEqual({
		"upper body": 21,
		portrait: 6,
		"full body": 3,
	});
	const off = items.map((item, at) => (at === 0 ? { ...item, framing: "full body" as const } : item));
	const checks = checkDataset(off, TERMS, "thirty");
	expect(checks.ready).toBe(true);
	expect(checks.findings).toEqual([
		{
			code: "composition",
			severity: "warning",
			message:
				"There are 20 upper body, 6 portrait, 4 full body: a set of this size trains best with 21 upper body, 6 portrait, 3 full body.",
			others: [],
		},
	]);
	const unknown = items.map((item, at) =>
		at === 0 ? { ...item, caption: "spyke_plasma_v1, from afar, standing, park" } : item,
	);
	expect(codesOf(unknown, TERMS, "thirty")).toEqual({ "0.png": ["warning framing_unknown"] });
});

test.each<[string, Partial<DatasetItem>, string[]]>([
	["cannot be decoded", { size: null, hashes: null }, ["fault undecodable"]],
	["was not compared", { hashes: null }, ["warning not_compared"]],
	["has no text", { caption: null }, ["fault caption_missing"]],
	["has an empty text", { caption: "\n" }, ["fault caption_empty"]],
	[
		"has another order",
		{ caption: "full body, standing, spyke_plasma_v1, park" },
		["fault trigger_not_first"],
	],
	["has a caption of two parts", { caption: "spyke_plasma_v1, full body" }, ["fault caption_parts"]],
	[
		"has a caption of a megabyte",
		{ caption: `spyke_plasma_v1, full body, ${"x".repeat(1_000_000)}, park` },
		["fault caption_long", "fault caption_parts"],
	],
])("S2-DATA-02a a picture that %s is told", (_, change, codes) => {
	expect(codesOf(eight(change))).toEqual({ "3.png": codes });
});

test("the same bytes, the nearly same picture and a flipped one are told at the later of the two", () => {
	const [first] = sheetItems(1);
	expect(codesOf(eight({ sha256: first?.sha256 ?? "" }))).toEqual({ "3.png": ["fault duplicate"] });
	expect(codesOf(eight({ hashes: hashesFrom(0) }))).toEqual({ "3.png": ["warning near_duplicate"] });
	expect(codesOf(eight({ hashes: mirrorFrom(0) }))).toEqual({ "3.png": ["warning flipped_twin"] });
	expect(codesOf(eight({ hashes: mirrorFrom(0) }), { ...TERMS, asymmetric: true })).toEqual({
		"3.png": ["fault flipped_twin"],
	});
	const { items } = checkDataset(eight({ hashes: hashesFrom(0) }), TERMS, "any");
	expect(items[3]?.findings[0]?.others).toEqual(["0.png"]);
});

test("S2-DATA-04 a flipped copy is no twin and counts for no preset; where the sides differ, one that says a side is a fault", () => {
	const flips = (caption: string): DatasetItem[] => [
		...sheetItems(10),
		{
			...(sheetItems(1)[0] as DatasetItem),
			name: "flip",
			sha256: "f",
			hashes: mirrorFrom(0),
			flip_of: "0.png",
			caption,
		},
	];
	const plain = flips("spyke_plasma_v1, upper body, standing, park");
	expect(checkDataset(plain, TERMS, "sheet")).toMatchObject({
		ready: true,
		pictures: 10,
		flips: 1,
		findings: [],
	});
	expect(codesOf(plain)).toEqual({});
	const differs = { ...TERMS, asymmetric: true };
	expect(codesOf(plain, differs)).toEqual({ flip: ["warning flip_of_asymmetric"] });
	const sided = flips("spyke_plasma_v1, upper body, metal on the Right knee, park");
	expect(codesOf(sided, differs)).toEqual({ flip: ["fault flip_says_side"] });
	expect(codesOf(sided)).toEqual({});
	expect(codesOf([...sheetItems(8), { ...(plain[10] as DatasetItem), flip_of: "gone" }])).toEqual({
		flip: ["warning original_missing", "warning flipped_twin"],
	});
});

test("texts without a picture and a number of class pictures that serves nobody are told of the set", () => {
	const rest = { regularisation: 0, loose_captions: ["a.txt"] };
	expect(setCodes(sheetItems(8), TERMS, "sheet", rest)).toEqual(["caption_without_picture"]);
	for (const [regularisation, codes] of [
		[0, []],
		[99, ["regularisation_count"]],
		[100, []],
		[200, []],
		[201, ["regularisation_count"]],
	] as const)
		expect(setCodes(sheetItems(8), TERMS, "sheet", { ...rest, regularisation, loose_captions: [] })).toEqual(
			codes,
		);
});

test("of any items there is a verdict for each, nothing throws, and faults alone keep a set from training", () => {
	const item: fc.Arbitrary<DatasetItem> = fc.record({
		name: fc.uuid(),
		sha256: fc.option(fc.constantFrom("a", "b", "c")),
		size: fc.option(
			fc.record({ width: fc.integer({ min: 1, max: 2000 }), height: fc.integer({ min: 1, max: 2000 }) }),
		),
		hashes: fc.option(fc.integer({ min: 0, max: 5 }).map(hashesFrom)),
		caption: fc.option(
			fc.oneof(
				fc.string({ unit: "binary", maxLength: MAX_CAPTION * 2 }),
				fc.constant("spyke_plasma_v1, portrait, left, a"),
			),
		),
		framing: fc.option(fc.constantFrom("upper body", "portrait", "full body")),
		flip_of: fc.option(fc.uuid()),
	});
	fc.assert(
		fc.property(
			fc.uniqueArray(item, { selector: ({ name }) => name, maxLength: 12 }),
			fc.boolean(),
			fc.constantFrom(...PRESET_NAMES),
			(items, asymmetric, preset) => {
				const checks = checkDataset(items, { ...TERMS, asymmetric }, preset);
				expect(checks.items.map(({ name }) => name)).toEqual(items.map(({ name }) => name));
				expect(checks.pictures + checks.flips).toBe(items.length);
				const all = [...checks.findings, ...checks.items.flatMap(({ findings }) => findings)];
				expect(checks.ready).toBe(!all.some(({ severity }) => severity === "fault"));
				expect(checkDataset(items, { ...TERMS, asymmetric }, preset)).toEqual(checks);
			},
		),
	);
});
