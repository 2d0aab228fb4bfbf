import {
	blend,
	type Canvas,
	cropToAspect,
	invert,
	paste,
	type Rgb,
	resize,
	solid,
} from "../render/canvas.ts";
import type { Image, NodeValue } from "../values.ts";
import type { NodeDef } from "./define.ts";
import { batch, combo, MAX_SIDE, SCALING } from "./specs.ts";

const KONTEXT_SIZES: readonly (readonly [number, number])[] = [
	...([
		[672, 1568],
		[688, 1504],
		[720, 1456],
		[752, 1392],
		[800, 1328],
		[832, 1248],
	] as const),
	...([
		[880, 1184],
		[944, 1104],
		[1024, 1024],
		[1104, 944],
		[1184, 880],
	] as const),
	...([
		[1248, 832],
		[1328, 800],
		[1392, 752],
		[1456, 720],
		[1504, 688],
		[1568, 672],
	] as const),
];
const COLOURS: Record<string, Rgb> = {
	white: [255, 255, 255],
	black: [0, 0, 0],
	red: [255, 0, 0],
	green: [0, 255, 0],
	blue: [0, 0, 255],
};
const V1 = { module: "nodes", style: "v1" } as const;

function image(frames: readonly Canvas[]): { outputs: NodeValue[] } {
	return { outputs: [{ type: "IMAGE", frames }] };
}

/** Two pictures side by side, the second scaled to the first where asked. */
function stitch(a: Canvas, b: Canvas, direction: string, match: boolean, gap: number, colour: Rgb): Canvas {
	const across = direction === "right" || direction === "left";
	const scale = across ? a.height / b.height : a.width / b.width;
	const second = match
		? resize(b, Math.max(1, Math.round(b.width * scale)), Math.max(1, Math.round(b.height * scale)))
		: b;
	const [one, two] = direction === "right" || direction === "down" ? [a, second] : [second, a];
	const width = across ? one.width + gap + two.width : Math.max(one.width, two.width);
	const height = across ? Math.max(one.height, two.height) : one.height + gap + two.height;
	const out = solid(width, height, match ? colour : [0, 0, 0]);
	paste(out, one, 0, 0);
	paste(out, two, across ? one.width + gap : 0, across ? 0 : one.height + gap);
	return out;
}

