import type { Timing } from "./exec/host.ts";
import type { FaultScript } from "./faults.ts";
import { random } from "./render/random.ts";
import type { Clock } from "./state/clock.ts";
import type { ComfyVersion } from "./version.ts";

/** How to start an emulated ComfyUI. Everything may be left out. */
export interface ComfyEmulatorOptions extends Partial<Timing> {
	/** 0 (default) takes any free port. */
	port?: number;
	/** Default 127.0.0.1. */
	host?: string;
	/** Which release to be; default "0.33.0". */
	version?: ComfyVersion;
	/** Holds input, output, temp, models, user. Default: a fresh temporary folder, removed on close. */
	dataDir?: string;
	/** Model files that exist, by folder. Default: {@link DEFAULT_MODELS}. */
	models?: Record<string, string[]>;
	/** Scripted faults. */
	faults?: FaultScript;
	/** Bytes that saved pictures weigh at least. */
	outputBytes?: number;
	/** Adds the Probe* and Test* classes. */
	probes?: boolean;
	/** Further arguments it says it was started with, such as `--fp32-vae`. They change nothing else. */
	argv?: string[];
	/** The kind of GPU it says it has: Apple's, or by default one with CUDA. It is neither. */
	device?: "cuda" | "mps";
	/** GPU memory it says it has, in GB. Default 24. It runs out of it only where a fault says so. */
	vramGb?: number;
	/** Sends previews unless a prompt says otherwise, like `--preview-method latent2rgb`. Default false. */
	previews?: boolean;
	/** Further classes, as GET /object_info of a real server lists them. */
	objectInfo?: Record<string, unknown>;
	/** Which results stay: of many prompts until memory runs short, or of the last one. Default: the release's. */
	cache?: "ram" | "classic";
	/** In which order outputs run; the real order is arbitrary but fixed per process. Default: told by `outputSeed`. */
	orderOutputs?: (ids: string[]) => string[];
	/** Another one, another arbitrary order of outputs. Default 1. */
	outputSeed?: number;
	/** Replaces time itself, for tests. */
	clock?: Clock;
	/** Called instead of stopping in-process when a `crash` without restart strikes. */
	onCrash?: () => void;
}

/** What the library's graphs name, so that they run as they are. */
export const DEFAULT_MODELS: Record<string, string[]> = {
	checkpoints: ["AnythingV5_v5PrtRE.safetensors", "flux1-dev-fp8.safetensors", "sd_xl_base_1.0.safetensors"],
	diffusion_models: [
		...["flux1-dev-fp8.safetensors", "flux1-dev-kontext_fp8_scaled.safetensors", "flux1-dev.safetensors"],
		...["flux1-fill-dev.safetensors", "flux1-schnell.safetensors", "qwen_image_fp8_e4m3fn.safetensors"],
		"z_image_turbo_bf16.safetensors",
	],
	text_encoders: [
		...["clip_l.safetensors", "qwen_2.5_vl_7b_fp8_scaled.safetensors", "qwen_3_4b.safetensors"],
		...["t5xxl_fp16.safetensors", "t5xxl_fp8_e4m3fn_scaled.safetensors"],
	],
	vae: ["ae.safetensors", "qwen_image_vae.safetensors"],
	clip_vision: ["sigclip_vision_patch14_384.safetensors"],
	style_models: ["flux1-redux-dev.safetensors"],
	loras: ["character.safetensors", "spyke_plasma_v1.safetensors"],
	controlnet: ["FLUX.1-dev-ControlNet-Union-Pro-2.0.safetensors", "control_v11p_sd15_openpose.pth"],
};

/** An order of outputs that has nothing to do with the graph's, as a Python set has it; the same for one seed. */
export function arbitraryOrder(seed: number): (ids: string[]) => string[] {
	const places = new Map<string, number>();
	const place = (id: string) => {
		const known = places.get(id) ?? random(`${seed} ${id}`)();
		places.set(id, known);
		return known;
	};
	return (ids) => ids.toSorted((a, b) => place(a) - place(b));
}

const DEFAULT_TIMING: Timing = { stepMs: 20, nodeMs: 0, modelLoadMs: 0, dequeueGapMs: 0, historyLagMs: 0 };

/** The times of the options, with defaults where nothing is said. */
export function timingOf(options: Partial<Timing>): Timing {
	const timing = { ...DEFAULT_TIMING };
	for (const key of ["stepMs", "nodeMs", "modelLoadMs", "dequeueGapMs", "historyLagMs"] as const) {
		timing[key] = options[key] ?? timing[key];
	}
	return timing;
}
