import { tone } from "../render/audio.ts";
import { type Canvas, resize, solid } from "../render/canvas.ts";
import type { Latent } from "../values.ts";
import { type NodeDef, NodeFailure, type NodeInputs } from "./define.ts";
import { batch, side } from "./specs.ts";

function emptyLatent(inputs: NodeInputs, count: number): Latent {
	return {
		type: "LATENT",
		width: inputs.number("width"),
		height: inputs.number("height"),
		batch: count,
		frames: [],
		seconds: 0,
	};
}

/** The pictures of a latent at full size; an empty latent decodes to grey. */
export function develop(latent: Latent): Canvas[] {
	if (latent.frames.length > 0) {
		const pictures = new Map<Canvas, Canvas>();
		for (const frame of latent.frames)
			if (!pictures.has(frame)) pictures.set(frame, resize(frame, latent.width, latent.height));
		return latent.frames.flatMap((frame) => pictures.get(frame) ?? []);
	}
	return Array.from({ length: latent.batch }, () => solid(latent.width, latent.height, [127, 127, 127]));
}

export const latents: readonly NodeDef[] = [
	{
		name: "EmptyLatentImage",
		display: "Empty Latent Image",
		module: "nodes",
		category: "model/latent",
		style: "v1",
		required: { width: side(512, 8), height: side(512, 8), batch_size: batch },
		outputs: [["LATENT"]],
		run: (inputs) => ({ outputs: [emptyLatent(inputs, inputs.number("batch_size", 1))] }),
	},
	{
		name: "EmptySD3LatentImage",
		display: null,
		module: "comfy_extras.nodes_sd3",
		category: "model/latent/stable diffusion",
		style: "v3",
		required: { width: side(1024, 16), height: side(1024, 16), batch_size: batch },
		outputs: [["LATENT"]],
		run: (inputs) => ({
			outputs: [{ ...emptyLatent(inputs, inputs.number("batch_size", 1)), channels: 16 }],
		}),
	},
	{
		name: "EmptyFlux2LatentImage",
		display: "Empty Flux 2 Latent",
		module: "comfy_extras.nodes_flux",
		category: "model/latent/flux",
		style: "v3",
		required: { width: side(1024, 16), height: side(1024, 16), batch_size: batch },
		outputs: [["LATENT"]],
		run: (inputs) => ({ outputs: [emptyLatent(inputs, inputs.number("batch_size", 1))] }),
	},
	{
		name: "EmptyHunyuanLatentVideo",
		display: "Empty HunyuanVideo 1.0 Latent",
		module: "comfy_extras.nodes_hunyuan",
		category: "model/latent/hunyuan video",
		style: "v3",
		required: {
			width: side(848, 16),
			height: side(480, 16),
			length: ["INT", { default: 25, min: 1, max: 16_384, step: 4 }],
			batch_size: batch,
		},
		outputs: [["LATENT"]],
		run: (inputs) => ({ outputs: [{ ...emptyLatent(inputs, inputs.number("length", 1)), film: true }] }),
	},
	{
		name: "VAEDecode",
		display: "VAE Decode",
		module: "nodes",
		category: "model/latent",
		style: "v1",
		required: { samples: ["LATENT", {}], vae: ["VAE", {}] },
		outputs: [["IMAGE"]],
		run: (inputs) => ({ outputs: [{ type: "IMAGE", frames: develop(inputs.need("samples", "LATENT")) }] }),
	},
	{
		name: "VAEEncode",
		display: "VAE Encode",
		module: "nodes",
		category: "model/latent",
		style: "v1",
		required: { pixels: ["IMAGE"], vae: ["VAE"] },
		outputs: [["LATENT"]],
		run: (inputs) => {
			const { frames } = inputs.need("pixels", "IMAGE");
			const [first] = frames;
			// A latent has an eighth of the resolution, so a picture comes back in whole multiples of eight.
			const width = Math.max(8, ((first?.width ?? 8) >> 3) << 3);
			const height = Math.max(8, ((first?.height ?? 8) >> 3) << 3);
			return { outputs: [{ type: "LATENT", width, height, batch: frames.length, frames, seconds: 0 }] };
		},
	},
	{
		name: "EmptyLatentAudio",
		display: "Empty Latent Audio",
		module: "comfy_extras.nodes_audio",
		category: "model/latent",
		style: "v3",
		extra: { essentials_category: "Audio" },
		required: { seconds: ["FLOAT", { default: 47.6, min: 1.0, max: 1000.0, step: 0.1 }], batch_size: batch },
		outputs: [["LATENT"]],
		run: (inputs) => {
			const seconds = inputs.number("seconds", 1);
			return { outputs: [{ type: "LATENT", width: 8, height: 8, batch: 1, frames: [], seconds }] };
		},
	},
	{
		name: "VAEDecodeAudio",
		display: "VAE Decode Audio",
		module: "comfy_extras.nodes_audio",
		category: "model/latent",
		style: "v3",
		required: { samples: ["LATENT", {}], vae: ["VAE", {}] },
		outputs: [["AUDIO"]],
		run: (inputs) => {
			const latent = inputs.need("samples", "LATENT");
			const seed = latent.frames[0]?.data.subarray(0, 64).join() ?? "silence";
			return { outputs: [tone(seed, latent.seconds || 1)] };
		},
	},
	{
		name: "LatentAdd",
		display: null,
		module: "comfy_extras.nodes_latent",
		category: "model/latent/advanced",
		style: "v3",
		required: { samples1: ["LATENT", {}], samples2: ["LATENT", {}] },
		outputs: [["LATENT"]],
		run: (inputs) => {
			const [one, two] = [inputs.need("samples1", "LATENT"), inputs.need("samples2", "LATENT")];
			const channels = [one, two].map((latent) => latent.channels ?? 4);
			if (channels[0] !== channels[1])
				throw new NodeFailure(
					"RuntimeError",
					`The size of tensor a (${channels[0]}) must match the size of tensor b (${channels[1]}) at non-singleton dimension 1`,
				);
			return { outputs: [one] };
		},
	},
];
