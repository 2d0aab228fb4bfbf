import * as z from "zod";
import { LORA_FOLDER } from "../definition/lora-reference.ts";
import {
	assetId,
	loraName,
	modelFileName,
	promptText,
	seed,
	stepped,
	textOrNothing,
} from "../definition/parameters.ts";
import { documentLimits, standardRange } from "./limits.ts";
import type { ParameterFields } from "./parameter-fields.ts";

/** The value that counts where a request has none. */
export function defaultOf(parameter: ParameterFields): string | number | boolean | undefined {
	return "default" in parameter ? parameter.default : undefined;
}

/** Whether every request must have it. Files are wanted unless the document says otherwise. */
export function isRequired(parameter: ParameterFields): boolean {
	return parameter.type === "seed" ? false : (parameter.required ?? isFile(parameter));
}

export function isFile<T extends { type: ParameterFields["type"] }>(
	parameter: T,
): parameter is Extract<T, { type: "image" | "mask" | "video" | "audio" }> {
	return ["image", "mask", "video", "audio"].includes(parameter.type);
}

/** The range of an integer or a number, with what the document leaves out filled in. */
export function rangeOf({ min, max }: { min?: number | undefined; max?: number | undefined }) {
	return {
		min: min ?? Math.min(standardRange.min, max ?? 0),
		max: max ?? Math.max(standardRange.max, min ?? 0),
	};
}

/** What a client may send for a parameter. */
export function schemaOf(parameter: ParameterFields): z.ZodType {
	const standard = defaultOf(parameter);
	const base = valuesOf(parameter);
	const description = { description: parameter.description };
	if (isRequired(parameter)) return base.meta(description);
	return (standard === undefined ? base.optional() : base.default(standard)).meta(description);
}

/** The values themselves, whether or not they may be left out. */
export function valuesOf(parameter: ParameterFields): z.ZodType {
	switch (parameter.type) {
		case "text": {
			const max = parameter.max_length ?? documentLimits.standardText;
			return parameter.required === true ? promptText(max) : textOrNothing(max);
		}
		case "integer":
			return stepped({ ...rangeOf(parameter), step: parameter.step ?? 1 });
		case "number": {
			const { min, max } = rangeOf(parameter);
			return z.number().min(min).max(max);
		}
		case "boolean":
			return z.boolean();
		case "choice":
			return z.enum(parameter.choices);
		case "seed":
			return parameter.max === undefined ? seed : seed.max(parameter.max);
		case "model":
			return parameter.folder === LORA_FOLDER ? loraName : modelFileName;
		case "image":
		case "mask":
		case "video":
		case "audio":
			return assetId;
	}
}
