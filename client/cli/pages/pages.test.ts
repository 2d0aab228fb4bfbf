import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CliError } from "../command.ts";
import { asked } from "../parts.ts";
import { generate } from "./generate.ts";
import { logText, readLog, withEntry } from "./log.ts";
import { chapterFolder, nextVersion, pageStem, placeOfWorkflow, versionStem } from "./names.ts";
import { type GENERATE_OPTIONS, readOptions as readValues } from "./options.ts";
import { readPrompt } from "./prompt.ts";
import { readWorkflow, replayOf, settingsOf, workflowOf } from "./workflow-file.ts";

const readOptions = (args: readonly string[], cwd: string) =>
	readValues(asked<typeof GENERATE_OPTIONS>(generate, args).values, (file) => path.resolve(cwd, file));

const place = { chapter: 1, page: 1 };

test("S2-PIPE-03 names carry two digits of the chapter and three of the page, and sort as pages do", () => {
	expect(chapterFolder(place)).toBe("ch-01");
	expect(versionStem(place, 1)).toBe("ch01_p001_v1");
	expect(versionStem({ chapter: 12, page: 345 }, 10)).toBe("ch12_p345_v10");
	const some = fc.record({
		chapter: fc.integer({ min: 1, max: 99 }),
		page: fc.integer({ min: 1, max: 999 }),
	});
	fc.assert(
		fc.property(some, some, fc.integer({ min: 1, max: 99 }), (a, b, version) => {
			expect(versionStem(a, version)).toMatch(/^ch\d{2}_p\d{3}_v[1-9]\d*$/);
			expect(pageStem(a) < pageStem(b)).toBe(
				a.chapter - b.chapter < 0 || (a.chapter === b.chapter && a.page < b.page),
			);
			expect(placeOfWorkflow(`${versionStem(a, version)}.workflow.json`)).toEqual(a);
		}),
	);
});

test("S2-PIPE-03 the next version comes after everything that is called by one, whatever it is", () => {
	expect(nextVersion(place, [])).toBe(1);
	expect(nextVersion(place, ["ch01_p001_v1.png", "ch01_p001_v3.png", "ch01_p001_v3.workflow.json"])).toBe(4);
	expect(nextVersion(place, ["ch01_p001_v10.png", "ch01_p001_v9.png"])).toBe(11);
	expect(nextVersion(place, ["ch01_p001_v2.webp", ".ch01_p001_v5.run.json"])).toBe(6);
	// Some count by date and time.
	expect(nextVersion(place, ["ch01_p001_v202611271530.png", "ch01_p001_v2.png"])).toBe(202_611_271_531);
	const others = [
		"ch01_p002_v9.png",
		"ch02_p001_v9.png",
		"xch01_p001_v9.png",
		"ch01_p001_v0.png",
		"ch01_p001_v9",
		"notes",
	];
	expect(nextVersion(place, others)).toBe(1);
	const versions = fc.uniqueArray(fc.integer({ min: 1, max: 999_999 }), { minLength: 1 });
	fc.assert(
		fc.property(versions, (all) => {
			expect(
				nextVersion(
					place,
					all.map((version) => `${versionStem(place, version)}.png`),
				),
			).toBe(Math.max(...all) + 1);
		}),
	);
});

test.each(["ch01_p001_v1.png", "ch1_p1_v1.workflow.json", "ch00_p001_v1.workflow.json", "workflow.json"])(
	"%s names no page",
	(name) => expect(placeOfWorkflow(name)).toBeNull(),
);

test("a prompt is the text of its file; what is none is said in words", () => {
	const bytes = (text: string) => new TextEncoder().encode(text);
	expect(readPrompt(bytes("\uFEFF  1boy, ginger hair,\nweißer Umhang \n"))).toEqual({
		ok: true,
		prompt: "1boy, ginger hair,\nweißer Umhang",
	});
	expect(readPrompt(bytes(" \n"))).toEqual({ ok: false, why: expect.stringContaining("is empty") });
	expect(readPrompt(Uint8Array.of(0x31, 0xff, 0xfe))).toEqual({
		ok: false,
		why: expect.stringContaining("not UTF-8"),
	});
	expect(readPrompt(bytes("x".repeat(4001)))).toEqual({
		ok: false,
		why: expect.stringContaining("4001 characters"),
	});
});

