import { words } from "../words.ts";

/** Parameters that many workflows have. */
const KNOWN = {
	prompt: "param_prompt",
	negative_prompt: "param_negative_prompt",
	aspect_ratio: "param_aspect_ratio",
	variations: "param_variations",
	seed: "param_seed",
	references: "param_references",
	reference_strength: "param_reference_strength",
	image: "param_image",
	face: "param_face",
	base_image: "param_base_image",
	seconds: "param_seconds",
	model: "param_model",
	lora: "param_lora",
	lora_strength: "param_lora_strength",
	steps: "param_steps",
	width: "param_width",
	height: "param_height",
} as const;
const isKnown = (name: string): name is keyof typeof KNOWN => Object.hasOwn(KNOWN, name);

/** A name as words: `base_images` as "Base images". Pure. */
export function inWords(name: string): string {
	const text = name.replaceAll(/[_-]+/g, " ");
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What parameters are called in the language of the page. */
export function useParameterName(): (name: string) => string {
	const say = words.use();
	return (name) => (isKnown(name) ? say(KNOWN[name]) : inWords(name));
}
