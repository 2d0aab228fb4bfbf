import { dumps } from "../http/pyjson.ts";
import { encodeFlac } from "../render/audio.ts";
import type { Canvas } from "../render/canvas.ts";
import { encodeGif } from "../render/gif.ts";
import { encodeMp4 } from "../render/mp4.ts";
import { encodeApng, encodePng, type PngText } from "../render/png.ts";
import { encodeAnimatedWebp } from "../render/webp.ts";
import type { NodeContext, NodeDef, NodeInputs, NodeResult, SavedFile } from "./define.ts";
import { combo, PNG_INFO } from "./specs.ts";

/** The text chunks ComfyUI writes into every picture: the graph, and whatever the client sent along. */
export function pngText(context: NodeContext): PngText {
	const text: PngText = { prompt: dumps(context.prompt) };
	for (const [key, value] of Object.entries(context.extraPngInfo ?? {})) text[key] = dumps(value);
	return text;
}

/** Saves pictures as PNG, numbered on from what is there. */
export function savePictures(
	frames: readonly Canvas[],
	folder: "output" | "temp",
	prefix: string,
	context: NodeContext,
) {
	const text = pngText(context);
	return context.save({
		prefix,
		folder,
		extension: "png",
		trailingUnderscore: true,
		width: frames[0]?.width ?? 0,
		height: frames[0]?.height ?? 0,
		files: frames.map((frame) => encodePng(frame, text, folder === "output" ? context.outputBytes : 0)),
	});
}

/** Saves one file under the prefix that the node was given. */
export function saveOne(
	inputs: NodeInputs,
	context: NodeContext,
	file: { extension: string; bytes: Buffer; frame?: Canvas | undefined; trailingUnderscore?: boolean },
): SavedFile[] {
	return context.save({
		prefix: inputs.text("filename_prefix", "ComfyUI"),
		folder: "output",
		extension: file.extension,
		trailingUnderscore: file.trailingUnderscore ?? true,
		width: file.frame?.width ?? 0,
		height: file.frame?.height ?? 0,
		files: [file.bytes],
	});
}

/** Five letters that PreviewImage draws once per node object and adds to its file names. */
export function tempSuffix(context: NodeContext): string {
	const known = context.memory.get("suffix");
	if (typeof known === "string") return known;
	const letters = "abcdefghijklmnopqrstupvxyz";
	const pick = (): string => letters.charAt(Math.floor(Math.random() * letters.length));
	const drawn = `_temp_${pick()}${pick()}${pick()}${pick()}${pick()}`;
	context.memory.set("suffix", drawn);
	return drawn;
}

const V1_IMAGE = {
	module: "nodes",
	category: "image",
	style: "v1",
	outputNode: true,
	passesOn: true,
	hidden: PNG_INFO,
	extra: { essentials_category: "Basics" },
	outputs: [["IMAGE", "images"]],
} as const;
const V3_ANIMATION = {
	module: "comfy_extras.nodes_images",
	category: "image",
	style: "v3",
	outputNode: true,
	passesOn: true,
	hidden: PNG_INFO,
	outputs: [["IMAGE", "images"]],
} as const;
const FPS = ["FLOAT", { default: 6.0, min: 0.01, max: 1000.0, step: 0.01 }] as const;

function animation(inputs: NodeInputs, files: SavedFile[]): NodeResult {
	return { outputs: [inputs.need("images", "IMAGE")], ui: { images: files, animated: [true] } };
}

