import type { JobResource } from "../../../../contract/jobs/jobs.ts";
import { words } from "../words.ts";

type Named = Pick<JobResource["stages"][number], "key">;

/** Stages that come with Darkroom, by their keys. */
const KNOWN = {
	avatar: "stage_avatar",
	front: "stage_front",
	side: "stage_side",
	back: "stage_back",
	"base-images": "stage_base_images",
	"face-swap": "stage_face_swap",
	"skin-enhancement": "stage_skin",
	"character-sheet": "stage_sheet",
	expressions: "stage_expressions",
	lighting: "stage_lighting",
	poses: "stage_poses",
	"class-pictures": "stage_class_pictures",
	train: "stage_train",
	comparison: "stage_comparison",
	choice: "stage_choice",
	final: "stage_final",
	main: "stage_main",
} as const;
const isKnown = (key: string): key is keyof typeof KNOWN => Object.hasOwn(KNOWN, key);

/** What a stage without a translation is called, for people: its key in words. Pure. */
export function inWords(key: string): string {
	const text = key.replaceAll(/[_-]+/g, " ");
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What stages are called in the language of the page. */
export function useStageName(): (stage: Named) => string {
	const say = words.use();
	return ({ key }) => (isKnown(key) ? say(KNOWN[key]) : inWords(key));
}
