import { expect, test } from "vitest";
import { storyboardImage } from "../../workflows/library/storyboard-image/workflow.ts";
import type { Character } from "../characters/fill.ts";
import { shotPercent } from "../contract/projects/project-events.ts";
import { type ProjectSettings, SHOT_SEED_LIMIT } from "../contract/projects/projects.ts";
import { imageFile, imageKey, readKey } from "../storage/keys.ts";
import { blamed } from "./blame.ts";
import { chosenSeed, pictureParameters, pictureRequest, type ShotPicture } from "./picture.ts";

const project: ProjectSettings = {
	...{ workflow: "storyboard-image", pool: null, aspect_ratio: null, negative_prompt: null },
	...{ style_lora: null, retry_backoff_s: 30 },
};
const shot: ShotPicture = { prompt: "a lighthouse", seed: null, references: [], style_lora: null };
const lora = (file: string) => ({ file: `${file}.safetensors`, strength: 0.5 });
const asset = (n: number) => `ast_${String(n).padStart(26, "0")}`;
const whom = (more: Partial<Character>): Character => ({
	...{ settings: {}, base_image: null, style_lora: null, references: [] },
	...more,
});
const parametersOf = (
	of: ProjectSettings,
	picture: Partial<ShotPicture>,
	character: Character | null = null,
) => pictureParameters(storyboardImage.parameters, of, { ...shot, ...picture }, character);

test("S1-08 the style is the shot's own, or else its character's, or else the project's", () => {
	const all: [string | null, string | null, string | null, string | undefined][] = [
		[null, null, null, undefined],
		[null, null, "project", "project"],
		[null, "character", "project", "character"],
		["shot", "character", "project", "shot"],
		["shot", null, null, "shot"],
	];
	for (const [own, characters, projects, wanted] of all) {
		const of = (file: string | null) => (file === null ? null : lora(file));
		const parameters = parametersOf(
			{ ...project, style_lora: of(projects) },
			{ style_lora: of(own) },
			whom({ style_lora: of(characters) }),
		);
		expect(parameters.style_lora).toBe(wanted && lora(wanted).file);
		expect(parameters.style_lora_strength).toBe(wanted && 0.5);
	}
});

test("S1-07 references are the shot's own, or else as many of its character's as the workflow takes", () => {
	const character = whom({ references: [1, 2, 3, 4].map(asset) });
	const of = (references: string[], whose: Character | null) =>
		parametersOf(project, { references }, whose).references;
	expect(of([asset(9)], character)).toEqual([asset(9)]);
	expect(of([], character)).toEqual([1, 2, 3].map(asset));
	expect(of([], whom({ base_image: asset(5) }))).toEqual([asset(5)]);
	expect(of([], null)).toBeUndefined();
	// Too many of its own are the workflow's to refuse, with their place.
	expect(of([1, 2, 3, 4].map(asset), character)).toHaveLength(4);
});

test("what is not to be seen is the character's, or else the project's", () => {
	const of = { ...project, negative_prompt: "blur" };
	expect(parametersOf(of, {}, whom({ settings: { negative_prompt: "hats" } })).negative_prompt).toBe("hats");
	expect(parametersOf(of, {}, whom({})).negative_prompt).toBe("blur");
	expect(parametersOf(of, {}, whom({ settings: { description: "an elf" } })).prompt).toBe("a lighthouse");
});

test("S1-30, S1-46 seed 0 is kept; a seed that is chosen is below 2147483647, and 0 can be", () => {
	expect(parametersOf(project, { seed: 0 }).seed).toBe(0);
	expect(parametersOf(project, {})).not.toHaveProperty("seed");
	expect(chosenSeed(0)).toBe(0);
	expect(chosenSeed(1 - Number.EPSILON)).toBe(SHOT_SEED_LIMIT - 1);
});

test("S1-22 the job's request has the project's settings, its shot, and whom it is about", () => {
	const settings = { ...project, pool: "gpus", aspect_ratio: "1:1", negative_prompt: "blur" } as const;
	const parameters = parametersOf(settings, { seed: 7 });
	const character = "chr_00000000000000000000000000";
	expect(pictureRequest({ id: "prj_1", ...settings }, { id: "sht_1", character }, parameters)).toMatchObject({
		workflow: "storyboard-image",
		pool: "gpus",
		character,
		parameters: { prompt: "a lighthouse", negative_prompt: "blur", aspect_ratio: "1:1", seed: 7 },
		metadata: { project: "prj_1", shot: "sht_1" },
	});
});

test("S1-10 the picture of a sentence is data/projects/{project}/images/{sentence}.png, below its account", () => {
	const ids = ["prj_00000000000000000000000001", "sht_00000000000000000000000002"] as const;
	expect(imageFile(...ids)).toBe(`data/projects/${ids[0]}/images/${ids[1]}.png`);
	const key = imageKey("acc_00000000000000000000000003", ...ids);
	expect(key).toBe(`acc_00000000000000000000000003/${imageFile(...ids)}`);
	expect(readKey(key)).toEqual({ kind: "image", key, shot: ids[1] });
	expect(readKey(key.replace("/images/", "/other/")).kind).toBe("unknown");
});

test("S1-44 ComfyUI's percent is told from 30 on, and never the end before it has come", () => {
	expect([0, 1, 50, 100].map(shotPercent)).toEqual([30, 30, 64, 99]);
});

test("what is wrong with a job's parameters is told of the shot", () => {
	const of = (pointer: string) => blamed({ pointer, code: "c", message: "m" }, "/shots/sht_1").pointer;
	expect(of("/parameters/prompt")).toBe("/shots/sht_1/image_prompt");
	expect(of("/parameters/references/2")).toBe("/shots/sht_1/references/2");
	expect(of("/parameters/style_lora")).toBe("/shots/sht_1/style_lora/file");
	expect(of("/parameters/width")).toBe("/shots/sht_1");
	expect(of("/graph/1/inputs/ckpt_name")).toBe("/shots/sht_1");
});