const ran = {
	task: "tsk_1",
	graph: {
		"1": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "AnythingV5_v5PrtRE.safetensors" } },
		"2": { class_type: "LoraLoader", inputs: { lora_name: "spyke.safetensors", strength_model: 0.8 } },
		"6": {
			class_type: "KSampler",
			inputs: {
				seed: 0,
				steps: 20,
				cfg: 7,
				sampler_name: "euler_ancestral",
				scheduler: "normal",
				denoise: 1,
			},
		},
		"8": { class_type: "SaveImage", inputs: { filename_prefix: "darkroom/tsk_1/2/image", images: ["7", 0] } },
		"30": {
			class_type: "LoadImage",
			inputs: { image: "darkroom/tsk_1/2/image_0.png" },
			_meta: { title: "Pose" },
		},
		"33": { class_type: "ControlNetApplyAdvanced", inputs: { strength: 0.65 } },
	},
	inputs: [{ asset_id: "ast_1", node: "30", input: "image", kind: "image" }],
};

test("S2-PIPE-05 a workflow file is the graph that ran, without what only that run has, and replays to the same", () => {
	const workflow = workflowOf(ran, () => "pose.png", "ch01_p001");
	expect(workflow["8"]?.inputs).toEqual({ filename_prefix: "ch01_p001", images: ["7", 0] });
	expect(workflow["30"]).toEqual({
		class_type: "LoadImage",
		inputs: { image: "pose.png" },
		_meta: { title: "Pose", darkroom: { image: { asset: "ast_1", filename: "pose.png" } } },
	});
	expect(JSON.stringify(workflow)).not.toContain("tsk_1");
	const read = readWorkflow(JSON.stringify(workflow));
	if (!read.ok) throw new Error(read.why);
	const again = replayOf(read.workflow);
	expect(again.inputs).toEqual({ "30.image": "ast_1" });
	expect(replayOf(read.workflow, "ast_2").inputs).toEqual({ "30.image": "ast_2" });
	expect(again.graph["30"]).toEqual({
		class_type: "LoadImage",
		inputs: { image: "" },
		_meta: { title: "Pose" },
	});
	const second = {
		task: "tsk_2",
		graph: JSON.parse(JSON.stringify(ran.graph).replaceAll("tsk_1/2", "tsk_2/1")),
		inputs: ran.inputs,
	};
	expect(workflowOf(second, () => "pose.png", "ch01_p001")).toEqual(workflow);
});

test("S2-PIPE-04a the log tells what ran, read from the graph", () => {
	const told = {
		model: "AnythingV5_v5PrtRE.safetensors",
		seed: 0,
		steps: 20,
		cfg: 7,
		sampler: "euler_ancestral",
		scheduler: "normal",
		loraId: "spyke.safetensors",
		controlnetStrength: 0.65,
		workflowTemplate: "img2img-lora-controlnet.json",
	};
	const workflow = workflowOf(ran, () => "pose.png", "x");
	expect(settingsOf(workflow)).toEqual(told);
	const { "2": _lora, "30": _pose, "33": _net, ...plain } = workflow;
	expect(settingsOf(plain)).toEqual({
		...told,
		loraId: null,
		controlnetStrength: null,
		workflowTemplate: "txt2img-lora.json",
	});
	const { "6": _sampler, ...none } = workflow;
	expect(settingsOf(none)).toBeNull();
});

test.each(["", "[]", "{}", "7", '{"1":{}}', '{"nodes":[],"links":[]}'])("%j is no workflow file", (text) => {
	expect(readWorkflow(text).ok).toBe(false);
});

