import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import sharp, { type Sharp } from "sharp";
import { expect, onTestFinished, test, vi } from "vitest";
import { characterSheetPlan, sheetCaption } from "../../../workflows/prompts/poses.ts";
import { likenessOf } from "../../../workflows/quality/pixels/hashes.ts";
import { good } from "../../../workflows/quality/testing/pictures.ts";
import { main } from "../../main.ts";
import { decode, mirror } from "./picture.ts";

const trigger = "spyke_plasma_v1";

/** A picture that is made from a number; the same number, the same picture. */
async function picture(seed: number, side = 512): Promise<Buffer> {
	const { width, height, data } = good(seed, 64, 64);
	return sharp(data, { raw: { width, height, channels: 3 } })
		.resize(side, side)
		.png()
		.toBuffer();
}

/** A folder with the first pictures of a sheet, each with its caption, and what `more` adds or replaces. */
async function folderOf(count: number, more: Readonly<Record<string, string | Buffer>> = {}) {
	const folder = await mkdtemp(path.join(tmpdir(), "darkroom-dataset-"));
	onTestFinished(() => rm(folder, { recursive: true }));
	const set = path.join(folder, "set");
	await mkdir(set);
	const sheet = characterSheetPlan(Math.max(1, count)).slice(0, count);
	for (const [at, shown] of sheet.entries()) {
		await writeFile(path.join(set, `p${at}.png`), await picture(at));
		await writeFile(path.join(set, `p${at}.txt`), `${sheetCaption(trigger, shown)}\n`);
	}
	for (const [name, bytes] of Object.entries(more)) await writeFile(path.join(set, name), bytes);
	return { folder, set };
}

/** Runs the command as somebody in that folder does. */
async function run(folder: string, ...args: string[]) {
	const out: string[] = [];
	const err: string[] = [];
	const spies = [
		vi.spyOn(process.stdout, "write").mockImplementation((text) => out.push(String(text)) > 0),
		vi.spyOn(process.stderr, "write").mockImplementation((text) => err.push(String(text)) > 0),
	];
	const code = await main(["dataset", ...args], { DARKROOM_CWD: folder });
	for (const spy of spies) spy.mockRestore();
	return { code, out: out.join(""), err: err.join("") };
}

test("S2-DATA-01 a folder is checked without a server: of each file what is wrong, and the exit says whether it is ready", async () => {
	const { folder } = await folderOf(8);
	const good = await run(folder, "check", "set", "--trigger", trigger, "--preset", "sheet");
	expect(good.code).toBe(0);
	expect(good.out.split("\n")).toHaveLength(9);
	expect(good.out).toContain("p0.png\tok\n");
	expect(good.err).toContain("8 pictures (6 upper body, 1 portrait, 1 full body): ready, 0 faults");

	const bad = await folderOf(7, {
		"p1.txt": "full body, standing",
		"p2.png": (await picture(2)).subarray(0, 3000),
		"p3.png": await picture(3, 300),
		"p4.png": await picture(0),
		"alone.png": await picture(9),
		"lost.txt": "x",
		"notes.md": "none of it",
		".hidden.png": "none",
	});
	const told = await run(bad.folder, "check", "set", "--trigger", trigger, "--preset", "sheet", "--json");
	expect(told.code).toBe(6);
	const { items, findings, ready } = JSON.parse(told.out);
	expect(ready).toBe(false);
	const codes = (list: { code: string }[]) => list.map(({ code }) => code);
	expect(
		Object.fromEntries(
			items.map((one: { name: string; findings: never[] }) => [one.name, codes(one.findings)]),
		),
	).toEqual({
		"alone.png": ["caption_missing"],
		"p0.png": [],
		"p1.png": ["caption_parts", "trigger_not_first", "framing_unknown"],
		"p2.png": ["undecodable"],
		"p3.png": ["too_small"],
		"p4.png": ["duplicate"],
		"p5.png": [],
		"p6.png": [],
	});
	expect(codes(findings)).toEqual(["caption_without_picture"]);
});

