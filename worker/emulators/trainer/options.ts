import { parseArgs } from "node:util";

/** What the stand-in does wrong, and at which step. */
const FAULTS = ["silent", "no-file", "killed", "out-of-memory", "disk-full", "cpu"] as const;
export type Fault = (typeof FAULTS)[number];

/** What a run is to do, from the arguments of sd-scripts. */
export interface Options {
	output: string;
	name: string;
	dataset: string;
	steps: number;
	saveEvery: number;
	rank: number;
	alpha: number;
	seed: number;
	base: string;
	script: string;
	resume: { folder: string; step: number } | null;
}

/** What of it the environment says: speed and faults. */
export interface Behaviour {
	stepMs: number;
	/** An optimiser's state has so many bytes at least. */
	stateBytes: number;
	device: string;
	fault: { kind: Fault; step: number } | null;
}

/** Every argument of sd-scripts that is understood here; it refuses others, as the real one does. */
const TEXTS = [
	...["pretrained_model_name_or_path", "dataset_config", "output_dir", "output_name", "save_model_as"],
	...["network_module", "network_dim", "network_alpha", "learning_rate", "unet_lr", "text_encoder_lr"],
	...["lr_scheduler", "lr_warmup_steps", "optimizer_type", "mixed_precision", "max_train_steps"],
	...["save_every_n_steps", "save_last_n_steps_state", "clip_skip", "seed", "prior_loss_weight"],
	...["max_data_loader_n_workers", "resume", "initial_step", "clip_l", "t5xxl", "ae", "guidance_scale"],
	...["timestep_sampling", "model_prediction_type", "blocks_to_swap", "optimizer_args"],
] as const;
const FLAGS = [
	...["save_state", "gradient_checkpointing", "no_half_vae", "skip_until_initial_step"],
	...["network_train_unet_only", "fp8_base", "cache_text_encoder_outputs", "cache_latents"],
] as const;

/**
 * Reads the command line of sd-scripts: what stands before its script is accelerate's. Throws with what argparse would
 * say of an argument that is not known.
 */
export function readOptions(args: readonly string[]): Options {
	const at = args.findIndex((arg) => /(^|\/)\w*train_network\.py$/.test(arg));
	if (at < 0) throw new Error("there is no script of sd-scripts among the arguments");
	const options: Record<string, { type: "string" | "boolean" }> = Object.fromEntries([
		...TEXTS.map((name) => [name, { type: "string" as const }]),
		...FLAGS.map((name) => [name, { type: "boolean" as const }]),
	]);
	const parsed = parseArgs({ args: args.slice(at + 1), options, allowPositionals: true });
	const values: Record<string, unknown> = parsed.values;
	const text = (name: (typeof TEXTS)[number]) => {
		const value = values[name];
		if (typeof value !== "string") throw new Error(`the following arguments are required: --${name}`);
		return value;
	};
	const number = (name: (typeof TEXTS)[number]) => {
		const value = Number(text(name));
		if (!Number.isFinite(value)) throw new Error(`argument --${name}: invalid value: '${text(name)}'`);
		return value;
	};
	const resumed = typeof values.resume === "string";
	return {
		output: text("output_dir"),
		name: text("output_name"),
		dataset: text("dataset_config"),
		steps: number("max_train_steps"),
		saveEvery: number("save_every_n_steps"),
		rank: number("network_dim"),
		alpha: number("network_alpha"),
		seed: number("seed"),
		base: text("pretrained_model_name_or_path"),
		script: args[at] ?? "",
		// Without being told to skip, the real one counts from 0.
		resume: resumed
			? { folder: text("resume"), step: values.skip_until_initial_step === true ? number("initial_step") : 0 }
			: null,
	};
}

/**
 * What the environment says: `TRAINER_STAND_IN_STEP_MS`, `TRAINER_STAND_IN_STATE_BYTES` (so large is an optimiser at least), `TRAINER_STAND_IN_DEVICE`, and `TRAINER_STAND_IN_FAULT` such
 * as `silent@3`. Throws for a fault that there is not.
 */
export function readBehaviour(env: Record<string, string | undefined>): Behaviour {
	const told = env.TRAINER_STAND_IN_FAULT ?? "";
	const [kind, step] = told.split("@");
	const known = FAULTS.find((one) => one === kind);
	if (told !== "" && known === undefined)
		throw new Error(`TRAINER_STAND_IN_FAULT is one of ${FAULTS.join(", ")}, with @step`);
	return {
		stepMs: Number(env.TRAINER_STAND_IN_STEP_MS ?? "20"),
		stateBytes: Number(env.TRAINER_STAND_IN_STATE_BYTES ?? "0"),
		device: known === "cpu" ? "cpu" : (env.TRAINER_STAND_IN_DEVICE ?? "cuda:0"),
		fault: known === undefined ? null : { kind: known, step: Number(step ?? "0") },
	};
}
