import { plainText } from "./text.ts";

/** The four views of a character that are made one after the other (S3-50 to S3-54). */
export const viewIds = ["face", "front", "side", "back"] as const;
export type ViewId = (typeof viewIds)[number];

export interface View {
	/** Goes before the prompt. Ends in a comma. */
	prefix: string;
	/** Goes after the negative prompt. Ends in a comma. */
	negative: string;
}

export const views: Readonly<Record<ViewId, View>> = {
	face: {
		prefix: "portrait, headshot, face focus, detailed facial features,",
		negative: "full body, multiple views,",
	},
	front: {
		prefix: "full body, standing, front view, looking at camera,",
		negative: "cropped, headshot only,",
	},
	side: {
		prefix: "full body, standing, side view, profile,",
		negative: "front view, back view,",
	},
	back: {
		prefix: "full body, standing, back view, rear view,",
		negative: "front view, face visible,",
	},
};

/**
 * The prompts for one view: `prefix + " " + positive` and `negative + ", " + view's negative`, exactly (S3-54),
 * with the comma at the end that the view's negative has. Two cases differ from that rule, which would leave
 * stray commas: without a negative the view's own stands alone, and without a positive the prefix loses its last
 * comma. What is handed in is made plain text first (one line, no commas at its ends).
 */
export function viewPrompt(
	view: ViewId,
	prompt: { positive: string; negative?: string | undefined },
): { positive: string; negative: string } {
	const { prefix, negative: unwanted } = views[view];
	const positive = plainText(prompt.positive);
	const negative = plainText(prompt.negative ?? "");
	return {
		positive: positive === "" ? plainText(prefix) : `${prefix} ${positive}`,
		negative: negative === "" ? unwanted : `${negative}, ${unwanted}`,
	};
}
