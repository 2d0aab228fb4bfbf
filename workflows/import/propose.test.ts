import { expect, test } from "vitest";
import { fromDocument } from "../document/compile.ts";
import type { WorkflowDocument } from "../document/document.ts";
import type { ApiGraph } from "../graph/graph.ts";
import { taskOf } from "../testing/comfyui.ts";
import { someAsset } from "../testing/variants.ts";
import { propose } from "./propose.ts";
import { compiled, graph, objectInfo } from "./testing/graphs.ts";

const proposal = (more: ApiGraph = {}, info: unknown = objectInfo) =>
	propose({ ...graph(), ...more }, info, { name: "my-pier" });

function parameter(document: WorkflowDocument, name: string) {
	const found = document.parameters.find((p) => p.name === name);
	if (found === undefined)
		throw new Error(`no ${name} among ${document.parameters.map((p) => p.name).join(", ")}`);
	return found;
}

test("a graph of the canvas becomes a workflow with the parameters a person would choose", () => {
	const document = proposal();
	expect(document.parameters.map(({ name, type }) => `${name}: ${type}`)).toEqual([
		"prompt: text",
		"negative_prompt: text",
		"start_picture: image",
		"seed: seed",
		"steps: integer",
		"cfg: number",
		"sampler: choice",
		"scheduler: choice",
		"denoise: number",
		"checkpoint: model",
		"lora: model",
		"lora_strength: number",
	]);
	expect(document).toMatchObject({
		id: "my-pier",
		title: "My pier",
		category: "edit",
		family: "sdxl",
		outputs: [{ name: "image", node: "9", kind: "image" }],
		example: { prompt: "a pier at dawn", start_picture: someAsset, seed: 1234 },
	});
	for (const { description } of document.parameters) expect(description).toMatch(/^[A-Z].{5,}\.$/);
});

test("the words are told apart by where they are linked to, not by the order of nodes", () => {
	expect(parameter(proposal(), "prompt").slots).toEqual([{ node: "4", input: "text" }]);
	expect(parameter(proposal(), "negative_prompt")).toMatchObject({
		default: "blurry",
		slots: [{ node: "3", input: "text" }],
	});
});

test("a zeroed conditioning makes no negative prompt", () => {
	const more: ApiGraph = {
		"3": { class_type: "ConditioningZeroOut", inputs: { conditioning: ["4", 0] } },
	};
	expect(proposal(more).parameters.map(({ name }) => name)).not.toContain("negative_prompt");
});

test("where no link tells, the title does", () => {
	const more: ApiGraph = {
		"20": {
			class_type: "CLIPTextEncode",
			inputs: { text: "hands", clip: ["2", 1] },
			_meta: { title: "Negative" },
		},
		"21": { class_type: "Mixer", inputs: { one: ["20", 0] } },
		"9": { class_type: "SaveImage", inputs: { images: ["8", 0], other: ["21", 0], filename_prefix: "x" } },
	};
	const document = proposal(more);
	const negative = document.parameters.filter(({ slots }) => slots[0]?.node === "20");
	expect(negative).toMatchObject([
		{ type: "text", default: "hands", description: expect.stringMatching(/not wanted/) },
	]);
});

test("nobody may ask for as much as ComfyUI itself would take, but for what the graph has today", () => {
	const sampler = (inputs: Record<string, number>): ApiGraph => {
		const node = graph()["7"];
		if (node === undefined) throw new Error("no sampler");
		return { "7": { ...node, inputs: { ...node.inputs, ...inputs } } };
	};
	expect(parameter(proposal(), "steps")).toMatchObject({ min: 1, max: 100 });
	const latent: ApiGraph = {
		"6": { class_type: "EmptyLatentImage", inputs: { width: 512, height: 512, batch_size: 1 } },
	};
	expect(parameter(proposal(latent), "batch_size")).toMatchObject({ max: 16 });
	expect(parameter(proposal(), "cfg")).toMatchObject({ max: 30 });
	expect(parameter(proposal(sampler({ steps: 250 })), "steps")).toMatchObject({ default: 250, max: 250 });
	expect(parameter(proposal(sampler({ cfg: 0.1 + 0.2 })), "cfg")).toMatchObject({ default: 0.3 });
});

