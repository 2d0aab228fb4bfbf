import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { flux2Image } from "./workflow.ts";

const prompt = "A narrow street in a hill town";
const task = (more: Record<string, unknown> = {}) => taskOf(flux2Image, { prompt, ...more });

test("S1-02 Flux.2 dev, with the text encoder, VAE and nodes of its own", () => {
	const { graph, models } = task();
	expect(models).toEqual([
		{ folder: "diffusion_models", file: "flux2_dev_fp8mixed.safetensors" },
		{ folder: "text_encoders", file: "mistral_3_small_flux2_fp8.safetensors" },
		{ folder: "vae", file: "flux2-vae.safetensors" },
	]);
	expect(graph["38"]?.inputs.type).toBe("flux2");
	expect(graph["26"]?.inputs.guidance).toBe(4);
	expect(graph["16"]?.inputs.sampler_name).toBe("euler");
	expect(graph["48"]?.inputs.steps).toBe(20);
	const classes = Object.values(graph).map((node) => node.class_type);
	expect(classes).toEqual(expect.arrayContaining(["EmptyFlux2LatentImage", "Flux2Scheduler", "BasicGuider"]));
	expect(classes).not.toContain("KSampler");
	expect(classes).not.toContain("LoadImage");
});

test.each([
	[{}, 1920, 1088],
	[{ aspect_ratio: "9:16" }, 1088, 1920],
	[{ aspect_ratio: "1:1" }, 1440, 1440],
	[{ aspect_ratio: "4:5" }, 1280, 1600],
	[{ width: 1024, height: 768 }, 1024, 768],
	[{ width: 2048, height: 2048 }, 2048, 2048],
])("S1-29 the size goes to the empty picture and to the schedule: %j", (sent, width, height) => {
	const { graph } = task(sent);
	expect(graph["47"]?.inputs).toMatchObject({ width, height, batch_size: 1 });
	expect(graph["48"]?.inputs).toMatchObject({ width, height });
});

test("S1-30 the seed arrives in RandomNoise, 0 too", () => {
	expect(task({ seed: 0 })).toMatchObject({ seed: 0, graph: { "25": { inputs: { noise_seed: 0 } } } });
	expect(difference(task({ seed: 0 }).graph, task({ seed: 5 }).graph)).toEqual(["25.noise_seed"]);
});

test("a negative prompt is accepted and told to be unused", () => {
	const plan = planOf(planWorkflow(flux2Image, { prompt, negative_prompt: "fog" }, random));
	expect(plan.notices.map(({ code }) => code)).toEqual(["parameter_not_used"]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ width: 1920, height: 1080 }, "/parameters/height", "invalid_parameter"],
	[{ width: 2064, height: 2048 }, "/parameters/width", "invalid_parameter"],
	[{ width: 2576, height: 1024 }, "/parameters/width", "invalid_parameter"],
	[{ cfg: 2 }, "/parameters/cfg", "unknown_parameter"],
	[{ scheduler: "simple" }, "/parameters/scheduler", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	const planned = planWorkflow(flux2Image, { prompt, ...sent }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
