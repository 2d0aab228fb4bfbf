import { isRecord } from "../graph.ts";
import type { Entry } from "./recording.ts";

/** The graph of the recorded run; its recording holds only what the socket said. */
const GRAPH = {
	"1": { class_type: "UNETLoader", inputs: { unet_name: "tiny_sd3.pt", weight_dtype: "default" } },
	"2": { class_type: "CLIPLoader", inputs: { clip_name: "tiny_clip_l.pt", type: "sd3", device: "default" } },
	"3": { class_type: "CLIPTextEncode", inputs: { text: "a cat", clip: ["2", 0] } },
	"4": { class_type: "CLIPTextEncode", inputs: { text: "", clip: ["2", 0] } },
	"5": { class_type: "EmptySD3LatentImage", inputs: { width: 128, height: 128, batch_size: 1 } },
	"6": {
		class_type: "KSampler",
		inputs: {
			...{ model: ["1", 0], positive: ["3", 0], negative: ["4", 0], latent_image: ["5", 0] },
			...{ seed: 1, steps: 4, cfg: 4, sampler_name: "euler", scheduler: "normal", denoise: 1 },
		},
	},
	"7": { class_type: "VAELoader", inputs: { vae_name: "taesd3" } },
	"8": { class_type: "VAEDecode", inputs: { samples: ["6", 0], vae: ["7", 0] } },
	"9": { class_type: "SaveImage", inputs: { images: ["8", 0], filename_prefix: "tiny" } },
};

function find(frames: readonly Entry[], key: string): string {
	for (const entry of frames) {
		if (entry.kind !== "frame" || !("message" in entry) || !isRecord(entry.message.data)) continue;
		const value = entry.message.data[key];
		if (typeof value === "string") return value;
	}
	throw new Error(`the recording never names a ${key}`);
}

export const TXT2IMG = {
	models: { diffusion_models: ["tiny_sd3.pt"], text_encoders: ["tiny_clip_l.pt"], vae: ["taesd3"] },

	/** The recording with the connection and the request put back in. */
	script(frames: readonly Entry[]): Entry[] {
		const id = find(frames, "sid");
		const [greeting, ...rest] = frames;
		if (!greeting) return [];
		return [
			{ kind: "open", client: "A", id },
			greeting,
			{
				kind: "http",
				method: "POST",
				path: "/prompt",
				body: { prompt: GRAPH, client_id: id },
				status: 200,
				contentType: "application/json; charset=utf-8",
				response: { prompt_id: find(frames, "prompt_id"), number: 0, node_errors: {} },
			},
			...rest,
			{ kind: "close", client: "A", code: 1000 },
		];
	},
};
