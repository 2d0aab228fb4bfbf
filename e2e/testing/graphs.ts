import { readFileSync } from "node:fs";
import path from "node:path";
import type { FaultScript } from "../../worker/emulators/comfyui/faults.ts";
import type { ApiGraph } from "../../workflows/graph/graph.ts";
import { readGraph } from "../../workflows/graph/graph.ts";

/** A picture of one colour (`0xrrggbb`), its colours inverted. Needs no model. */
export function invertedColour(colour: number, width = 64, height = 48): ApiGraph {
	return {
		"1": { class_type: "EmptyImage", inputs: { width, height, batch_size: 1, color: colour } },
		"2": { class_type: "ImageInvert", inputs: { image: ["1", 0] } },
		"3": { class_type: "SaveImage", inputs: { images: ["2", 0], filename_prefix: "inverted" } },
	};
}

/** An uploaded picture (input `1.image`), scaled without smoothing. */
export function scaledUpload(width: number, height: number): ApiGraph {
	return {
		"1": { class_type: "LoadImage", inputs: { image: "" } },
		"2": {
			class_type: "ImageScale",
			inputs: { image: ["1", 0], upscale_method: "nearest-exact", width, height, crop: "disabled" },
		},
		"3": { class_type: "SaveImage", inputs: { images: ["2", 0], filename_prefix: "scaled" } },
	};
}

/** An uploaded picture (input `1.image`), inverted `times` times. */
export function invertedUpload(times: number): ApiGraph {
	const graph: ApiGraph = { "1": { class_type: "LoadImage", inputs: { image: "" } } };
	for (let i = 0; i < times; i++) {
		graph[String(i + 2)] = { class_type: "ImageInvert", inputs: { image: [String(i + 1), 0] } };
	}
	graph.save = {
		class_type: "SaveImage",
		inputs: { images: [String(times + 1), 0], filename_prefix: "inverted" },
	};
	return graph;
}

/** A picture by the tiny weights that tests use: quick on a CPU, and of nothing in particular. */
export function tinyTextToImage(change: { seed?: number; steps?: number; model?: string } = {}): ApiGraph {
	const file = path.join(import.meta.dirname, "../fixtures/tiny-text-to-image.json");
	const read = readGraph(JSON.parse(readFileSync(file, "utf8")), []);
	if (!read.ok) throw new Error(`${file} is no graph`);
	const { graph } = read;
	const set = (node: string, input: string, value: string | number | undefined) => {
		const found = graph[node];
		if (found && value !== undefined) found.inputs[input] = value;
	};
	set("6", "seed", change.seed);
	set("6", "steps", change.steps);
	set("1", "unet_name", change.model);
	return graph;
}

/** A picture that takes `steps` steps of `ms` milliseconds each, on servers that have ProbeProgress. */
export function slowPicture(colour: number, steps: number, ms: number): ApiGraph {
	return {
		"1": { class_type: "EmptyImage", inputs: { width: 64, height: 48, batch_size: 1, color: colour } },
		"2": { class_type: "ProbeProgress", inputs: { image: ["1", 0], steps, ms, preview: false } },
		"3": { class_type: "SaveImage", inputs: { images: ["2", 0], filename_prefix: "slow" } },
	};
}

/** The node of {@link heldPicture} that an emulator holds while {@link HOLD} is its script. */
const HELD = "held";
const HELD_STEPS = 200;

/** A script that holds every held picture in its last step, until another script is set. */
export const HOLD: FaultScript = [
	{ at: "step", match: { node_id: HELD, step: HELD_STEPS }, times: 0, do: { kind: "hold" } },
];

/**
 * A picture whose run lasts until the test lets it go, however busy the machine is. As it has told nearly all of its
 * steps by then, its worker expects it to end soon and claims ahead.
 */
export function heldPicture(colour: number): ApiGraph {
	const { "2": slow, "3": save, ...rest } = slowPicture(colour, HELD_STEPS, 0);
	if (!slow || !save) throw new Error("a slow picture has changed");
	return {
		...rest,
		// With previews no step is left out.
		[HELD]: { ...slow, inputs: { ...slow.inputs, preview: true } },
		"3": { ...save, inputs: { ...save.inputs, images: [HELD, 0] } },
	};
}

/** The same with an uploaded picture (input `1.image`). */
export function slowUpload(steps: number, ms: number): ApiGraph {
	return { ...slowPicture(0, steps, ms), "1": { class_type: "LoadImage", inputs: { image: "" } } };
}
