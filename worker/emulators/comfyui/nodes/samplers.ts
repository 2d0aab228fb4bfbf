import { type Canvas, resize } from "../render/canvas.ts";
import { paint, unfinished } from "../render/scene.ts";
import type { Conditioning, Latent } from "../values.ts";
import type { NodeContext, NodeDef, Preview } from "./define.ts";
import { cfg, combo, SAMPLERS, SCHEDULERS, seed, steps, unit } from "./specs.ts";

interface Sampling {
	seed: string;
	/** Everything else that changes the picture: model, LoRAs, sampler, scheduler, cfg, guidance. */
	settings: readonly string[];
	positive: Conditioning;
	negative: Conditioning | undefined;
	latent: Latent;
	steps: number;
	denoise: number;
}

/** Longest side of a preview in pixels. */
const PREVIEW_SIDE = 96;

/** In how many stages a picture clears up: to encode each step of a thousand would take longer than the run. */
const PREVIEW_STAGES = 8;

/** Most pictures that are painted for a film, however many moments it has: each stands for a while. */
const FILM_PICTURES = 4;

function sketch(work: Sampling, index: number): Canvas {
	const { positive, negative, latent } = work;
	const start = latent.frames[index % Math.max(1, latent.frames.length)];
	const kept = start && work.denoise < 1 ? [{ canvas: start, share: 1 - work.denoise * 0.75 }] : [];
	const references = positive.references.map((canvas, i) => ({ canvas, share: 0.5 / (i + 1) }));
	return paint({
		text: positive.text,
		negative: negative?.text ?? "",
		seed: `${work.seed}+${index}`,
		settings: [...work.settings, positive.guidance, work.steps].join("|"),
		width: latent.width,
		height: latent.height,
		inputs: [...references, ...kept],
	});
}

/** The small picture of each moment of a sampling: the same one until the next stage begins. */
function clearingUp(picture: Canvas, seed: string): (done: number) => Preview {
	const { width, height } = picture;
	const scale = Math.min(1, PREVIEW_SIDE / Math.max(width, height));
	const small = resize(picture, Math.ceil(width * scale), Math.ceil(height * scale));
	const stages = new Map<number, Preview>();
	return (done) => {
		const stage = Math.ceil(done * PREVIEW_STAGES);
		const canvas = () => unfinished(small, stage / PREVIEW_STAGES, seed);
		const shown = stages.get(stage) ?? { canvas: canvas(), format: "JPEG" };
		stages.set(stage, shown);
		return shown;
	};
}

/** Takes its time step by step, and shows the picture clearing up where previews are on. */
async function sample(work: Sampling, context: NodeContext): Promise<Latent> {
	const { batch, film } = work.latent;
	const painted = Math.min(batch, film ? FILM_PICTURES : batch);
	const pictures = Array.from({ length: painted }, (_, index) => sketch(work, index));
	const frames = Array.from({ length: batch }, (_, i) => Math.floor((i * painted) / batch)).flatMap(
		(which) => pictures[which] ?? [],
	);
	const [first] = frames;
	const shown = context.previews && first ? clearingUp(first, work.seed) : () => undefined;
	for (let step = 1; step <= work.steps; step++) {
		await context.sleep(context.stepMs);
		await context.progress(step, work.steps, shown(step / work.steps));
	}
	return { ...work.latent, frames };
}

const NO_TEXT: Conditioning = { type: "CONDITIONING", text: "", zeroed: true, guidance: 0, references: [] };

