import { expect, test } from "vitest";
import { difference, taskOf } from "../../testing/comfyui.ts";
import { sd15TextToImage } from "../sd15-text-to-image/workflow.ts";
import { sd15TextToImageExplicitVae } from "./workflow.ts";

const parameters = { prompt: "1girl, red hair", seed: 1, lora: "spyke_plasma_v1.safetensors" };
const task = taskOf(sd15TextToImageExplicitVae, parameters);

test("S2-GEN-05 U-Net in fp16 and VAE in fp32 are both explicit in the graph, and no flag is demanded", () => {
	expect(task.graph["11"]).toMatchObject({ class_type: "ModelComputeDtype", inputs: { dtype: "fp16" } });
	expect(task.graph["12"]).toMatchObject({ class_type: "VAELoaderKJ", inputs: { weight_dtype: "fp32" } });
	expect(task.graph["7"]?.inputs.vae).toEqual(["12", 0]);
	expect(task.requires?.launch_flags).toEqual([]);
	expect(task.models).toContainEqual({ folder: "vae", file: "vae-ft-mse-840000-ema-pruned.safetensors" });
});

test("it differs from sd15-text-to-image in the VAE and in nothing else", () => {
	expect(difference(taskOf(sd15TextToImage, parameters).graph, task.graph).sort()).toEqual(["12", "7.vae"]);
});
