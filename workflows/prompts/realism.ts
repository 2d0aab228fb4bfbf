import { appendMissing } from "./text.ts";

/**
 * What makes a picture look photographed (requirements S0-D06 to S0-D23). The lines stand here word for word as
 * in the quality checklist they come from.
 *
 * Two of them say what should not be there (`asymmetry`, `no_glow`). Text encoders mostly read the words and not
 * the "not", and ComfyUI reads the parentheses of `asymmetry` as emphasis: `photoModules` leaves these two out.
 */
export type RealismId =
	| "camera"
	| "lighting"
	| "depth_of_field"
	| "strands"
	| "pores"
	| "subsurface_scattering"
	| "asymmetry"
	| "no_glow"
	| "reflectance"
	| "veins";

export interface RealismModule {
	id: RealismId;
	/** What is appended to the prompt. */
	text: string;
	/** The requirement it fulfils. */
	row: string;
}

export const realismModules: readonly RealismModule[] = [
	{ id: "camera", text: "Shot on Fujifilm GFX 100S, 80mm prime lens, f/2.8", row: "S0-D14" },
	{ id: "lighting", text: "High-key butterfly lighting with large softboxes", row: "S0-D15" },
	{ id: "depth_of_field", text: "Shallow depth of field, sharp focus on eyes and face", row: "S0-D16" },
	{
		id: "strands",
		text: "Individual hair strands, lashes, eyebrows rendered individually",
		row: "S0-D17",
	},
	{ id: "pores", text: "Pores, fine wrinkles, follicles, blemishes visible", row: "S0-D18" },
	{
		id: "subsurface_scattering",
		text: "Realistic subsurface scattering, sheen, and texture",
		row: "S0-D19",
	},
	{
		id: "asymmetry",
		text: 'Natural asymmetries preserved (not "perfect" or "flawless")',
		row: "S0-D20",
	},
	{ id: "no_glow", text: "No artificial glow, bloom, or rim lighting", row: "S0-D21" },
	{ id: "reflectance", text: "Accurate reflectance on eyes and lips", row: "S0-D22" },
	{ id: "veins", text: "Subtle veins and cartilage translucency", row: "S0-D23" },
];

/** The lines on skin, hair and eyes. They say nothing of camera and light, so that these may differ. */
export const skinModules: readonly RealismId[] = [
	"strands",
	"pores",
	"subsurface_scattering",
	"reflectance",
	"veins",
];

/** The lines that say what should be there, which is all but two. */
export const photoModules: readonly RealismId[] = ["camera", "lighting", "depth_of_field", ...skinModules];

/**
 * The short words for the same quality (S0-A34, S0-D06 to S0-D12). "8K" is a word for the prompt: it does not
 * change the size of the picture.
 */
export const realismTags: readonly string[] = [
	"8K hyper-realistic",
	"photorealistic",
	"appealing",
	"attractive",
	"visible pores",
	"fine wrinkles",
	"follicles",
	"blemishes",
	"freckles",
	"realistic skin texture",
	"subtle translucency",
	"subdermal depth",
	"individual hair strands",
	"lashes",
	"eyebrows",
	"tear-film reflections",
	"wet mucosa",
	"natural asymmetries",
	"editorial fashion photography",
	"studio lighting",
	"DSLR photo quality",
];

/**
 * The prompt with the lines of these modules after it, comma separated, in the order of `realismModules`. A line
 * that the prompt has already is not said twice; doing it again changes nothing. At most `MAX_PROMPT` characters:
 * a longer prompt is cut, the lines are not.
 */
export function withRealism(prompt: string, modules: readonly RealismId[] | "all" | "none"): string {
	const wanted = realismModules.filter(
		({ id }) => modules === "all" || (modules !== "none" && modules.includes(id)),
	);
	return appendMissing(
		prompt,
		wanted.map(({ text }) => text),
	);
}

/** The prompt with those `realismTags` after it that it does not have yet. Like `withRealism` otherwise. */
export function withRealismTags(prompt: string): string {
	return appendMissing(prompt, realismTags);
}
