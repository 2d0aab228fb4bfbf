import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { fluxSchnellBaseImage } from "./workflow.ts";

const prompt = "A woman in a rain coat";
const task = (more: Record<string, unknown> = {}) => taskOf(fluxSchnellBaseImage, { prompt, ...more });

test("S0-A21 Flux.1 schnell: four steps at cfg 1, no FluxGuidance, a zeroed negative", () => {
	const { graph, models } = task();
	expect(models[0]).toEqual({ folder: "diffusion_models", file: "flux1-schnell.safetensors" });
	expect(Object.values(graph).map((node) => node.class_type)).not.toContain("FluxGuidance");
	expect(graph["5"]).toMatchObject({ class_type: "ConditioningZeroOut", inputs: { conditioning: ["4", 0] } });
	expect(graph["8"]?.inputs).toMatchObject({
		steps: 4,
		cfg: 1,
		sampler_name: "euler",
		scheduler: "simple",
		positive: ["4", 0],
		negative: ["5", 0],
	});
});

test("every file is Apache-2.0, as the licence says", () => {
	expect(new Set(fluxSchnellBaseImage.models.map(({ licence }) => licence))).toEqual(new Set(["Apache-2.0"]));
	expect(fluxSchnellBaseImage.licence).toContain("commercial use is allowed");
});

test("S0-A33 three variations by default; a negative prompt is told to be unused", () => {
	const plan = planOf(
		planWorkflow(fluxSchnellBaseImage, { prompt, negative_prompt: "hands", seed: 0 }, random),
	);
	expect(plan.tasks.map(({ seed }) => seed)).toEqual([0, 1, 2]);
	expect(plan.notices.map(({ pointer }) => pointer)).toEqual(["/parameters/negative_prompt"]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ steps: 13 }, "/parameters/steps", "invalid_parameter"],
	[{ guidance: 3.5 }, "/parameters/guidance", "unknown_parameter"],
	[{ variations: 5 }, "/parameters/variations", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	const planned = planWorkflow(fluxSchnellBaseImage, { prompt, ...sent }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
