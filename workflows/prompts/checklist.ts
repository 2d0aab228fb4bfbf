/** One thing that a person who reviews a picture looks for. */
export interface ChecklistItem {
	id: string;
	/** As it stands in a review form. */
	text: string;
}

/** The checklist of a picture's quality (S0-D36), in its order and words. */
export const imageChecklist: readonly ChecklistItem[] = [
	{ id: "photorealistic", text: "8K hyper-realistic, photorealistic quality" },
	{ id: "appealing", text: "Appealing, attractive appearance" },
	{ id: "skin", text: "Natural skin texture with visible pores" },
	{ id: "strands", text: "Individual hair strands, lashes, eyebrows" },
	{ id: "asymmetry", text: 'Natural asymmetries preserved (not "perfect")' },
	{ id: "professional", text: "Professional photography aesthetic" },
	{ id: "no_artifacts", text: "No AI artifacts (plastic/waxy look)" },
	{ id: "lighting", text: "Realistic lighting and shadows" },
	{ id: "sharp", text: "Sharp focus on eyes and face" },
	{ id: "composition", text: "Clean composition" },
];
