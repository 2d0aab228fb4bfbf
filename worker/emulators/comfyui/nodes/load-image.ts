import { type Canvas, solid } from "../render/canvas.ts";
import { DamagedImage, decodeImage, NotAnImage } from "../render/decode.ts";
import { digest } from "../render/random.ts";
import { type NodeContext, type NodeDef, NodeFailure } from "./define.ts";
import { MAX_SIDE } from "./specs.ts";

const V1 = { module: "nodes", style: "v1" } as const;

/** The newer release opens pictures with PyAV, and those that this does not know with Pillow, as the older one does. */
function load(name: string, context: Pick<NodeContext, "read" | "exists" | "recent">): Canvas {
	const bytes = context.read(name);
	const av = context.recent ? "av.error." : "";
	if (!bytes && context.exists(name))
		throw new NodeFailure(`${av}IsADirectoryError`, `[Errno 21] Is a directory: '${name}'`);
	if (!bytes)
		throw new NodeFailure(`${av}FileNotFoundError`, `[Errno 2] No such file or directory: '${name}'`);
	if (bytes.length === 0 && context.recent) {
		const message = `[Errno 1094995529] Invalid data found when processing input: '${name}'`;
		throw new NodeFailure("av.error.InvalidDataError", message);
	}
	try {
		return decodeImage(bytes);
	} catch (error) {
		if (error instanceof DamagedImage) throw new NodeFailure("OSError", error.message);
		if (!(error instanceof NotAnImage)) throw error;
		throw new NodeFailure("PIL.UnidentifiedImageError", `${error.message}: '${name}'`);
	}
}

const uploads: Required<Pick<NodeDef, "fingerprint" | "validate">> = {
	fingerprint: (inputs, context) => digest(context.read(String(inputs.image))),
	validate: (inputs, context) =>
		context.exists(String(inputs.image)) ? undefined : `Invalid image file: ${String(inputs.image)}`,
};

function plane(canvas: Canvas, channel: string): Canvas {
	const offset = ["red", "green", "blue"].indexOf(channel);
	const data = new Uint8Array(canvas.data.length);
	for (let i = 0; i < canvas.width * canvas.height; i++) {
		const value = offset < 0 ? 255 - (canvas.alpha?.[i] ?? 255) : (canvas.data[i * 3 + offset] ?? 0);
		data.fill(value, i * 3, i * 3 + 3);
	}
	return { width: canvas.width, height: canvas.height, data };
}

/** Classes that read pictures from the input folder. */
export const imageLoaders: readonly NodeDef[] = [
	{
		...V1,
		...uploads,
		name: "LoadImage",
		display: "Load Image",
		category: "image",
		extra: { essentials_category: "Basics" },
		required: { image: [{ files: "input:image" }, { image_upload: true }] },
		outputs: [["IMAGE"], ["MASK"]],
		run: (inputs, context) => {
			const canvas = load(inputs.text("image"), context);
			const mask = canvas.alpha ? plane(canvas, "alpha") : solid(64, 64, [0, 0, 0]);
			const { alpha: _alpha, ...opaque } = canvas;
			return {
				outputs: [
					{ type: "IMAGE", frames: [opaque] },
					{ type: "MASK", canvas: mask },
				],
			};
		},
	},
	{
		...V1,
		...uploads,
		name: "LoadImageMask",
		display: "Load Image (as Mask)",
		category: "image",
		extra: { essentials_category: "Image Tools" },
		required: {
			image: [{ files: "input:image" }, { image_upload: true }],
			channel: [["alpha", "red", "green", "blue"]],
		},
		outputs: [["MASK"]],
		run: (inputs, context) => ({
			outputs: [{ type: "MASK", canvas: plane(load(inputs.text("image"), context), inputs.text("channel")) }],
		}),
	},
	{
		name: "WebcamCapture",
		display: "Webcam Capture",
		module: "comfy_extras.nodes_webcam",
		category: "image",
		style: "v1",
		...uploads,
		extra: { essentials_category: "Basics" },
		required: {
			image: ["WEBCAM", {}],
			width: ["INT", { default: 0, min: 0, max: MAX_SIDE, step: 1 }],
			height: ["INT", { default: 0, min: 0, max: MAX_SIDE, step: 1 }],
			capture_on_queue: ["BOOLEAN", { default: true }],
		},
		outputs: [["IMAGE"]],
		run: (inputs, context) => {
			const { alpha: _alpha, ...opaque } = load(inputs.text("image"), context);
			return { outputs: [{ type: "IMAGE", frames: [opaque] }] };
		},
	},
];
