import { expect, test } from "vitest";
import { missingFrom } from "../../plan/missing.ts";
import { planWorkflow, taskFor } from "../../plan/plan.ts";
import { captionProblems } from "../../prompts/trigger.ts";
import { ownCapabilities, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { trainLoraCore } from "./workflow.ts";

const trigger_word = "spyke_plasma_v1";
const image = "ast_0123456789abcdefghijklmnop";
const pictures = (captions: string[]) => captions.map((caption) => ({ image, caption }));
const seven = Array.from({ length: 7 }, (_, n) => `full body, pose ${n}, white background`);
const sent = { dataset: pictures(seven), trigger_word };
const task = (more: Record<string, unknown> = {}) => taskOf(trainLoraCore, { ...sent, ...more });
const refused = (more: Record<string, unknown>) =>
	problemsOf(planWorkflow(trainLoraCore, { ...sent, ...more }, random));
const texts = (more: Record<string, unknown> = {}) =>
	task(more).folders?.[0]?.files.flatMap((file) => ("text" in file ? [file.text] : [])) ?? [];

test("S2-DATA-02a each picture has a text of the same name beside it", () => {
	const [folder] = task().folders ?? [];
	expect(folder).toMatchObject({ node: "2", input: "folder", path: "input" });
	expect(folder?.files.slice(0, 4)).toEqual([
		{ name: "img_0", asset_id: image, kind: "image" },
		{ name: "img_0.txt", text: "spyke_plasma_v1, full body, pose 0, white background" },
		{ name: "img_1", asset_id: image, kind: "image" },
		{ name: "img_1.txt", text: "spyke_plasma_v1, full body, pose 1, white background" },
	]);
	expect(folder?.files).toHaveLength(14);
});

test("S2-DATA-02b S2-DATA-02c every caption begins with the trigger word, whether it was sent so or not", () => {
	const mixed = seven.map((caption, n) => (n % 2 === 0 ? caption : `${trigger_word}, ${caption}`));
	const captions = texts({ dataset: pictures(mixed) });
	expect(captions.flatMap((caption) => captionProblems(caption, trigger_word))).toEqual([]);
	const { parameters } = planOf(planWorkflow(trainLoraCore, sent, random));
	expect(parameters.dataset).toEqual(pictures(texts()));
});

test("S2-LORA-01b S0-B11 S0-B14 the parameters of the training arrive; the defaults are those of the story", () => {
	expect(task().graph["4"]?.inputs).toMatchObject({
		rank: 32,
		batch_size: 1,
		optimizer: "AdamW",
		steps: 1000,
	});
	expect(task().graph["10"]?.inputs).toMatchObject({ width: 512, height: 512, crop: "center" });
	const { graph } = task({ steps: 700, learning_rate: 0.0001, rank: 16, precision: "fp32", seed: 9 });
	expect(graph["4"]?.inputs).toMatchObject({
		steps: 700,
		learning_rate: 0.0001,
		rank: 16,
		training_dtype: "fp32",
		lora_dtype: "fp32",
		seed: 9,
	});
});

const forms: [comfyui: string, loader: string, saver: string, lora: number][] = [
	["0.3.64", "LoadImageTextSetFromFolderNode", "SaveLoRANode", 1],
	["0.3.75", "LoadImageTextSetFromFolderNode", "SaveLoRANode", 1],
	["0.3.76", "LoadImageTextDataSetFromFolder", "SaveLoRA", 1],
	["0.10.0", "LoadImageTextDataSetFromFolder", "SaveLoRA", 1],
	["0.11.0", "LoadImageTextDataSetFromFolder", "SaveLoRA", 0],
	["0.33.0", "LoadImageTextDataSetFromFolder", "SaveLoRA", 0],
];
test.each(forms)(
	"S0-A12 ComfyUI %s gets the graph with its own nodes and outputs",
	(comfyui, loader, saver, lora) => {
		const { graph, folders, outputs } = taskFor(task(), comfyui);
		expect(graph["2"]?.class_type).toBe(loader);
		expect(graph["5"]?.class_type).toBe(saver);
		expect(graph["5"]?.inputs).toMatchObject({ lora: ["4", lora], steps: ["4", lora + 2] });
		expect(graph["7"]?.inputs.source).toEqual(["4", lora + 1]);
		expect(graph["20"]?.inputs.lora).toEqual(["4", lora]);
		expect(folders).toEqual(task().folders);
		expect(outputs).toEqual(task().outputs);
	},
);

test("S0-B02 S0-B12 what comes back is the weights by the name asked for, a sample made with them, the losses and the steps", () => {
	const { graph, outputs } = task({
		output_name: "spyke_v2",
		sample_prompt: "portrait",
		sample_strength: 0.8,
	});
	expect(outputs).toEqual([
		{ name: "lora", node: "5", kind: "file" },
		{ name: "sample", node: "26", kind: "image" },
		{ name: "loss", node: "7", kind: "text" },
		{ name: "steps", node: "8", kind: "text" },
	]);
	expect(graph["24"]?.inputs.model).toEqual(["20", 0]);
	expect(graph["20"]?.inputs.strength_model).toBe(0.8);
	expect(graph["21"]?.inputs.text).toBe("spyke_plasma_v1, portrait");
	expect(graph["5"]?.inputs.prefix).toBe("loras/spyke_v2");
	// Its picture is of type temp, and with a prefix that names a folder 0.3.64 fails on it.
	expect(JSON.stringify(trainLoraCore.forms) + JSON.stringify(graph)).not.toContain("LossGraphNode");
});

test("S2-HW-2 S2-GEN-06a a batch size of 2 is too much for the profile m1-16gb, 1 is not", () => {
	const over = (batch_size: number) =>
		missingFrom({ ...ownCapabilities(), profile: "m1-16gb" }, task({ batch_size }))
			.filter(({ code }) => code === "over_profile_limit")
			.map(({ pointer }) => pointer);
	expect(over(1)).toEqual([]);
	expect(over(2)).toEqual(["/graph/4/inputs/batch_size"]);
});

test("S2-HW-4 S0-B04 it is told to be a training, and may take an hour and a half", () => {
	expect(task().requires).toMatchObject({ training: true, family: "sd15", partner: false });
	expect(task().timeout_seconds).toBeGreaterThan(90 * 60);
});

const long = "a very long caption, ".repeat(48).slice(0, 990);
const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ dataset: pictures(seven.slice(1)) }, "/parameters/dataset", "invalid_parameter"],
	[{ dataset: undefined }, "/parameters/dataset", "missing_parameter"],
	[{ dataset: pictures(["", ...seven]) }, "/parameters/dataset/0/caption", "invalid_parameter"],
	[
		{ dataset: pictures([...seven, "Spyke", trigger_word]) },
		"/parameters/dataset/8/caption",
		"invalid_parameter",
	],
	[{ dataset: pictures([...seven, long]) }, "/parameters/dataset/7/caption", "invalid_parameter"],
	[{ dataset: [...pictures(seven), image] }, "/parameters/dataset/7", "invalid_parameter"],
	[{ trigger_word: undefined }, "/parameters/trigger_word", "missing_parameter"],
	[{ trigger_word: " , " }, "/parameters/trigger_word", "invalid_parameter"],
	[{ output_name: "../loras/x" }, "/parameters/output_name", "invalid_parameter"],
	[{ output_name: "%year%" }, "/parameters/output_name", "invalid_parameter"],
	[{ batch_size: 0 }, "/parameters/batch_size", "invalid_parameter"],
	[{ optimizer: "adamw8bit" }, "/parameters/optimizer", "invalid_parameter"],
	[{ steps: 4001 }, "/parameters/steps", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	expect(refused(more)).toContainEqual([pointer, code]);
});
