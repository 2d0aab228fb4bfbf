import type { TrainerLaunch, TrainingPlaces } from "../dialect/dialect.ts";
import type { Recipe, TrainingWork } from "../work.ts";
import { datasetToml } from "./dataset.ts";

const MIXED: Readonly<Record<Recipe["precision"], string>> = { fp32: "no", fp16: "fp16", bf16: "bf16" };

/** What is said to an optimiser. Left to itself, AdaFactor follows a rate of its own, and no scheduler that is named. */
const OPTIMIZER_ARGUMENTS: Readonly<Record<Recipe["optimizer"], readonly string[]>> = {
	AdamW: [],
	AdamW8bit: [],
	AdaFactor: ["--optimizer_args", "relative_step=False", "scale_parameter=False", "warmup_init=False"],
	Prodigy: [],
};

/**
 * How sd-scripts is started, as its 48d368fa takes it: through accelerate, which is what makes it use MPS and half
 * precision (started without, it was measured 10 to 40 times slower on an M1). Nothing of bitsandbytes, xformers or
 * triton is asked for but by `AdamW8bit`. Pure.
 */
export function sdScriptsLaunch(work: TrainingWork, places: TrainingPlaces): TrainerLaunch {
	const { recipe, output_name, family } = work;
	const config = `${places.configs}/dataset.toml`;
	const mixed = MIXED[recipe.precision];
	const flux = work.trainer === "sd-scripts-flux";
	const script = flux
		? "flux_train_network.py"
		: family === "sdxl"
			? "sdxl_train_network.py"
			: "train_network.py";
	const args = [
		"-m",
		"accelerate.commands.launch",
		"--num_cpu_threads_per_process=1",
		"--num_processes=1",
		"--num_machines=1",
		`--mixed_precision=${mixed}`,
		"--dynamo_backend=no",
		...(places.device === "cpu" ? ["--cpu"] : []),
		script,
		`--pretrained_model_name_or_path=${places.base}`,
		`--dataset_config=${config}`,
		`--output_dir=${places.output}`,
		`--output_name=${output_name}`,
		"--save_model_as=safetensors",
		`--network_module=${flux ? "networks.lora_flux" : "networks.lora"}`,
		`--network_dim=${recipe.rank}`,
		`--network_alpha=${recipe.alpha}`,
		`--learning_rate=${recipe.unet_learning_rate}`,
		`--unet_lr=${recipe.unet_learning_rate}`,
		...(recipe.text_encoder_learning_rate > 0 && !flux
			? [`--text_encoder_lr=${recipe.text_encoder_learning_rate}`]
			: ["--network_train_unet_only"]),
		`--lr_scheduler=${recipe.scheduler}`,
		// Without steps to warm up for, this one is constant from the beginning.
		...(recipe.scheduler === "constant_with_warmup"
			? [`--lr_warmup_steps=${Math.ceil(recipe.steps / 20)}`]
			: []),
		`--optimizer_type=${recipe.optimizer}`,
		...OPTIMIZER_ARGUMENTS[recipe.optimizer],
		`--mixed_precision=${mixed}`,
		`--max_train_steps=${recipe.steps}`,
		`--save_every_n_steps=${recipe.save_every}`,
		"--save_state",
		// Keeps two: the one that may be on its way to storage, and the next.
		`--save_last_n_steps_state=${recipe.save_every}`,
		...(recipe.gradient_checkpointing ? ["--gradient_checkpointing"] : []),
		...(recipe.clip_skip > 1 && family === "sd15" ? [`--clip_skip=${recipe.clip_skip}`] : []),
		`--seed=${recipe.seed}`,
		`--prior_loss_weight=${recipe.prior_loss_weight}`,
		// In its own process: what a resume skips is read again in the same order.
		"--max_data_loader_n_workers=0",
		// A VAE of SDXL in half precision makes black pictures, and so does any on MPS.
		...(family === "sdxl" || places.device === "mps" ? ["--no_half_vae"] : []),
		...(flux ? fluxArguments(places) : []),
		...(places.resume
			? [
					`--resume=${places.resume.folder}`,
					// A state alone does not move the count: both are needed.
					`--initial_step=${places.resume.step}`,
					"--skip_until_initial_step",
				]
			: []),
	];
	// Its logs break lines at the width of the terminal, in the middle of paths.
	return {
		args,
		env: { PYTHONUNBUFFERED: "1", PYTORCH_ENABLE_MPS_FALLBACK: "1", COLUMNS: "1000" },
		files: [{ path: config, text: datasetToml(work, places) }],
	};
}

/** What the authors of sd-scripts advise for Flux on 16 to 24 GB. */
function fluxArguments({ flux }: TrainingPlaces): string[] {
	return [
		...(flux ? [`--clip_l=${flux.clip_l}`, `--t5xxl=${flux.t5xxl}`, `--ae=${flux.ae}`] : []),
		"--guidance_scale=1.0",
		"--timestep_sampling=flux_shift",
		"--model_prediction_type=raw",
		"--blocks_to_swap=18",
		"--fp8_base",
		"--cache_text_encoder_outputs",
		"--cache_latents",
	];
}