export const images: readonly NodeDef[] = [
	{
		...V1,
		name: "ImageScale",
		display: "Upscale Image",
		category: "image/upscaling",
		extra: { essentials_category: "Image Tools" },
		required: {
			image: ["IMAGE"],
			upscale_method: [SCALING],
			width: ["INT", { default: 512, min: 0, max: MAX_SIDE, step: 1 }],
			height: ["INT", { default: 512, min: 0, max: MAX_SIDE, step: 1 }],
			crop: [["disabled", "center"]],
		},
		outputs: [["IMAGE"]],
		run: (inputs) => {
			const { frames } = inputs.need("image", "IMAGE");
			const centre = inputs.text("crop") === "center";
			return image(
				frames.map((frame) => {
					let width = inputs.number("width");
					let height = inputs.number("height");
					if (width === 0 && height === 0) return frame;
					// A side of 0 means "keep the proportions".
					if (width === 0) width = Math.max(1, Math.round((frame.width * height) / frame.height));
					if (height === 0) height = Math.max(1, Math.round((frame.height * width) / frame.width));
					return resize(centre ? cropToAspect(frame, width, height) : frame, width, height);
				}),
			);
		},
	},
	{
		...V1,
		name: "ImageScaleBy",
		display: "Upscale Image By",
		category: "image/upscaling",
		extra: { essentials_category: "Image Tools" },
		required: {
			image: ["IMAGE"],
			upscale_method: [SCALING],
			scale_by: ["FLOAT", { default: 1.0, min: 0.01, max: 8.0, step: 0.01 }],
		},
		outputs: [["IMAGE"]],
		run: (inputs) => {
			const by = inputs.number("scale_by", 1);
			return image(
				inputs
					.need("image", "IMAGE")
					.frames.map((frame) => resize(frame, Math.round(frame.width * by), Math.round(frame.height * by))),
			);
		},
	},
	{
		name: "ImageScaleToTotalPixels",
		display: "Scale Image to Total Pixels",
		module: "comfy_extras.nodes_post_processing",
		category: "image/upscaling",
		style: "v3",
		required: {
			image: ["IMAGE", {}],
			upscale_method: combo(SCALING),
			megapixels: ["FLOAT", { default: 1.0, min: 0.01, max: 16.0, step: 0.01 }],
			resolution_steps: ["INT", { advanced: true, default: 1, min: 1, max: 256 }],
		},
		outputs: [["IMAGE"]],
		run: (inputs) => {
			const wanted = inputs.number("megapixels", 1) * 1024 * 1024;
			const step = inputs.number("resolution_steps", 1);
			const toStep = (value: number): number => Math.max(step, Math.round(value / step) * step);
			return image(
				inputs.need("image", "IMAGE").frames.map((frame) => {
					const by = Math.sqrt(wanted / (frame.width * frame.height));
					return resize(frame, toStep(frame.width * by), toStep(frame.height * by));
				}),
			);
		},
	},
	{
		name: "FluxKontextImageScale",
		display: null,
		module: "comfy_extras.nodes_flux",
		category: "model/conditioning/flux",
		style: "v3",
		required: { image: ["IMAGE", {}] },
		outputs: [["IMAGE"]],
		run: (inputs) =>
			image(
				inputs.need("image", "IMAGE").frames.map((frame) => {
					const shape = frame.width / frame.height;
					const [width, height] = KONTEXT_SIZES.reduce((best, size) =>
						Math.abs(shape - size[0] / size[1]) < Math.abs(shape - best[0] / best[1]) ? size : best,
					);
					return resize(cropToAspect(frame, width, height), width, height);
				}),
			),
	},
	{
		...V1,
		name: "ImageInvert",
		display: "Invert Image Colors",
		oldDisplay: "Invert Image",
		category: "image/color",
		extra: { essentials_category: "Image Tools" },
		required: { image: ["IMAGE"] },
		outputs: [["IMAGE"]],
		run: (inputs) => image(inputs.need("image", "IMAGE").frames.map(invert)),
	},
	{
		...V1,
		name: "EmptyImage",
		display: "Empty Image",
		oldDisplay: "EmptyImage",
		category: "image",
		required: {
			width: ["INT", { default: 512, min: 1, max: MAX_SIDE, step: 1 }],
			height: ["INT", { default: 512, min: 1, max: MAX_SIDE, step: 1 }],
			batch_size: batch,
			color: ["INT", { default: 0, min: 0, max: 0xffffff, step: 1, display: "color" }],
		},
		outputs: [["IMAGE"]],
		run: (inputs) => {
			const colour = inputs.number("color");
			const paint: Rgb = [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
			const frame = solid(inputs.number("width", 1), inputs.number("height", 1), paint);
			return image(Array.from({ length: inputs.number("batch_size", 1) }, () => frame));
		},
	},
	{
		name: "RepeatImageBatch",
		display: "Repeat Image Batch",
		module: "comfy_extras.nodes_images",
		category: "image/batch",
		style: "v3",
		required: { image: ["IMAGE", {}], amount: ["INT", { default: 1, min: 1, max: 4096 }] },
		outputs: [["IMAGE"]],
		run: (inputs) => {
			const { frames } = inputs.need("image", "IMAGE");
			return image(Array.from({ length: inputs.number("amount", 1) }, () => frames).flat());
		},
	},
	{
		name: "ImageStitch",
		display: "Stitch Images",
		oldDisplay: "Image Stitch",
		module: "comfy_extras.nodes_images",
		category: "image/transform",
		style: "v3",
		required: {
			image1: ["IMAGE", {}],
			direction: combo(["right", "down", "left", "up"], { default: "right" }),
			match_image_size: ["BOOLEAN", { default: true }],
			spacing_width: ["INT", { advanced: true, default: 0, min: 0, max: 1024, step: 2 }],
			spacing_color: combo(Object.keys(COLOURS), { advanced: true, default: "white" }),
		},
		optional: { image2: ["IMAGE", {}] },
		outputs: [["IMAGE"]],
		run: (inputs) => {
			const first = inputs.need("image1", "IMAGE");
			const second: Image | undefined = inputs.maybe("image2", "IMAGE");
			if (!second) return image(first.frames);
			return image(
				first.frames.map((frame, i) => {
					const other = second.frames[i % second.frames.length] ?? frame;
					const colour = COLOURS[inputs.text("spacing_color")] ?? [255, 255, 255];
					const gap = inputs.number("spacing_width");
					return stitch(frame, other, inputs.text("direction"), inputs.flag("match_image_size"), gap, colour);
				}),
			);
		},
	},
	{
		...V1,
		name: "ImageBatch",
		display: "Batch Images (DEPRECATED)",
		category: "image/batch",
		extra: { deprecated: true },
		required: { image1: ["IMAGE"], image2: ["IMAGE"] },
		outputs: [["IMAGE"]],
		run: (inputs) => {
			const { frames } = inputs.need("image1", "IMAGE");
			const [size] = frames;
			const more = inputs.need("image2", "IMAGE").frames;
			return image([
				...frames,
				...more.map((frame) => (size ? resize(frame, size.width, size.height) : frame)),
			]);
		},
	},
];

/** A picture that shows its inputs: what classes without an implementation of their own produce. */
export function collage(base: Canvas, inputs: readonly Canvas[]): Canvas {
	return inputs.reduce((under, input, i) => blend(under, input, 0.5 / (i + 1)), base);
}
