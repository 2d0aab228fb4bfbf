import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { readGraph } from "../graph/graph.ts";
import { isRecord } from "../object-info/read.ts";
import { absent } from "../testing/absent.ts";
import { readJson, recording } from "../testing/comfyui.ts";
import { needsOf } from "./needs.ts";
import { smallServer } from "./testing/small-server.ts";

const node = (class_type: string, inputs: Record<string, string | number | [string, number]> = {}) => ({
	class_type,
	inputs,
});

test("S0-D38 models are those that known loaders name, with their folders", () => {
	const graph = {
		"1": node("CheckpointLoaderSimple", { ckpt_name: "sd15/any.safetensors" }),
		"2": node("DualCLIPLoader", { clip_name1: "a.safetensors", clip_name2: "b.safetensors", type: "flux" }),
		"3": node("VAELoader", { vae_name: "taesd" }),
		"4": node("LoraLoader", { lora_name: ["9", 0] }),
		"5": node("UltralyticsDetectorProvider", { model_name: "bbox/face_yolov8m.pt" }),
		"6": node("Unheard", { model: "x.safetensors" }),
	};
	expect(needsOf(graph)).toEqual({
		models: [
			{ folder: "checkpoints", file: "sd15/any.safetensors", node: "1", input: "ckpt_name" },
			{ folder: "text_encoders", file: "a.safetensors", node: "2", input: "clip_name1" },
			{ folder: "text_encoders", file: "b.safetensors", node: "2", input: "clip_name2" },
			{ folder: "ultralytics", file: "bbox/face_yolov8m.pt", node: "5", input: "model_name" },
		],
		packs: [],
		api_nodes: [],
	});
});

test("with an object_info, any combo of model files counts, packs and partner nodes are known", () => {
	const graph = {
		"1": node("Many", { pick: "m3.safetensors" }),
		"2": node("Load", { model: "unlisted.gguf" }),
		"3": node("Load", { model: "no model" }),
		"4": node("Film", { prompt: "a film called x.safetensors" }),
		"5": node("LoadImage", { image: "a.pt" }),
		"6": node("Unheard"),
	};
	expect(needsOf(graph, smallServer())).toEqual({
		models: [
			{ folder: null, file: "m3.safetensors", node: "1", input: "pick" },
			{ folder: null, file: "unlisted.gguf", node: "2", input: "model" },
		],
		packs: [{ name: "SomePack", nodes: ["Load"] }],
		api_nodes: ["Film"],
	});
});

test("S0-D38 every model of the graphs we began with is found, in its folder", () => {
	const folder = resolve(import.meta.dirname, "../../../shared/graphs");
	const objectInfo = recording("object_info/custom-0.33.0.json");
	if (objectInfo === undefined || !existsSync(folder)) return absent(`no graphs in ${folder}`);
	const models = readJson(join(folder, "_models.json"));
	if (!isRecord(models)) throw new Error("no list of models");
	const found = new Map<string, Set<string | null>>();
	const packs = new Set<string>();
	const partners = new Set<string>();
	for (const file of readdirSync(folder).filter((name) => name.endsWith(".api.json"))) {
		const read = readGraph(readJson(join(folder, file)));
		if (!read.ok) throw new Error(file);
		const needs = needsOf(read.graph, objectInfo);
		for (const { folder: at, file: name } of needs.models) {
			const base = name.slice(name.lastIndexOf("/") + 1);
			found.set(base, (found.get(base) ?? new Set()).add(at));
		}
		for (const { name } of needs.packs) packs.add(name);
		for (const name of needs.api_nodes) partners.add(name);
	}
	/** Files that a loader finds by a preset, or that nodes fetch themselves: no graph names them. */
	const unnamed = /^ip-adapter-(faceid-)?plus|^CLIP-ViT-H/;
	const missed = Object.entries(models).flatMap(([at, files]) =>
		(Array.isArray(files) ? files.map(String) : [])
			.filter((file) => !unnamed.test(file))
			.filter((file) => ![...(found.get(file) ?? [])].some((known) => known !== null && at.startsWith(known)))
			.map((file) => `${at}/${file}`),
	);
	// The list has it in two folders: one of the packs that take it reads the other.
	expect(missed).toEqual(["ipadapter/ip-adapter.bin"]);
	expect([...packs].sort()).toEqual(
		expect.arrayContaining(["ComfyUI-Impact-Pack", "ComfyUI_IPAdapter_plus", "ComfyUI_PuLID_Flux_ll"]),
	);
	expect([...partners]).toEqual(expect.arrayContaining(["KlingVideoNode"]));
});