test("ranges, steps and choices are those of the ComfyUI, and clamp today's values", () => {
	const latent: ApiGraph = {
		"6": { class_type: "EmptyLatentImage", inputs: { width: 9000, height: 520, batch_size: 1 } },
	};
	const document = proposal(latent);
	expect(parameter(document, "width")).toMatchObject({ default: 4096, min: 512, max: 4096, step: 8 });
	expect(parameter(document, "height")).toMatchObject({ default: 520, step: 8 });
	expect(parameter(document, "sampler")).toMatchObject({
		default: "heun",
		choices: ["euler", "heun", "lms"],
	});
	expect(parameter(document, "denoise")).toMatchObject({ default: 0.7, min: 0, max: 1 });
	expect(parameter(document, "lora_strength")).toMatchObject({ default: 0.8, min: -2, max: 2 });
	const odd: ApiGraph = { "6": { class_type: "EmptyLatentImage", inputs: { width: 515, height: 520 } } };
	expect(parameter(proposal(odd), "width")).not.toHaveProperty("step");
});

test("files go out of the graph, seeds become 0", () => {
	const document = proposal();
	expect(document.graph["5"]?.inputs.image).toBe("");
	expect(document.graph["7"]?.inputs.seed).toBe(0);
	expect(JSON.stringify(document)).not.toContain("mine.png");
});

test("a LoRA keeps its file and strength, and goes where the strength is 0", () => {
	const workflow = compiled(proposal());
	const as = taskOf(workflow, { prompt: "x", start_picture: someAsset });
	expect(as.graph["2"]?.inputs).toMatchObject({
		lora_name: "ink.safetensors",
		strength_model: 0.8,
		strength_clip: 0.8,
	});
	const without = taskOf(workflow, { prompt: "x", start_picture: someAsset, lora_strength: 0 });
	expect(without.graph["2"]).toBeUndefined();
	expect(without.graph["7"]?.inputs.model).toEqual(["1", 0]);
	expect(without.graph["4"]?.inputs.clip).toEqual(["1", 1]);
	expect(without.models.map(({ folder }) => folder)).toEqual(["checkpoints"]);
});

test("LoRAs one behind the other go one by one or together", () => {
	const second: ApiGraph = {
		"11": {
			class_type: "LoraLoader",
			inputs: {
				model: ["2", 0],
				clip: ["2", 1],
				lora_name: "chalk.safetensors",
				strength_model: 0.5,
				strength_clip: 0.2,
			},
			_meta: { title: "Second style" },
		},
	};
	const sampler = graph()["7"];
	if (sampler === undefined) throw new Error("no sampler");
	sampler.inputs.model = ["11", 0];
	const document = proposal({ ...second, "7": sampler });
	expect(document.parameters.map(({ name }) => name).slice(-5)).toEqual([
		"lora",
		"lora_strength",
		"second_style_lora",
		"second_style_lora_strength",
		"second_style_clip_strength",
	]);
	const workflow = compiled(document);
	for (const [sent, model] of [
		[{}, ["11", 0]],
		[{ second_style_lora_strength: 0 }, ["2", 0]],
		[{ lora_strength: 0 }, ["11", 0]],
		[{ lora_strength: 0, second_style_lora_strength: 0 }, ["1", 0]],
	] as const) {
		const task = taskOf(workflow, { prompt: "x", start_picture: someAsset, ...sent });
		expect(task.graph["7"]?.inputs.model).toEqual(model);
	}
});

