import type { DatasetVersion } from "../../../contract/training/datasets.ts";
import type { TrainingResource } from "../../../contract/training/trainings.ts";
import type { TrainingBody } from "../../api/trainings.ts";

/** What the form asks for, as it is typed. */
export interface Settings {
	dataset: string;
	output_name: string;
	family: string;
	trainer: string;
	base_model: string;
	/** Empty: by the formula. */
	steps: string;
	/** Empty: as the trainer's authors recommend. */
	save_every: string;
	promote: "choose" | "last";
	pool: string;
}

/** Families that somebody trains, and the program that usually does. */
export const FAMILIES = {
	sd15: { words: "Stable Diffusion 1.5", trainer: "sd-scripts", folder: "checkpoints" },
	sdxl: { words: "SDXL", trainer: "sd-scripts", folder: "checkpoints" },
	flux: { words: "FLUX.1", trainer: "sd-scripts-flux", folder: "diffusion_models" },
} as const;
type Family = keyof typeof FAMILIES;
const isFamily = (text: string): text is Family => Object.hasOwn(FAMILIES, text);
export const familyOf = (text: string) => FAMILIES[isFamily(text) ? text : "sd15"];

/** What a form begins with: the version that was asked for or the newest, or the settings of a training before. Pure. */
export function begun(
	versions: readonly DatasetVersion[],
	asked: string | null,
	before: TrainingResource | undefined,
): Settings {
	const wanted = before?.dataset ?? asked;
	const version = versions.find(({ reference }) => reference === wanted) ?? versions[0];
	const family = before?.family ?? "sd15";
	return {
		dataset: version?.reference ?? "",
		output_name: before?.output_name ?? version?.reference.split("@")[0] ?? "",
		...{ family, trainer: before?.trainer ?? familyOf(family).trainer },
		base_model: before?.base_model ?? "",
		// What was reckoned for other pictures is reckoned again.
		...{ steps: "", save_every: "", promote: "choose", pool: "" },
	};
}

/** The request of what is filled in. Pure. */
export function bodyOf({ steps, save_every, pool, ...said }: Settings): TrainingBody {
	const recipe = { ...numbered("steps", steps), ...numbered("save_every", save_every) };
	return {
		...said,
		...(Object.keys(recipe).length > 0 && { recipe }),
		...(pool.trim() !== "" && { pool: pool.trim() }),
	};
}

const numbered = (name: string, text: string) => (text.trim() === "" ? {} : { [name]: Number(text) });
