import { tone } from "../render/audio.ts";
import { encodeMp4 } from "../render/mp4.ts";
import { digest } from "../render/random.ts";
import type { NodeDef, Spec } from "./define.ts";
import { combo, PNG_INFO } from "./specs.ts";

/** The encoding choice of one codec, as the nested combos of Save Video describe it. */
function encoding(crf: number, worst: number): Spec {
	return [
		"COMFY_DYNAMICCOMBO_V3",
		{
			display_name: "encoding mode",
			options: [
				{ key: "auto", inputs: { required: {} } },
				{
					key: "re-encode",
					inputs: {
						required: {
							crf: ["FLOAT", { default: crf, min: 0.0, max: worst, step: 1.0 }],
							color_space: combo(["auto", "sRGB", "HDR", "HDR PQ"], {
								display_name: "color space",
								default: "auto",
							}),
						},
					},
				},
			],
		},
	];
}

const AUTO = { key: "auto", inputs: { required: {} } };
const H264 = { key: "h264", inputs: { required: {}, optional: { encoding: encoding(23.0, 51.0) } } };
const AV1 = { key: "av1", inputs: { required: {}, optional: { encoding: encoding(30.0, 63.0) } } };

function codec(options: readonly unknown[], extra: Record<string, unknown> = {}): Spec {
	return ["COMFY_DYNAMICCOMBO_V3", { ...extra, options }];
}

const container = (key: string, options: readonly unknown[]) => ({
	key,
	inputs: { required: { codec: codec(options) } },
});

export const video: readonly NodeDef[] = [
	{
		name: "CreateVideo",
		display: "Create Video",
		module: "comfy_extras.nodes_video",
		category: "video",
		style: "v3",
		extra: { essentials_category: "Video Tools" },
		required: {
			images: ["IMAGE", {}],
			fps: ["FLOAT", { default: 30.0, min: 1.0, max: 120.0, step: 1.0 }],
		},
		optional: {
			audio: ["AUDIO", {}],
			bit_depth: ["INT", { default: 8, min: 8, max: 10, step: 2, display: "number" }],
		},
		outputs: [["VIDEO"]],
		run: (inputs) => {
			const { frames } = inputs.need("images", "IMAGE");
			const audio = inputs.maybe("audio", "AUDIO");
			return { outputs: [{ type: "VIDEO", frames, fps: inputs.number("fps", 30), audio }] };
		},
	},
	{
		name: "SaveVideo",
		display: "Save Video",
		module: "comfy_extras.nodes_video",
		category: "video",
		style: "v3",
		outputNode: true,
		passesOn: true,
		hidden: PNG_INFO,
		extra: { essentials_category: "Basics" },
		required: {
			video: ["VIDEO", {}],
			filename_prefix: ["STRING", { default: "video/ComfyUI", multiline: false }],
			format: [
				"COMFY_DYNAMICCOMBO_V3",
				{
					options: [
						container("auto", [AUTO, H264, AV1]),
						container("mp4", [AUTO, H264, AV1]),
						container("mkv", [AUTO, H264, AV1]),
						container("webm", [AUTO, AV1]),
					],
				},
			],
		},
		optional: { codec: codec([AUTO, H264, AV1], { hidden: true }) },
		old: {
			required: {
				video: ["VIDEO", {}],
				filename_prefix: ["STRING", { default: "video/ComfyUI", multiline: false }],
				format: combo(["auto", "mp4"], { default: "auto" }),
				codec: combo(["auto", "h264"], { default: "auto" }),
			},
			optional: {},
		},
		outputs: [["VIDEO", "video"]],
		run: (inputs, context) => {
			const source = inputs.need("video", "VIDEO");
			const [size] = source.frames;
			const format = inputs.text("format", "auto");
			const images = context.save({
				prefix: inputs.text("filename_prefix", "video/ComfyUI"),
				folder: "output",
				extension: format === "auto" ? "mp4" : format,
				trailingUnderscore: true,
				width: size?.width ?? 0,
				height: size?.height ?? 0,
				files: [encodeMp4(source.frames, source.fps)],
			});
			return { outputs: [source], ui: { images, animated: [true] } };
		},
	},
	{
		name: "LoadAudio",
		display: "Load Audio",
		module: "comfy_extras.nodes_audio",
		category: "audio",
		style: "v3",
		extra: { essentials_category: "Audio" },
		required: {
			audio: ["COMBO", { multiselect: false, options: { files: "input:audio" }, audio_upload: true }],
		},
		outputs: [["AUDIO"]],
		fingerprint: (inputs, context) => digest(context.read(String(inputs.audio))),
		validate: (inputs, context) =>
			context.exists(String(inputs.audio)) ? undefined : `Invalid audio file: ${String(inputs.audio)}`,
		// No decoder here: the sound follows from the name, which is enough to tell two files apart.
		run: (inputs) => ({ outputs: [tone(inputs.text("audio"), 2)] }),
	},
	{
		name: "EmptyAudio",
		display: "Empty Audio",
		module: "comfy_extras.nodes_audio",
		category: "audio",
		style: "v3",
		required: {
			duration: ["FLOAT", { default: 60.0, min: 0.0, max: 18_446_744_073_709_551_615n, step: 0.01 }],
			sample_rate: ["INT", { advanced: true, default: 44_100, min: 1, max: 192_000 }],
			channels: ["INT", { advanced: true, default: 2, min: 1, max: 2 }],
		},
		outputs: [["AUDIO"]],
		run: (inputs) => {
			const rate = Math.min(8000, inputs.number("sample_rate", 8000));
			const length = Math.max(1, Math.round(Math.min(30, inputs.number("duration", 1)) * rate));
			return { outputs: [{ type: "AUDIO", rate, channels: 1, samples: new Int16Array(length) }] };
		},
	},
];
