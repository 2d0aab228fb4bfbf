import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { wan22SoundToVideo } from "./workflow.ts";

const request = { character_image: someAsset, speech: someAsset, prompt: "She speaks" };
const task = (more: Record<string, unknown> = {}) => taskOf(wan22SoundToVideo, { ...request, ...more });

test("S0-A09 the picture and the sound lead the film", () => {
	const { graph, inputs } = task();
	expect(inputs).toEqual([
		{ asset_id: someAsset, node: "10", input: "image", kind: "image" },
		{ asset_id: someAsset, node: "20", input: "audio", kind: "audio" },
	]);
	expect(graph["30"]).toMatchObject({
		class_type: "WanSoundImageToVideo",
		inputs: { ref_image: ["10", 0], audio_encoder_output: ["22", 0], length: 77 },
	});
	expect(graph["22"]?.inputs).toEqual({ audio_encoder: ["4", 0], audio: ["21", 0] });
});

test.each([
	[5, 1, ["31", 0]],
	[10, 2, ["42", 0]],
	[15, 3, ["52", 0]],
])("%i seconds are %i pieces, with as much of the sound", (seconds, pieces, last) => {
	const { graph } = task({ seconds });
	expect(Object.values(graph).filter((node) => node.class_type === "KSampler")).toHaveLength(pieces);
	expect(graph["21"]?.inputs).toMatchObject({ start_index: 0, duration: seconds });
	expect(graph["64"]?.inputs).toMatchObject({ fps: 16, audio: ["21", 0] });
	expect(graph["60"]?.inputs).toMatchObject({ samples: last, dim: "t", index: 0, amount: 1 });
	expect(graph["61"]?.inputs).toEqual({ samples1: ["60", 0], samples2: last, dim: "t" });
	expect(graph["63"]?.inputs.batch_index).toBe(1);
	// 20 latent frames a piece and the doubled first: 1 + 4 * 20 * pieces frames, less that one.
	expect(4 * ((77 - 1) / 4 + 1) * pieces).toBe(16 * seconds);
});

test("a piece goes on from all that was made before it", () => {
	const { graph } = task({ seconds: 15 });
	expect(graph["40"]?.inputs.video_latent).toEqual(["31", 0]);
	expect(graph["42"]?.inputs).toEqual({ samples1: ["31", 0], samples2: ["41", 0], dim: "t" });
	expect(graph["50"]?.inputs.video_latent).toEqual(["42", 0]);
	expect(graph["52"]?.inputs).toEqual({ samples1: ["42", 0], samples2: ["51", 0], dim: "t" });
});

test("fast: four steps at cfg 1 with the LoRA; full: twenty at cfg 6 without", () => {
	const fast = task();
	expect(fast.graph["31"]?.inputs).toMatchObject({ steps: 4, cfg: 1, sampler_name: "uni_pc" });
	expect(fast.graph["8"]?.inputs.model).toEqual(["7", 0]);
	expect(fast.models.map(({ file }) => file)).toContain(
		"wan2.2_t2v_lightx2v_4steps_lora_v1.1_high_noise.safetensors",
	);
	const full = task({ speed: "full", seconds: 10 });
	for (const id of ["31", "41"]) expect(full.graph[id]?.inputs).toMatchObject({ steps: 20, cfg: 6 });
	expect(full.graph["7"]).toBeUndefined();
	expect(full.graph["8"]?.inputs.model).toEqual(["1", 0]);
	expect(full.models.map(({ folder }) => folder)).not.toContain("loras");
});

test("steps and cfg of one's own win over those of the speed, and the plan says what counts", () => {
	const plan = planOf(planWorkflow(wan22SoundToVideo, { ...request, speed: "full", steps: 12 }, random));
	expect(plan.parameters).toMatchObject({ speed: "full", steps: 12, cfg: 6 });
	expect(plan.tasks[0]?.graph["31"]?.inputs).toMatchObject({ steps: 12, cfg: 6 });
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ seconds: 7 }, "/parameters/seconds", "invalid_parameter"],
	[{ speech: undefined }, "/parameters/speech", "missing_parameter"],
	[{ speed: "best" }, "/parameters/speed", "invalid_parameter"],
	[{ cfg: 0 }, "/parameters/cfg", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(wan22SoundToVideo, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