export const samplers: readonly NodeDef[] = [
	{
		name: "KSampler",
		display: "KSampler",
		module: "nodes",
		category: "model/sampling",
		style: "v1",
		required: {
			model: ["MODEL", {}],
			seed,
			steps,
			cfg,
			sampler_name: [SAMPLERS, {}],
			scheduler: [SCHEDULERS, {}],
			positive: ["CONDITIONING", {}],
			negative: ["CONDITIONING", {}],
			latent_image: ["LATENT", {}],
			denoise: unit(1.0),
		},
		outputs: [["LATENT"]],
		run: async (inputs, context) => {
			const model = inputs.need("model", "MODEL");
			const named = ["sampler_name", "scheduler", "cfg"].map((name) => inputs.text(name));
			const result = await sample(
				{
					seed: inputs.text("seed"),
					settings: [model.name, ...model.patches, ...named],
					positive: inputs.need("positive", "CONDITIONING"),
					negative: inputs.need("negative", "CONDITIONING"),
					latent: inputs.need("latent_image", "LATENT"),
					steps: inputs.number("denoise", 1) > 0 ? inputs.number("steps", 1) : 0,
					denoise: inputs.number("denoise", 1),
				},
				context,
			);
			return { outputs: [result] };
		},
	},
	{
		name: "KSamplerAdvanced",
		display: "KSampler (Advanced)",
		module: "nodes",
		category: "model/sampling",
		style: "v1",
		required: {
			model: ["MODEL"],
			add_noise: [["enable", "disable"], { advanced: true }],
			noise_seed: seed,
			steps,
			cfg,
			sampler_name: [SAMPLERS],
			scheduler: [SCHEDULERS],
			positive: ["CONDITIONING"],
			negative: ["CONDITIONING"],
			latent_image: ["LATENT"],
			start_at_step: ["INT", { default: 0, min: 0, max: 10_000, advanced: true }],
			end_at_step: ["INT", { default: 10_000, min: 0, max: 10_000, advanced: true }],
			return_with_leftover_noise: [["disable", "enable"], { advanced: true }],
		},
		outputs: [["LATENT"]],
		run: async (inputs, context) => {
			const model = inputs.need("model", "MODEL");
			const total = inputs.number("steps", 1);
			const end = Math.min(total, inputs.number("end_at_step", total));
			const start = Math.min(end, inputs.number("start_at_step"));
			const named = ["sampler_name", "scheduler", "cfg", "add_noise"].map((name) => inputs.text(name));
			const result = await sample(
				{
					seed: inputs.text("noise_seed"),
					settings: [model.name, ...model.patches, ...named],
					positive: inputs.need("positive", "CONDITIONING"),
					negative: inputs.need("negative", "CONDITIONING"),
					latent: inputs.need("latent_image", "LATENT"),
					steps: end - start,
					denoise: total === 0 ? 0 : (end - start) / total,
				},
				context,
			);
			return { outputs: [result] };
		},
	},
	{
		name: "RandomNoise",
		display: null,
		module: "comfy_extras.nodes_custom_sampler",
		category: "model/sampling/noise",
		style: "v3",
		required: { noise_seed: seed },
		outputs: [["NOISE"]],
		run: (inputs) => ({ outputs: [{ type: "NOISE", seed: inputs.text("noise_seed") }] }),
	},
	{
		name: "BasicGuider",
		display: "Basic Guider",
		module: "comfy_extras.nodes_custom_sampler",
		category: "model/sampling/guiders",
		style: "v3",
		required: { model: ["MODEL", {}], conditioning: ["CONDITIONING", {}] },
		outputs: [["GUIDER"]],
		run: (inputs) => {
			const model = inputs.need("model", "MODEL");
			const positive = inputs.need("conditioning", "CONDITIONING");
			const name = [model.name, ...model.patches].join("|");
			return { outputs: [{ type: "GUIDER", model: name, positive, negative: undefined, cfg: 1 }] };
		},
	},
	{
		name: "CFGGuider",
		display: "CFG Guider",
		module: "comfy_extras.nodes_custom_sampler",
		category: "model/sampling/guiders",
		style: "v3",
		required: { model: ["MODEL", {}], positive: ["CONDITIONING", {}], negative: ["CONDITIONING", {}], cfg },
		outputs: [["GUIDER"]],
		run: (inputs) => {
			const model = inputs.need("model", "MODEL");
			const positive = inputs.need("positive", "CONDITIONING");
			const negative = inputs.need("negative", "CONDITIONING");
			const name = [model.name, ...model.patches].join("|");
			return { outputs: [{ type: "GUIDER", model: name, positive, negative, cfg: inputs.number("cfg") }] };
		},
	},
	{
		name: "KSamplerSelect",
		display: null,
		module: "comfy_extras.nodes_custom_sampler",
		category: "model/sampling/samplers",
		style: "v3",
		required: { sampler_name: combo(SAMPLERS) },
		outputs: [["SAMPLER"]],
		run: (inputs) => ({ outputs: [{ type: "SAMPLER", name: inputs.text("sampler_name") }] }),
	},
	{
		name: "BasicScheduler",
		display: null,
		module: "comfy_extras.nodes_custom_sampler",
		category: "model/sampling/schedulers",
		style: "v3",
		required: { model: ["MODEL", {}], scheduler: combo(SCHEDULERS), steps, denoise: unit(1.0) },
		outputs: [["SIGMAS"]],
		run: (inputs) => ({
			outputs: [
				{
					type: "SIGMAS",
					scheduler: inputs.text("scheduler"),
					steps: inputs.number("steps", 1),
					denoise: inputs.number("denoise", 1),
				},
			],
		}),
	},
	{
		name: "SamplerCustomAdvanced",
		display: null,
		module: "comfy_extras.nodes_custom_sampler",
		category: "model/sampling/custom",
		style: "v3",
		required: {
			noise: ["NOISE", {}],
			guider: ["GUIDER", {}],
			sampler: ["SAMPLER", {}],
			sigmas: ["SIGMAS", {}],
			latent_image: ["LATENT", {}],
		},
		outputs: [
			["LATENT", "output"],
			["LATENT", "denoised_output"],
		],
		run: async (inputs, context) => {
			const guider = inputs.maybe("guider", "GUIDER");
			const sigmas = inputs.maybe("sigmas", "SIGMAS");
			const result = await sample(
				{
					seed: inputs.maybe("noise", "NOISE")?.seed ?? "0",
					settings: [
						guider?.model ?? "",
						inputs.maybe("sampler", "SAMPLER")?.name ?? "",
						sigmas?.scheduler ?? "",
						String(guider?.cfg ?? 1),
					],
					positive: guider?.positive ?? NO_TEXT,
					negative: guider?.negative,
					latent: inputs.need("latent_image", "LATENT"),
					steps: sigmas?.steps ?? 20,
					denoise: sigmas?.denoise ?? 1,
				},
				context,
			);
			return { outputs: [result, result] };
		},
	},
];
