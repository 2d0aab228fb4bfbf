import { isRecord } from "../object-info/read.ts";
import { PyError, typeName } from "./python/python.ts";
import { contains, memberOf } from "./python/python-data.ts";

/** Where an input of the new class comes from: an input of the old one, or a fixed value. */
type Source = { from: string } | { value: string };
interface Replacement {
	to: string;
	inputs?: Readonly<Record<string, Source>>;
}

/**
 * Classes that ComfyUI 0.33.0 takes for others where it does not have them (comfy_extras/nodes_replacements.py,
 * GET /node_replacements). Those without `inputs` lose theirs: the server maps none. Outputs keep their slots.
 */
const replacements: Readonly<Record<string, Replacement>> = {
	ResizeImagesByLongerEdge: {
		to: "ImageScaleToMaxDimension",
		inputs: {
			image: { from: "images" },
			largest_size: { from: "longer_edge" },
			upscale_method: { value: "lanczos" },
		},
	},
	ImageBatch: {
		to: "BatchImagesNode",
		inputs: { "images.image0": { from: "image1" }, "images.image1": { from: "image2" } },
	},
	ImageScaleBy: {
		to: "ResizeImageMaskNode",
		inputs: {
			input: { from: "image" },
			resize_type: { value: "scale by multiplier" },
			"resize_type.multiplier": { from: "scale_by" },
			scale_method: { from: "upscale_method" },
		},
	},
	T2IAdapterLoader: { to: "ControlNetLoader", inputs: { control_net_name: { from: "t2i_adapter_name" } } },
	Load3DAnimation: { to: "Load3D" },
	Preview3DAnimation: { to: "Preview3D" },
	SDV_img2vid_Conditioning: { to: "SVD_img2vid_Conditioning" },
	"ConditioningAverage ": { to: "ConditioningAverage" },
};

/**
 * A node with its class replaced, or the node itself. ComfyUI goes through every node for this, before it looks
 * at anything else, and trips over nodes of a shape it does not expect.
 *
 * @throws PyError where it does: the answer is 500 then
 */
export function replaceClass(node: unknown, has: (classType: string) => boolean): unknown {
	if (!contains(node, "class_type") || !contains(node, "inputs")) return node;
	const classType = memberOf(node, "class_type");
	const inputs = memberOf(node, "inputs");
	if (typeof classType === "object" && classType !== null) throw unhashable(classType);
	if (!isRecord(inputs)) throw noAttribute(inputs, "items");
	if (typeof classType !== "string" || !Object.hasOwn(replacements, classType) || has(classType)) return node;
	const replacement = replacements[classType];
	if (replacement === undefined || !isRecord(node) || !has(replacement.to)) return node;
	// The server copies the title without asking whether there is one.
	const meta = memberOf(node, "_meta");
	if (!isRecord(meta) && !Array.isArray(meta)) throw noAttribute(meta, "copy");
	const mapped = Object.entries(replacement.inputs ?? {}).map(([name, source]) => [
		name,
		"value" in source ? source.value : memberOf(inputs, source.from),
	]);
	return { ...node, class_type: replacement.to, inputs: Object.fromEntries(mapped) };
}

export function unhashable(value: unknown): PyError {
	return new PyError("TypeError", `unhashable type: '${typeName(value)}'`);
}

export function noAttribute(value: unknown, name: string): PyError {
	return new PyError("AttributeError", `'${typeName(value)}' object has no attribute '${name}'`);
}