export const outputs: readonly NodeDef[] = [
	{
		...V1_IMAGE,
		name: "SaveImage",
		display: "Save Image",
		required: { images: ["IMAGE", {}], filename_prefix: ["STRING", { default: "ComfyUI" }] },
		run: (inputs, context) => {
			const image = inputs.need("images", "IMAGE");
			const files = savePictures(image.frames, "output", inputs.text("filename_prefix", "ComfyUI"), context);
			return { outputs: [image], ui: { images: files } };
		},
	},
	{
		...V1_IMAGE,
		name: "PreviewImage",
		display: "Preview Image",
		required: { images: ["IMAGE"] },
		run: (inputs, context) => {
			const image = inputs.need("images", "IMAGE");
			const files = savePictures(image.frames, "temp", `ComfyUI${tempSuffix(context)}`, context);
			return { outputs: [image], ui: { images: files } };
		},
	},
	{
		...V3_ANIMATION,
		name: "SaveAnimatedWEBP",
		display: "Save Animated WEBP",
		required: {
			images: ["IMAGE", {}],
			filename_prefix: ["STRING", { default: "ComfyUI", multiline: false }],
			fps: FPS,
			lossless: ["BOOLEAN", { default: true }],
			quality: ["INT", { default: 80, min: 0, max: 100 }],
			method: combo(["default", "fastest", "slowest"]),
		},
		run: (inputs, context) => {
			const { frames } = inputs.need("images", "IMAGE");
			const bytes = encodeAnimatedWebp(frames, inputs.number("fps", 6));
			return animation(inputs, saveOne(inputs, context, { extension: "webp", bytes, frame: frames[0] }));
		},
	},
	{
		...V3_ANIMATION,
		name: "SaveAnimatedPNG",
		display: "Save Animated PNG",
		required: {
			images: ["IMAGE", {}],
			filename_prefix: ["STRING", { default: "ComfyUI", multiline: false }],
			fps: FPS,
			compress_level: ["INT", { advanced: true, default: 4, min: 0, max: 9 }],
		},
		run: (inputs, context) => {
			const { frames } = inputs.need("images", "IMAGE");
			const bytes = encodeApng(frames, inputs.number("fps", 6), pngText(context));
			return animation(inputs, saveOne(inputs, context, { extension: "png", bytes, frame: frames[0] }));
		},
	},
	{
		name: "SaveAudio",
		display: "Save Audio (FLAC) (DEPRECATED)",
		oldDisplay: "Save Audio (FLAC)",
		module: "comfy_extras.nodes_audio",
		category: "audio",
		style: "v3",
		outputNode: true,
		passesOn: true,
		hidden: PNG_INFO,
		extra: { deprecated: true, essentials_category: "Audio" },
		required: {
			audio: ["AUDIO", {}],
			filename_prefix: ["STRING", { default: "audio/ComfyUI", multiline: false }],
		},
		outputs: [["AUDIO", "audio"]],
		run: (inputs, context) => {
			const audio = inputs.need("audio", "AUDIO");
			const files = saveOne(inputs, context, {
				extension: "flac",
				bytes: encodeFlac(audio),
				trailingUnderscore: !context.recent,
			});
			return { outputs: [audio], ui: { audio: files } };
		},
	},
	{
		name: "SaveLatent",
		display: "Save Latent",
		oldDisplay: "SaveLatent",
		module: "nodes",
		category: "model/latent",
		style: "v1",
		outputNode: true,
		passesOn: true,
		hidden: PNG_INFO,
		required: { samples: ["LATENT"], filename_prefix: ["STRING", { default: "latents/ComfyUI" }] },
		outputs: [["LATENT", "samples"]],
		run: (inputs, context) => {
			const latent = inputs.need("samples", "LATENT");
			const header = Buffer.from(
				JSON.stringify({
					__metadata__: { emulator: "darkroom" },
					width: latent.width,
					height: latent.height,
				}),
			);
			const length = Buffer.alloc(8);
			length.writeUInt32LE(header.length);
			const bytes = Buffer.concat([length, header, ...latent.frames.map((frame) => frame.data)]);
			return { outputs: [latent], ui: { latents: saveOne(inputs, context, { extension: "latent", bytes }) } };
		},
	},
	{
		name: "PreviewAny",
		display: "Preview as Text",
		oldDisplay: "Preview Any",
		module: "comfy_extras.nodes_preview_any",
		category: "utilities",
		style: "v1",
		outputNode: true,
		passesOn: true,
		required: { source: ["*", {}] },
		outputs: [["STRING"]],
		run: (inputs) => {
			const source = inputs.raw("source");
			const scalar = inputs.maybe("source", "SCALAR");
			const shown = scalar ? scalar.value : source;
			const text = typeof shown === "string" ? shown : dumps(isSmall(shown) ? shown : "source exists");
			return { outputs: [{ type: "SCALAR", value: text }], ui: { text: [text] } };
		},
	},
	{
		name: "VHS_VideoCombine",
		display: "Video Combine",
		module: "custom_nodes.ComfyUI-VideoHelperSuite",
		category: "Video Helper Suite",
		style: "v1",
		outputNode: true,
		hidden: { ...PNG_INFO, unique_id: "UNIQUE_ID" },
		required: {
			images: ["IMAGE"],
			frame_rate: ["FLOAT", { default: 8, min: 1, step: 1 }],
			loop_count: ["INT", { default: 0, min: 0, max: 100, step: 1 }],
			filename_prefix: ["STRING", { default: "AnimateDiff" }],
			format: [["image/gif", "image/webp", "video/h264-mp4", "video/h265-mp4"]],
			pingpong: ["BOOLEAN", { default: false }],
			save_output: ["BOOLEAN", { default: true }],
		},
		optional: { audio: ["AUDIO"], meta_batch: ["VHS_BatchManager"], vae: ["VAE"] },
		outputs: [["VHS_FILENAMES", "Filenames"]],
		run: (inputs, context) => {
			const { frames } = inputs.need("images", "IMAGE");
			const rate = inputs.number("frame_rate", 8);
			const format = inputs.text("format");
			const extension = format === "image/gif" ? "gif" : format === "image/webp" ? "webp" : "mp4";
			const encode = { gif: encodeGif, webp: encodeAnimatedWebp, mp4: encodeMp4 }[extension];
			const prefix = inputs.text("filename_prefix", "AnimateDiff");
			const [size] = frames;
			const common = {
				prefix,
				folder: inputs.raw("save_output") === false ? "temp" : "output",
				width: size?.width ?? 0,
				height: size?.height ?? 0,
			} as const;
			const [still] = context.save({
				...common,
				extension: "png",
				files: size ? [encodePng(size, pngText(context))] : [],
			});
			const [video] = context.save({ ...common, extension, files: [encode(frames, rate)] });
			const entry = { ...video, format, frame_rate: rate, workflow: still?.filename };
			return { outputs: [{ type: "OPAQUE", of: "VHS_FILENAMES", tag: "" }], ui: { gifs: [entry] } };
		},
	},
];

function isSmall(value: unknown): boolean {
	return value === null || typeof value !== "object" || Array.isArray(value);
}
