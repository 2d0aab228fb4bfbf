import type { Dialect, TrainerLaunch, TrainingPlaces } from "../dialect/dialect.ts";
import { barIn, numberIn, type TrainerLine, troubleIn } from "../dialect/lines.ts";
import type { Recipe, TrainingWork } from "../work.ts";
import { savedFile, writtenCheckpoints } from "./names.ts";

const OPTIMIZERS: Readonly<Record<Recipe["optimizer"], string>> = {
	AdamW: "adamw",
	AdamW8bit: "adamw8bit",
	AdaFactor: "adafactor",
	Prodigy: "prodigy",
};

/**
 * ostris' ai-toolkit, for SD 1.5 and SDXL, whose base models it reads from one file. Written by the source of 27a03a91;
 * it has not been run.
 */
export const aiToolkit: Dialect = {
	launch,
	read: readAiToolkit,
	// Its bar begins where the training goes on.
	stepsDone: ({ done }) => done,
	checkpoints: ({ output_name }, files, at) => writtenCheckpoints(output_name, files, at),
	last: ({ output_name }) => `${output_name}/${output_name}.safetensors`,
	// It goes on from the newest weights in its folder, and reads from them which step they are of.
	restore: ({ output_name, resume }, { role, name }) => {
		if (resume === null || role === "log") return null;
		const path = role === "lora" ? savedFile(output_name, resume.step) : `${output_name}/${name}`;
		return { below: "output", path };
	},
};

/** A configuration as JSON, which ai-toolkit reads as it does YAML. */
function launch(work: TrainingWork, places: TrainingPlaces): TrainerLaunch {
	const path = `${places.configs}/ai-toolkit.json`;
	return {
		args: ["run.py", path],
		env: { PYTHONUNBUFFERED: "1", PYTORCH_ENABLE_MPS_FALLBACK: "1", NO_ALBUMENTATIONS_UPDATE: "1" },
		files: [{ path, text: `${JSON.stringify(configOf(work, places), null, "\t")}\n` }],
	};
}

/** The configuration: keys as in its own examples. Pure. */
export function configOf(work: TrainingWork, places: TrainingPlaces) {
	const { recipe, output_name, family, regularisation } = work;
	const dtype = recipe.precision === "fp32" ? "fp32" : recipe.precision;
	const shared = { caption_ext: "txt", caption_dropout_rate: 0, resolution: [recipe.resolution] };
	const learned = {
		...{ folder_path: places.pictures, num_repeats: work.repeats },
		...{ shuffle_tokens: recipe.shuffle_captions, keep_tokens: recipe.keep_tokens },
		...shared,
	};
	const beside = regularisation !== null &&
		places.regularisation !== null && {
			...{ folder_path: places.regularisation, num_repeats: regularisation.repeats, is_reg: true },
			default_caption: regularisation.class_prompt,
			...shared,
		};
	return {
		job: "extension",
		config: {
			name: output_name,
			process: [
				{
					type: "sd_trainer",
					training_folder: places.output,
					device: places.device === "cuda" ? "cuda:0" : places.device,
					trigger_word: work.trigger,
					network: { type: "lora", linear: recipe.rank, linear_alpha: recipe.alpha },
					save: {
						dtype: "float16",
						save_every: recipe.save_every,
						// Weights are kept elsewhere as they come: two stay for those that are on their way.
						max_step_saves_to_keep: 2,
						push_to_hub: false,
					},
					datasets: beside ? [learned, beside] : [learned],
					train: {
						...{ batch_size: recipe.batch, steps: recipe.steps, gradient_accumulation_steps: 1 },
						...{ train_unet: true, train_text_encoder: recipe.text_encoder_learning_rate > 0 },
						gradient_checkpointing: recipe.gradient_checkpointing,
						noise_scheduler: "ddpm",
						optimizer: OPTIMIZERS[recipe.optimizer],
						...{ lr: recipe.unet_learning_rate, unet_lr: recipe.unet_learning_rate },
						text_encoder_lr: recipe.text_encoder_learning_rate,
						lr_scheduler: recipe.scheduler,
						...(recipe.scheduler === "constant_with_warmup" && {
							lr_scheduler_params: { num_warmup_steps: Math.ceil(recipe.steps / 20) },
						}),
						reg_weight: recipe.prior_loss_weight,
						dtype,
						// Pictures are made of checkpoints by jobs, not by the trainer.
						disable_sampling: true,
						skip_first_sample: true,
					},
					model: { name_or_path: places.base, is_xl: family === "sdxl", quantize: false },
				},
			],
		},
		meta: { name: "[name]", version: "1.0" },
	};
}

/** What a line of ai-toolkit says. It does not tell what it trains on. Pure. */
export function readAiToolkit(line: string): TrainerLine | null {
	const bar = barIn(line);
	if (bar === null) return troubleIn(line);
	const loss = numberIn(/\bloss: ([^,\]\s]+)/.exec(bar.rest)?.[1]);
	const learning_rate = numberIn(/\blr: ([^,\]\s]+)/.exec(bar.rest)?.[1]);
	// Other bars are of what is loaded and encoded: they tell no learning rate.
	if (learning_rate === null) return null;
	const { done, total, seconds_per_step } = bar;
	return { type: "bar", done, total, loss, learning_rate, seconds_per_step };
}
