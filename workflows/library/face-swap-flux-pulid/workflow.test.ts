import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { findWorkflow } from "../index.ts";
import { faceSwapFluxPulid } from "./workflow.ts";

const sent = { face: "ast_0123456789abcdefghijklmnop", prompt: "A woman reading in a café" };
const task = (more: Record<string, unknown> = {}) => taskOf(faceSwapFluxPulid, { ...sent, ...more });

test("S0-A42 face-swap is Flux Schnell with PuLID, and says why it is not FaceID", () => {
	expect(findWorkflow("face-swap")).toBe(faceSwapFluxPulid);
	expect(faceSwapFluxPulid.aliases?.[0]?.note).toMatch(/does not exist.*PuLID/);
	const { graph, models } = task();
	expect(Object.fromEntries(Object.entries(graph).map(([id, n]) => [id, n.class_type]))).toEqual({
		"1": "UNETLoader",
		"2": "DualCLIPLoader",
		"3": "VAELoader",
		"4": "CLIPTextEncode",
		"5": "ConditioningZeroOut",
		"7": "EmptySD3LatentImage",
		"8": "KSampler",
		"9": "VAEDecode",
		"10": "SaveImage",
		"20": "PulidFluxModelLoader",
		"21": "PulidFluxInsightFaceLoader",
		"22": "PulidFluxEvaClipLoader",
		"23": "LoadImage",
		"24": "ApplyPulidFlux",
	});
	expect(graph["24"]?.inputs).toMatchObject({ model: ["1", 0], weight: 1 });
	expect(graph["8"]?.inputs).toMatchObject({ steps: 4, cfg: 1, positive: ["4", 0], model: ["24", 0] });
	expect(models[0]).toEqual({ folder: "diffusion_models", file: "flux1-schnell.safetensors" });
	expect(models.map(({ file }) => file)).not.toContain("flux1-dev.safetensors");
});

test("S0-A13 S0-A16 with dev the guidance comes in, 20 steps, and only its weights are loaded", () => {
	const { graph, models } = task({ model: "dev" });
	expect(graph["1"]).toBeUndefined();
	expect(graph["24"]?.inputs).toMatchObject({ model: ["11", 0], weight: 0.9 });
	expect(graph["8"]?.inputs).toMatchObject({ steps: 20, positive: ["6", 0] });
	expect(graph["6"]?.inputs.guidance).toBe(3.5);
	expect(models[0]?.file).toBe("flux1-dev.safetensors");
	expect(models.map(({ file }) => file)).not.toContain("flux1-schnell.safetensors");
});

test("what the model brings along counts only where nothing was sent", () => {
	expect(task({ model: "dev", steps: 12, face_strength: 1.2 }).graph["8"]?.inputs.steps).toBe(12);
	expect(task({ model: "dev", face_strength: 1.2 }).graph["24"]?.inputs.weight).toBe(1.2);
	expect(task({ weight_dtype: "fp8_e4m3fn" }).graph["1"]?.inputs.weight_dtype).toBe("fp8_e4m3fn");
});

test("guidance with schnell and a negative prompt are told to have no effect", () => {
	const told = (more: Record<string, unknown>) =>
		planOf(planWorkflow(faceSwapFluxPulid, { ...sent, ...more }, random)).notices.map((n) => n.pointer);
	expect(told({ guidance: 5 })).toEqual(["/parameters/guidance"]);
	expect(told({ guidance: 5, model: "dev" })).toEqual([]);
	expect(told({ negative_prompt: "hands" })).toEqual(["/parameters/negative_prompt"]);
});

test("schnell is estimated at less than the 15 s that are asked for, dev at more, and neither trains", () => {
	expect(task().typical_seconds).toBeLessThan(15);
	expect(task({ model: "dev" }).typical_seconds).toBeGreaterThan(15);
	expect(task().requires).toMatchObject({ training: false, partner: false });
});

test("several pictures are several tasks with the same face and other seeds", () => {
	const { tasks } = planOf(planWorkflow(faceSwapFluxPulid, { ...sent, variations: 3, seed: 5 }, random));
	expect(tasks.map(({ seed }) => seed)).toEqual([5, 6, 7]);
	for (const { inputs } of tasks)
		expect(inputs).toEqual([{ asset_id: sent.face, node: "23", input: "image", kind: "image" }]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ face: undefined }, "/parameters/face", "missing_parameter"],
	[{ face: "face.png" }, "/parameters/face", "invalid_parameter"],
	[{ model: "pro" }, "/parameters/model", "invalid_parameter"],
	[{ steps: 0 }, "/parameters/steps", "invalid_parameter"],
	[{ face_strength: -0.1 }, "/parameters/face_strength", "invalid_parameter"],
	[{ face_end: 1.1 }, "/parameters/face_end", "invalid_parameter"],
	[{ width: 1000, height: 1000 }, "/parameters/width", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	const planned = planWorkflow(faceSwapFluxPulid, { ...sent, ...more }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
