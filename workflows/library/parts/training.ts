import * as z from "zod";
import { assetId, promptText } from "../../definition/parameters.ts";
import { characterSheetPlan, sheetCaption } from "../../prompts/poses.ts";
import { triggerWord as cleanTrigger, MAX_CAPTION, withTrigger } from "../../prompts/trigger.ts";
import { triggerWord } from "./lora.ts";

/** What the trainings share: pictures with captions, and names. */

/** Fewer pictures than a small character sheet has teach a LoRA one pose (S0-B01). */
const FEWEST_PICTURES = 7;
const MOST_PICTURES = 100;

const picture = z.strictObject({
	image: assetId,
	caption: promptText(MAX_CAPTION).meta({
		description:
			"What varies in this picture: framing, pose, background. Not the looks that are to be learned.",
	}),
});

/** The data set and its word. Check it with {@link withCaptions}. */
export const datasetFields = {
	dataset: z.array(picture).min(FEWEST_PICTURES).max(MOST_PICTURES).meta({
		description:
			"The pictures, each with its caption: trigger word, framing, pose, background. The trigger word is put first where it is not.",
	}),
	trigger_word: triggerWord.meta({
		description:
			"The word the character is learned under, such as ohwx woman. It is put first in every caption.",
	}),
	output_name: z
		.string()
		.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/, "must be up to 60 letters, digits, dots, - and _")
		.default("character")
		.meta({
			description:
				"What the delivered file of the LoRA is called, without extension. Choose one per character and version.",
		}),
	sample_prompt: promptText(1000).default("portrait, looking at the camera, plain background").meta({
		description: "What the sample shows that is made with the new LoRA. The trigger word is put first.",
	}),
};

interface Captioned {
	trigger_word: string;
	dataset: { image: string; caption: string }[];
}

/** The same with the trigger word first in every caption, and once. Doing it again changes nothing. */
export function withTriggers<T extends Captioned>(sent: T): T {
	const dataset = sent.dataset.map(({ image, caption }) => ({
		image,
		caption: withTrigger(sent.trigger_word, caption),
	}));
	return { ...sent, dataset };
}

/** Reports captions that say nothing but the trigger word, or are too long with it. For `superRefine`. */
export function checkCaptions(sent: Captioned, ctx: z.RefinementCtx): void {
	const refuse = (path: (string | number)[], message: string) =>
		ctx.addIssue({ code: "custom", path, message });
	const word = cleanTrigger(sent.trigger_word);
	if (word === "") refuse(["trigger_word"], "must be more than commas");
	for (const [i, { caption }] of sent.dataset.entries()) {
		const path = ["dataset", i, "caption"];
		if (caption === word || caption === "")
			refuse(path, "must say more than the trigger word: framing, pose and background");
		if (caption.length > MAX_CAPTION)
			refuse(path, `must be at most ${MAX_CAPTION} characters with the trigger word in front`);
	}
}

/** A data set for examples: the beginning of a character sheet. */
export function exampleDataset(trigger: string): Captioned["dataset"] {
	return characterSheetPlan(FEWEST_PICTURES).map((sheet) => ({
		image: "ast_0123456789abcdefghijklmnop",
		caption: sheetCaption(trigger, sheet),
	}));
}

/** What both deliver besides the sample, for documents. */
export const weightsNote =
	"The weights are the output lora, a file named <output_name>.safetensors. To use them, put the file into models/loras of the workers: they keep no copy of their own.";

/** What both promise of it. */
export const weightsPromise =
	"The weights are among the outputs: a job that succeeded has them stored, with their size and sha256.";

/** About captions and pictures, for documents. */
export const datasetNotes = [
	"Caption what varies (framing, pose, background) and leave out what is to be learned: a caption that describes the costume ties the costume to those words and not to the trigger word.",
	"7 to 10 pictures of a character sheet are enough to begin with; 30 in the proportion 21 upper body, 6 portraits and 3 full body serve best.",
	"No flipped copies are made: a character whose two sides differ would be learned wrongly.",
	"The card trains and does nothing else meanwhile: no picture is made on that worker until it is done.",
];
