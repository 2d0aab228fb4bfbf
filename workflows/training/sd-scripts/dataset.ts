import type { TrainingPlaces } from "../dialect/dialect.ts";
import type { TrainingWork } from "../work.ts";

/** Buckets are counted in these; a smaller picture than the smallest is refused. */
const BUCKET_STEP = 64;

/**
 * The data set as sd-scripts reads it (`--dataset_config`). Folders named `10_name` count for nothing in such a file, so
 * the repeats stand in it. Pure.
 *
 * All steps are one epoch: a resume skips within an epoch only by counting from its beginning, and counts steps and
 * names files from there (measured with 48d368fa: after a resume at 6 of 8 steps with epochs of 5, the next file was
 * called step00000002). So pictures are repeated until an epoch is as long as the training; how often each is seen beside
 * the regularisation stays the same, since sd-scripts draws as many of that as there are pictures.
 */
export function datasetToml(work: TrainingWork, places: TrainingPlaces): string {
	const { recipe, regularisation, pictures } = work;
	// Below 256 pixels it wants a smaller smallest bucket, and does not say so before it has loaded everything else.
	const smallest = Math.max(
		BUCKET_STEP,
		Math.min(256, recipe.resolution - (recipe.resolution % BUCKET_STEP)),
	);
	const shuffle = recipe.shuffle_captions && work.trainer !== "sd-scripts-flux";
	const lines = [
		"[general]",
		"enable_bucket = true",
		`min_bucket_reso = ${smallest}`,
		'caption_extension = ".txt"',
		`shuffle_caption = ${shuffle}`,
		`keep_tokens = ${recipe.keep_tokens}`,
		"",
		"[[datasets]]",
		`resolution = [${recipe.resolution}, ${recipe.resolution}]`,
		`batch_size = ${recipe.batch}`,
		"",
		"[[datasets.subsets]]",
		`image_dir = ${text(places.pictures)}`,
		`num_repeats = ${repeatsOf(work)}`,
	];
	if (regularisation === null || places.regularisation === null || pictures.length === 0)
		return `${lines.join("\n")}\n`;
	lines.push(
		"",
		"[[datasets.subsets]]",
		"is_reg = true",
		`image_dir = ${text(places.regularisation)}`,
		`class_tokens = ${text(oneLine(regularisation.class_prompt))}`,
		`num_repeats = ${regularisation.repeats}`,
	);
	return `${lines.join("\n")}\n`;
}

/** How often each picture is repeated, so that one epoch holds all steps: a multiple of what was asked for. Pure. */
export function repeatsOf({ pictures, repeats, recipe, regularisation }: TrainingWork): number {
	const round = pictures.length * repeats * (regularisation === null ? 1 : 2);
	return repeats * Math.max(1, Math.ceil((recipe.steps * recipe.batch) / round));
}

/** A caption as it is written beside its picture: of several lines, sd-scripts reads the first only. Pure. */
export function oneLine(caption: string): string {
	return caption.replaceAll(/\s+/g, " ").trim();
}

/** A basic string of TOML: what it escapes is what JSON escapes. */
function text(value: string): string {
	return JSON.stringify(value).replaceAll("\u007f", "\\u007F");
}