test("two passes with the same steps have one parameter, with different ones two", () => {
	const pass = graph()["7"];
	if (pass === undefined) throw new Error("no sampler");
	const again = (steps: number): ApiGraph => ({
		"12": {
			...pass,
			inputs: { ...pass.inputs, steps, latent_image: ["7", 0] },
			_meta: { title: "Second pass" },
		},
		"8": { class_type: "VAEDecode", inputs: { samples: ["12", 0], vae: ["1", 2] } },
	});
	const same = proposal(again(25));
	expect(parameter(same, "steps").slots.map(({ node }) => node)).toEqual(["7", "12"]);
	expect(parameter(same, "seed").slots).toHaveLength(2);
	const other = proposal(again(8));
	expect(parameter(other, "sampler_steps")).toMatchObject({ default: 25 });
	expect(parameter(other, "second_pass_steps")).toMatchObject({ default: 8 });
	compiled(other);
});

test("a partner's film has a seed no larger than the partner takes, choices, and a note about credits", () => {
	const film: ApiGraph = {
		"1": { class_type: "PartnerFilm", inputs: { prompt: "waves", seed: 3_000_000_000, duration: "10" } },
		"2": { class_type: "SaveVideo", inputs: { video: ["1", 0], filename_prefix: "film" } },
	};
	const document = propose(film, objectInfo, { name: "Waves" });
	expect(document).toMatchObject({ category: "video", family: "partner" });
	expect(document.outputs).toEqual([{ name: "video", node: "2", kind: "video" }]);
	expect(parameter(document, "seed")).toMatchObject({ type: "seed", max: 2147483647 });
	expect(parameter(document, "duration")).toMatchObject({
		type: "choice",
		choices: ["5", "10"],
		default: "10",
	});
	expect(document.notes?.join(" ")).toMatch(/costs credits/);
	compiled(document);
});

test("nodes on which no output depends go, and that is said", () => {
	const document = proposal();
	expect(document.graph["10"]).toBeUndefined();
	expect(document.notes).toContainEqual(expect.stringMatching(/Node 10 “Look” was left out/));
});

test("a graph that only shows something has no output, and that is said", () => {
	const silent = graph();
	delete silent["9"];
	const document = propose(silent, objectInfo, { name: "x" });
	expect(document.outputs).toEqual([]);
	expect(document.notes).toContainEqual(expect.stringMatching(/SaveImage in place of node 10 “Look”/));
	expect(fromDocument(document, 1)).toMatchObject({ problems: [{ pointer: "/outputs", code: "no_output" }] });
});

test("packs of custom nodes are named, and classes that are not there noted", () => {
	const more: ApiGraph = {
		"8": { class_type: "SharpenMore", inputs: { image: ["13", 0], strength: 1.5 } },
		"13": { class_type: "Unheard", inputs: { samples: ["7", 0] } },
	};
	const document = proposal(more);
	expect(document.custom_nodes).toMatchObject([{ name: "sharpen-pack" }]);
	expect(document.notes).toContainEqual(expect.stringMatching(/Node 13 .* does not have/));
	expect(parameter(document, "strength")).toMatchObject({ default: 1.5, max: 2 });
});

test("models in Windows spelling are listed as the workers list them", () => {
	const more: ApiGraph = {
		"1": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "photo\\real.safetensors" } },
	};
	const document = proposal(more);
	expect(parameter(document, "checkpoint")).toMatchObject({ default: "photo/real.safetensors" });
	expect(document.graph["1"]?.inputs.ckpt_name).toBe("photo/real.safetensors");
});

test("names in other scripts, and names nobody may have, fall back to what a thing is", () => {
	const titled = (title: string): ApiGraph => ({
		"5": { class_type: "LoadImage", inputs: { image: "a.png" }, _meta: { title } },
	});
	for (const title of ["参照画像", "constructor", "123", "", "Load Image"])
		expect(proposal(titled(title)).parameters.map(({ name }) => name)).toContain("image");
	expect(proposal(titled("Début éclair")).parameters.map(({ name }) => name)).toContain("debut_eclair");
	expect(propose(graph(), objectInfo, { name: "写真" })).toMatchObject({
		id: "imported-workflow",
		title: "写真",
	});
});

test("without an object_info names decide, and the proposal is sound all the same", () => {
	const document = proposal({}, null);
	expect(document.parameters.map(({ name }) => name)).toEqual(proposal().parameters.map(({ name }) => name));
	compiled(document);
});
