import { randomUUID } from "node:crypto";
import { encodeMp3 } from "../render/mp3.ts";
import { encodeWebm } from "../render/webm.ts";
import type { NodeDef } from "./define.ts";
import { saveOne, savePictures, tempSuffix } from "./outputs.ts";
import { combo, PNG_INFO } from "./specs.ts";

const V3 = { style: "v3", outputNode: true, passesOn: true, hidden: PNG_INFO } as const;

/** Output nodes beside pictures, films and sounds of the usual kind: what they leave is found in another way. */
export const savers: readonly NodeDef[] = [
	{
		...V3,
		name: "SaveText",
		display: "Save Text",
		module: "comfy_extras.nodes_text",
		category: "text",
		recentOnly: true,
		required: {
			text: ["STRING", { forceInput: true, multiline: false }],
			filename_prefix: ["STRING", { default: "ComfyUI", multiline: false }],
			format: combo(["txt", "csv", "md", "json"], { default: "txt" }),
		},
		outputs: [["STRING", "text"]],
		run: (inputs, context) => {
			const text = inputs.text("text");
			const files = saveOne(inputs, context, {
				extension: inputs.text("format", "txt"),
				bytes: Buffer.from(text, "utf8"),
				trailingUnderscore: false,
			});
			// The text is told as well as its file.
			return { outputs: [{ type: "SCALAR", value: text }], ui: { text: [text], files } };
		},
	},
	{
		...V3,
		name: "SaveWEBM",
		display: "Save WEBM",
		oldDisplay: "SaveWEBM",
		module: "comfy_extras.nodes_video",
		category: "video",
		extra: { experimental: true },
		required: {
			images: ["IMAGE", {}],
			filename_prefix: ["STRING", { default: "ComfyUI", multiline: false }],
			codec: combo(["vp9", "av1"]),
			fps: ["FLOAT", { default: 24.0, min: 0.01, max: 1000.0, step: 0.01 }],
			crf: ["FLOAT", { default: 32.0, min: 0, max: 63.0, step: 1 }],
		},
		outputs: [["IMAGE", "images"]],
		run: (inputs, context) => {
			const image = inputs.need("images", "IMAGE");
			const bytes = encodeWebm(image.frames, inputs.number("fps", 24));
			const images = saveOne(inputs, context, { extension: "webm", bytes, frame: image.frames[0] });
			return { outputs: [image], ui: { images, animated: [true] } };
		},
	},
	{
		...V3,
		name: "SaveAudioMP3",
		display: "Save Audio (MP3) (DEPRECATED)",
		oldDisplay: "Save Audio (MP3)",
		module: "comfy_extras.nodes_audio",
		category: "audio",
		extra: { deprecated: true, essentials_category: "Audio" },
		required: {
			audio: ["AUDIO", {}],
			filename_prefix: ["STRING", { default: "audio/ComfyUI", multiline: false }],
			quality: combo(["V0", "128k", "320k"], { default: "V0" }),
		},
		outputs: [["AUDIO", "audio"]],
		run: (inputs, context) => {
			const audio = inputs.need("audio", "AUDIO");
			const files = saveOne(inputs, context, {
				extension: "mp3",
				bytes: encodeMp3(audio),
				trailingUnderscore: !context.recent,
			});
			return { outputs: [audio], ui: { audio: files } };
		},
	},
	{
		...V3,
		name: "MaskPreview",
		display: "Preview Mask",
		oldDisplay: "MaskPreview",
		module: "comfy_extras.nodes_mask",
		category: "image/mask",
		required: { mask: ["MASK", {}] },
		outputs: [["MASK", "mask"]],
		run: (inputs, context) => {
			const mask = inputs.need("mask", "MASK");
			const images = savePictures([mask.canvas], "temp", `ComfyUI${tempSuffix(context)}`, context);
			return { outputs: [mask], ui: context.recent ? { images, animated: [false] } : { images } };
		},
	},
	{
		name: "SaveImageWebsocket",
		display: "Save Image (Websocket)",
		oldDisplay: "SaveImageWebsocket",
		module: "custom_nodes.websocket_image_save",
		category: "image",
		style: "v1",
		outputNode: true,
		required: { images: ["IMAGE"] },
		outputs: [],
		// It counts as changed whenever it is asked.
		fingerprint: () => randomUUID(),
		// Told by binary frames alone: history has nothing of it.
		run: async (inputs, context) => {
			const { frames } = inputs.need("images", "IMAGE");
			for (const [i, frame] of frames.entries())
				await context.progress(i, frames.length, { canvas: frame, format: "PNG" });
			return { outputs: [] };
		},
	},
];
