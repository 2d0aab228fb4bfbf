import type { Dialect, TrainerLaunch, TrainingPlaces } from "../dialect/dialect.ts";
import { barIn, numberIn, type TrainerLine, troubleIn } from "../dialect/lines.ts";
import type { Recipe, TrainingWork } from "../work.ts";
import { NAME, savedFile, writtenCheckpoints } from "./names.ts";

const OPTIMIZERS: Readonly<Record<Recipe["optimizer"], string>> = {
	AdamW: "adamw",
	AdamW8bit: "adamw8bit",
	AdaFactor: "adafactor",
	Prodigy: "prodigy",
};

/**
 * ostris' ai-toolkit, for SD 1.5 and SDXL. What it takes, prints and writes was taken from 27a03a91 as it ran on a CPU
 * with random weights: whole, killed after a checkpoint, and resumed. A file called `_000000200` has learned 201 steps:
 * it saves within the step of that number, and a resume takes that step again.
 *
 * A base model of one file makes it ask the model hub for the configuration of its family; where it may not, it ends.
 */
export const aiToolkit: Dialect = {
	launch,
	read: readAiToolkit,
	// Its bar begins where the training goes on.
	stepsDone: ({ done }) => done,
	checkpoints: (_, files, at) => writtenCheckpoints(files, at),
	last: () => `${NAME}/${NAME}.safetensors`,
	// It goes on from the newest weights in its folder, and reads from them which step they are of.
	restore: ({ resume }, { role, name }) => {
		if (resume === null || role === "log") return null;
		const path = role === "lora" ? savedFile(resume.step) : `${NAME}/${name}`;
		return { below: "output", path };
	},
};

/**
 * Says what PyTorch has before it starts `run.py`, as accelerate chooses: asked for `cuda:0` or `mps` where there is
 * none, ai-toolkit trains on the CPU without a word, and ends with code 0 (measured).
 */
const TELLING_ITS_DEVICE = [
	"import runpy, sys, torch",
	'has = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"',
	'print("trains on:", has, flush=True)',
	"sys.argv = sys.argv[1:]",
	'runpy.run_path(sys.argv[0], run_name="__main__")',
].join("\n");

/** What a scheduler is told. Left to itself, its `linear` begins at a third of the rate and rises. */
function schedulerParameters({ scheduler, steps }: Recipe): Record<string, number> {
	if (scheduler === "linear") return { start_factor: 1, end_factor: 0 };
	if (scheduler === "constant_with_warmup") return { num_warmup_steps: Math.ceil(steps / 20) };
	return {};
}

/** A configuration as JSON, which ai-toolkit reads as it does YAML. */
function launch(work: TrainingWork, places: TrainingPlaces): TrainerLaunch {
	const path = `${places.configs}/ai-toolkit.json`;
	return {
		args: ["-c", TELLING_ITS_DEVICE, "run.py", path],
		env: {
			...{ PYTHONUNBUFFERED: "1", PYTORCH_ENABLE_MPS_FALLBACK: "1", NO_ALBUMENTATIONS_UPDATE: "1" },
			// Its configuration has no seed.
			SEED: String(work.recipe.seed),
		},
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
			name: NAME,
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
						lr_scheduler_params: schedulerParameters(recipe),
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
		meta: { name: output_name, version: "1.0" },
	};
}

/** What a line of ai-toolkit says, or of what starts it. Pure. */
function readAiToolkit(line: string): TrainerLine | null {
	const device = /^trains on: (cuda|mps|cpu)$/.exec(line.trim())?.[1];
	if (device !== undefined) return { type: "device", device };
	const bar = barIn(line);
	if (bar === null) return troubleIn(line);
	const loss = numberIn(/\bloss: ([^,\]\s]+)/.exec(bar.rest)?.[1]);
	const learning_rate = numberIn(/\blr: ([^,\]\s]+)/.exec(bar.rest)?.[1]);
	// Other bars are of what is loaded and encoded: they tell no learning rate.
	if (learning_rate === null) return null;
	const { done, total, seconds_per_step } = bar;
	return { type: "bar", done, total, loss, learning_rate, seconds_per_step };
}
