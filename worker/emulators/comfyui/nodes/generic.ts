import type { ClassInfo } from "../../../../workflows/object-info/read.ts";
import { tone } from "../render/audio.ts";
import { type Canvas, resize } from "../render/canvas.ts";
import { encodePng } from "../render/png.ts";
import { paint } from "../render/scene.ts";
import type { Latent, NodeValue } from "../values.ts";
import { isNodeValue, type NodeContext, type NodeDef, type NodeInputs, type NodeResult } from "./define.ts";
import { collage } from "./images.ts";
import { develop } from "./latents.ts";
import { pngText } from "./outputs.ts";
import { weightWriters } from "./weights.ts";

/** Size of pictures that nothing in the inputs determines. */
const DEFAULT_SIDE = 512;

/** Moments of a film at most: a graph may ask for more than memory holds. */
const MOST_MOMENTS = 1_000;

interface Seen {
	pictures: Canvas[];
	/** All widget values and texts, in one line: what the made-up picture depends on. */
	summary: string;
}

function look(inputs: NodeInputs): Seen {
	const pictures: Canvas[] = [];
	const words: string[] = [];
	for (const [name, value] of inputs.entries()) {
		if (!isNodeValue(value)) words.push(`${name}=${String(value)}`);
		else if (value.type === "IMAGE" || value.type === "LATENT" || value.type === "VIDEO") {
			pictures.push(...value.frames.slice(0, 1));
		} else if (value.type === "CONDITIONING") words.push(value.text);
		else if (value.type === "OPAQUE") words.push(value.tag);
	}
	return { pictures, summary: words.join(" ") };
}

function made(inputs: NodeInputs, seen: Seen): Canvas {
	const [first] = seen.pictures;
	const width = inputs.number("width", first?.width ?? DEFAULT_SIDE) || DEFAULT_SIDE;
	const height = inputs.number("height", first?.height ?? DEFAULT_SIDE) || DEFAULT_SIDE;
	const seed = inputs.text("seed", inputs.text("noise_seed", "0"));
	const scene = { text: seen.summary, negative: "", seed, settings: "", width, height, inputs: [] };
	return resize(collage(paint(scene), seen.pictures), width, height);
}

function isLatent(value: unknown): value is Latent {
	return isNodeValue(value) && value.type === "LATENT";
}

/** A value of the asked type: an input of that type if there is one, else something made up. */
function produce(type: string, inputs: NodeInputs, seen: Seen): NodeValue {
	for (const [, value] of inputs.entries()) {
		if (isNodeValue(value) && value.type === type && !["IMAGE", "LATENT"].includes(type)) return value;
	}
	const canvas = (): Canvas => made(inputs, seen);
	switch (type) {
		case "IMAGE": {
			// What makes pictures of a latent decodes it.
			const latent = [...inputs.entries()].map(([, value]) => value).find(isLatent);
			return { type, frames: latent === undefined ? [canvas()] : develop(latent) };
		}
		case "LATENT": {
			const frame = canvas();
			const { width, height } = frame;
			const batch = Math.min(MOST_MOMENTS, Math.max(1, inputs.number("length", 1)));
			const frames = Array<Canvas>(batch).fill(frame);
			return { type, width, height, batch, frames, seconds: 1, ...(batch > 1 && { film: true }) };
		}
		case "MASK":
			return { type, canvas: canvas() };
		case "VIDEO":
			return { type, frames: Array<Canvas>(8).fill(canvas()), fps: 8, audio: undefined };
		case "AUDIO":
			return tone(seen.summary, 2);
		case "CONDITIONING":
			return { type, text: seen.summary, zeroed: false, guidance: 0, references: seen.pictures };
		case "MODEL":
		case "CLIP":
			return { type, name: seen.summary, patches: [] };
		case "VAE":
		case "CONTROL_NET":
			return { type, name: seen.summary };
		case "STRING":
			return { type: "SCALAR", value: seen.summary };
		case "INT":
		case "FLOAT":
			return { type: "SCALAR", value: 1 };
		case "BOOLEAN":
			return { type: "SCALAR", value: true };
		default:
			return { type: "OPAQUE", of: type, tag: seen.summary };
	}
}

/**
 * Runs a class that is known from a foreign object_info only. It makes something of every output type that
 * shows what went in, and as an output node saves the picture it got: enough for whole graphs to run.
 */
export function generic(info: ClassInfo | undefined): Pick<NodeDef, "run"> {
	return {
		run: async (inputs: NodeInputs, context: NodeContext): Promise<NodeResult> => {
			const seen = look(inputs);
			const outputs = (info?.output ?? []).map((type) => produce(String(type), inputs, seen));
			const write = weightWriters.get(String(info?.name));
			write?.(inputs, context, seen.summary);
			if (!info?.output_node || write !== undefined) return { outputs };
			if (seen.pictures.length === 0) return { outputs, ui: { text: [seen.summary] } };
			const [picture] = seen.pictures;
			const images = context.save({
				prefix: inputs.text("filename_prefix", "ComfyUI"),
				folder: "output",
				extension: "png",
				trailingUnderscore: true,
				width: picture?.width ?? 0,
				height: picture?.height ?? 0,
				files: picture ? [encodePng(picture, pngText(context), context.outputBytes)] : [],
			});
			return { outputs, ui: { images } };
		},
	};
}
