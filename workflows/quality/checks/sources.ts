import type { Standards } from "./standards.ts";

const PHOTOGRAPHS = "33 photographs and scans of scikit-image 0.26, the same blurred, and generated pictures";
const GENERATED = "generated pictures, and spoilt copies of them";
const CHOSEN = "chosen, not measured";
const FACES = "parts of photographs of packages: sharp ones, blurred ones, and some with nobody in them";
const CURVE =
	"the curve of the engine that looks: 60 % is where one person begins (39 photographs of 11 people)";

/**
 * From what each figure was set. None was set on what a model makes: without weights and a GPU there is nothing to measure.
 * Whoever has both sets figures of their own, in a workflow's `standards` or with `darkroom qa --standards`.
 */
export const SOURCES: Readonly<Record<keyof Standards, string>> = {
	subject: "what the workflow makes",
	spread_from: GENERATED,
	flat_from: GENERATED,
	grain_from: PHOTOGRAPHS,
	blotches_from: PHOTOGRAPHS,
	sharpness_from: PHOTOGRAPHS,
	dark_up_to: PHOTOGRAPHS,
	bright_up_to: `${PHOTOGRAPHS}; 0.9 of pictures on a white ground is ${CHOSEN}`,
	skin_texture_from: `${PHOTOGRAPHS}; told only, as sand and walls count as skin too`,
	near_up_to: GENERATED,
	style_up_to: CHOSEN,
	face_view: "what the workflow asks for",
	faces_from: "what the workflow asks for",
	faces_up_to: "what the workflow asks for",
	face_match_from: CURVE,
	face_match_target: "what is promised: 80 % of a face swap, 95 % with a LoRA",
	face_match_aside_from: CHOSEN,
	face_sharpness_from: FACES,
	aspect_within: CHOSEN,
};
