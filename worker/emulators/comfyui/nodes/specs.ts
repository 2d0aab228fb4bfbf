import type { Spec } from "./define.ts";

/** Inputs that many classes share. Values and ranges are those of the real classes. */
const SEED_MAX = 18_446_744_073_709_551_615n;
export const MAX_SIDE = 16_384;

export const seed: Spec = ["INT", { default: 0, min: 0, max: SEED_MAX, control_after_generate: true }];
export const steps: Spec = ["INT", { default: 20, min: 1, max: 10_000 }];
export const cfg: Spec = ["FLOAT", { default: 8.0, min: 0.0, max: 100.0, step: 0.1, round: 0.01 }];
export const unit = (value: number): Spec => ["FLOAT", { default: value, min: 0.0, max: 1.0, step: 0.01 }];
export const batch: Spec = ["INT", { default: 1, min: 1, max: 4096 }];
export const side = (value: number, step: number): Spec => [
	"INT",
	{ default: value, min: 16, max: MAX_SIDE, step },
];

export const SCALING = ["nearest-exact", "bilinear", "area", "bicubic", "lanczos"];

const DPMPP = [
	"dpmpp_2s_ancestral",
	"dpmpp_2s_ancestral_cfg_pp",
	"dpmpp_sde",
	"dpmpp_sde_gpu",
	"dpmpp_2m",
	"dpmpp_2m_cfg_pp",
	"dpmpp_2m_sde",
	"dpmpp_2m_sde_gpu",
	"dpmpp_2m_sde_heun",
	"dpmpp_2m_sde_heun_gpu",
	"dpmpp_3m_sde",
	"dpmpp_3m_sde_gpu",
];

export const SAMPLERS = [
	...["euler", "euler_cfg_pp", "euler_ancestral", "euler_ancestral_cfg_pp", "heun", "heunpp2"],
	...["exp_heun_2_x0", "exp_heun_2_x0_sde", "dpm_2", "dpm_2_ancestral", "lms", "dpm_fast", "dpm_adaptive"],
	...DPMPP,
	...["ddpm", "lcm", "ipndm", "ipndm_v", "deis"],
	...["res_multistep", "res_multistep_cfg_pp", "res_multistep_ancestral", "res_multistep_ancestral_cfg_pp"],
	...["gradient_estimation", "gradient_estimation_cfg_pp", "er_sde", "seeds_2", "seeds_3"],
	...["sa_solver", "sa_solver_pece", "ddim", "uni_pc", "uni_pc_bh2"],
];

export const SCHEDULERS = [
	...["simple", "sgm_uniform", "karras", "exponential", "ddim_uniform"],
	...["beta", "normal", "linear_quadratic", "kl_optimal"],
];

/** A new-style combo, as classes of the newer node API declare it. */
export const combo = (options: readonly string[], extra: Record<string, unknown> = {}): Spec => [
	"COMBO",
	{ ...extra, multiselect: false, options },
];

export const PNG_INFO = { prompt: "PROMPT", extra_pnginfo: "EXTRA_PNGINFO" };