test("S2-PIPE-04b an entry is added once, and what others wrote stays as it is", () => {
	const settings = settingsOf(workflowOf(ran, () => "pose.png", "x"));
	if (settings === null) throw new Error("no settings");
	const entry = {
		...settings,
		imageFile: "ch01_p001_v2.png",
		promptFile: "prompts/ch-01/ch01_p001.txt",
		promptHash: "0".repeat(64),
		timestamp: "2026-02-19T12:00:00.000Z",
		version: 2,
		approved: false,
	};
	const before = [{ imageFile: "ch01_p001_v1.png", model: "gemini", approved: true, notes: ["of others"] }];
	const log = withEntry(before, entry);
	expect(log).toEqual([before[0], entry]);
	expect(withEntry(log, { ...entry, seed: 1 })).toBe(log);
	expect(readLog(logText(log))).toEqual({ ok: true, log });
	for (const text of ["", "{}", "[1]", "null"]) expect(readLog(text).ok).toBe(false);
});

const made = (...args: string[]) =>
	readOptions(["--comfyui", "-c", "1", "--page", "1", ...args], "/home/ada/manga");

test("S2-PIPE-02a the flags of a page are read, also as runners of scripts hand them on", () => {
	expect(made()).toEqual({
		place,
		project: "/home/ada/manga",
		promptFile: null,
		pose: null,
		replay: null,
		settings: {},
		pool: undefined,
		url: undefined,
	});
	expect(readOptions(["--", "--comfyui", "-c", "12", "--page=34"], "/").place).toEqual({
		chapter: 12,
		page: 34,
	});
	expect(
		made(
			"--seed",
			"0",
			"--strength",
			"0.4",
			"--lora",
			"spyke",
			"--pose",
			"a.png",
			"--project",
			"../x",
			"--cfg",
			"7.5",
		),
	).toMatchObject({
		project: "/home/ada/x",
		pose: "/home/ada/manga/a.png",
		settings: { seed: 0, controlnetStrength: 0.4, loraId: "spyke", cfg: 7.5 },
	});
	expect(readOptions(["--replay", "raw/ch02_p003_v4.workflow.json"], "/m")).toMatchObject({
		replay: "/m/raw/ch02_p003_v4.workflow.json",
		place: { chapter: 2, page: 3 },
	});
});

const page = ["--comfyui", "-c", "1"];
test.each<[args: string[], words: RegExp]>([
	[["-c", "1", "--page", "1"], /give --comfyui.*manual and api are your project's own/],
	[[...page, "--page", "0"], /--page is a whole number from 1 to 999; you gave "0"/],
	[[...page, "--page", "1000"], /from 1 to 999/],
	[[...page, "--page", "1.5"], /from 1 to 999/],
	[["--comfyui", "-c", "-1", "--page", "1"], /-c is a whole number from 1 to 99; you gave "-1"/],
	[["--comfyui", "--chapter", "-1", "--page", "1"], /you gave "-1"/],
	[["--comfyui", "--page", "1"], /-c is missing/],
	[page, /--page is missing/],
	[[...page, "--page", "1", "--batch-size", "2"], /--batch-size.*--help lists/],
	[[...page, "--page", "1", "--pose", "a.png", "--pose", "b.png"], /one ControlNet at a time/],
	[[...page, "--page", "1", "--seed", "1", "--seed", "2"], /--seed is there twice/],
	[[...page, "--page", "1", "--seed", "x"], /--seed is a number/],
	[[...page, "--page", "1", "extra"], /extra/],
	[["--replay", "ch01_p001_v1.workflow.json", "--seed", "1"], /runs the graph as it is/],
	[["--replay", "graph.json"], /graph\.json does not say which page it is.*give -c and --page/],
])("%j is refused in words", (args, words) => {
	const refused = (() => {
		try {
			return readOptions(args, "/");
		} catch (error) {
			return error;
		}
	})();
	if (!(refused instanceof CliError)) throw new Error("it was taken");
	expect(refused.exit).toBe("usage");
	expect(refused.message).toMatch(words);
});