test("S2-DATA-02a S2-DATA-02c S2-DATA-03b a folder is prepared as trainers read it: captions mended where asked, the class beside it", async () => {
	const { folder, set } = await folderOf(7, { "p1.txt": "full body, walking, park" });
	const reg = path.join(folder, "class");
	await mkdir(reg);
	for (const at of [50, 51]) await writeFile(path.join(reg, `c${at}.png`), await picture(at, 64));
	const asked = [
		"prepare",
		"set",
		"--trigger",
		trigger,
		"--reg",
		"class",
		"--out",
		"made",
		"--repeats",
		"12",
	];
	const refused = await run(folder, ...asked);
	expect(refused.code).toBe(6);
	expect(refused.out).toContain("p1.png\tfault\ttrigger_not_first");
	expect(await readdir(folder)).toEqual(["class", "set"]);

	const made = await run(folder, ...asked, "--mend");
	expect([made.code, made.err]).toEqual([0, expect.stringContaining("ready, 0 faults, 1 warnings")]);
	const files = await readdir(path.join(folder, "made"), { recursive: true });
	expect(files.filter((name) => /\.\w+$/.test(name)).toSorted()).toEqual([
		"reg/1_anime_character/0001.png",
		"reg/1_anime_character/0002.png",
		...[1, 2, 3, 4, 5, 6, 7].flatMap((at) => [
			`train/12_spyke_plasma_v1/000${at}.png`,
			`train/12_spyke_plasma_v1/000${at}.txt`,
		]),
	]);
	const at = (name: string) => readFile(path.join(folder, "made/train/12_spyke_plasma_v1", name));
	expect(String(await at("0002.txt"))).toBe("spyke_plasma_v1, full body, walking, park\n");
	expect(String(await readFile(path.join(set, "p1.txt")))).toBe("full body, walking, park");
	expect(await at("0003.png")).toEqual(await readFile(path.join(set, "p2.png")));
	expect((await run(folder, ...asked, "--mend")).code).toBe(3);
	expect((await readdir(folder)).toSorted()).toEqual(["class", "made", "set"]);
});

test("S2-DATA-04 flipped copies come with their captions, once; where sides differ, who says one has none", async () => {
	const { folder, set } = await folderOf(7, {
		"p0.txt": `${trigger}, full body, left arm raised, park`,
		"p1.txt": `${trigger}, full body, standing, park`,
		"p2.png": "broken",
	});
	const differing = await run(folder, "flip", "set", "--trigger", trigger, "--asymmetric");
	expect(differing.code).toBe(6);
	expect(differing.out).toContain("p0.png\trefused\tthe sides of this character differ");
	expect(differing.out).toContain("p1.png\tp1_flipped.png\n");
	const others = await run(folder, "flip", "set", "--trigger", trigger);
	expect(others.out).toContain("p0.png\tp0_flipped.png\n");
	expect(others.out).toContain("p2.png\trefused\tthe picture cannot be read\n");
	expect(others.out).not.toContain("p1.png");
	expect(String(await readFile(path.join(set, "p0_flipped.txt")))).toBe(
		`${trigger}, full body, right arm raised, park\n`,
	);
	const [original, copy] = await Promise.all(
		["p0.png", "p0_flipped.png"].map(async (name) => decode(await readFile(path.join(set, name)))),
	);
	expect(original && copy && likenessOf(original.hashes, copy.hashes)).toBe("mirrored");
	const again = await run(folder, "check", "set", "--trigger", trigger, "--json");
	expect(JSON.parse(again.out)).toMatchObject({ pictures: 7, flips: 6 });
	expect(
		JSON.parse(again.out).items.flatMap((one: { findings: { code: string }[] }) => one.findings),
	).toEqual([expect.objectContaining({ code: "undecodable" })]);
});

test.each([
	["png", (one: Sharp) => one.png()],
	["webp", (one: Sharp) => one.webp()],
	["jpeg", (one: Sharp) => one.jpeg()],
] as const)(
	"a flipped %s is of its kind, as large, and flipped again it is the picture",
	async (kind, as) => {
		const bytes = await as(sharp(await picture(3)).resize(300, 200, { fit: "fill" })).toBuffer();
		const flipped = await mirror(bytes);
		expect((await sharp(flipped).metadata()).format).toBe(kind);
		const [once, twice, first] = await Promise.all([
			decode(flipped),
			decode(await mirror(flipped)),
			decode(bytes),
		]);
		expect(once).toMatchObject({ width: 300, height: 200 });
		expect(first && twice && likenessOf(first.hashes, twice.hashes)).toBe("near");
	},
);

test("5,000 pictures are refused before one is read, and so is what cannot be understood", async () => {
	const { folder, set } = await folderOf(0);
	await Promise.all(Array.from({ length: 5000 }, (_, at) => writeFile(path.join(set, `${at}.png`), "")));
	const many = await run(folder, "check", "set", "--trigger", trigger);
	expect([many.code, many.err]).toEqual([
		3,
		expect.stringContaining("5000 pictures: a data set has at most 500"),
	]);
	for (const [args, code, words] of [
		[["check", "set"], 2, "--trigger"],
		[["check", "none", "--trigger", trigger], 3, "no such file"],
		[["check", "set", "--trigger", trigger, "--preset", "x"], 2, "any, sheet, manga, thirty"],
		[["prepare", "set", "--trigger", trigger], 2, "--out"],
		[["prepare", "set", "--trigger", trigger, "--out", "o", "--repeats", "0"], 2, "--repeats"],
		[["flip", "set", "--trigger", trigger, "--out", "o"], 2, "takes no --out"],
	] as const) {
		const told = await run(folder, ...args);
		expect([told.code, told.err]).toEqual([code, expect.stringContaining(words)]);
	}
});
