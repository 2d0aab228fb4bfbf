import type { ModelFamily } from "../../../../workflows/definition/define.ts";
import type { Problem } from "../../../../workflows/graph/problems.ts";
import { pointer } from "../../../../workflows/graph/problems.ts";
import { trainLoraCore } from "../../../../workflows/library/train-lora-core/workflow.ts";
import { trainLoraFluxTrainer } from "../../../../workflows/library/train-lora-flux-trainer/workflow.ts";
import type { Capabilities } from "../../../../workflows/object-info/capabilities.ts";
import type { JobPlan, TaskPlan } from "../../../../workflows/plan/plan.ts";
import { findProfile } from "../../../../workflows/plan/profiles.ts";
import { triggerWord, withTrigger } from "../../../../workflows/prompts/trigger.ts";
import type { RecipeFacts } from "../../../../workflows/training/recipe.ts";
import { passedOver, trainingRefusals } from "../../../../workflows/training/refusals.ts";
import type { TrainingWork } from "../../../../workflows/training/work.ts";
import { TRAINING, type Training } from "../../../contract/jobs/training-request.ts";
import type { ProblemItem } from "../../../contract/problem.ts";
import { missingFromAll } from "../../../workflows/checks.ts";
import { invalid, lacking, waitFor } from "../request/lacking.ts";

/** What a training learns from. */
export interface TrainingData {
	trigger: string;
	pictures: { asset: string; caption: string }[];
	/** Null: nothing is trained beside. */
	regularisation: { class_prompt: string; pictures: string[]; repeats: number } | null;
}

/** What is known of an asset that is to be learned from. */
export interface Picture {
	sha256: string;
	size: number;
}

/** The one file that every training must leave: without it, it has not succeeded (P5). */
const OUTPUTS = [{ name: "lora", node: "", kind: "file" as const }];

/** GPU memory that trainings of a family are known to need, in GB: what those by graphs say. */
const VRAM_GB: Partial<Record<ModelFamily, number>> = {
	[trainLoraCore.family]: trainLoraCore.vram_gb,
	[trainLoraFluxTrainer.family]: trainLoraFluxTrainer.vram_gb,
};

/**
 * Seconds that a step is reckoned with before any was taken: 700 steps in about 45 minutes, as the documents that asked
 * for it say (S0-B11). Nobody measured it.
 */
const SECONDS_PER_STEP = (45 * 60) / 700;
/** An attempt may take so many times that, and this long at least; in seconds. */
const SLOWER = 4;
const LEAST_SECONDS = 4 * 3600;
const MOST_SECONDS = 24 * 3600;

/**
 * The plan of a training: one task, without a graph. Throws ApiError with pointers into `/training` where no worker of
 * the pool could run it. Assets that are not there are left to whoever checks those.
 *
 * @param data what it learns from
 * @param pictures what is known of the assets that it names, by id
 */
export function planTraining(
	asked: Training,
	data: TrainingData,
	recipe: TrainingWork["recipe"],
	pictures: ReadonlyMap<string, Picture>,
	known: readonly Capabilities[],
	wait: boolean,
): JobPlan {
	const trigger = triggerWord(data.trigger);
	const { regularisation } = data;
	const { trainer, family, base_model, output_name, repeats } = asked;
	const named = (prefix: string, asset: string, i: number, caption: string) => {
		const { sha256, size } = pictures.get(asset) ?? { sha256: "0".repeat(64), size: 0 };
		return { name: `${prefix}_${String(i).padStart(4, "0")}`, sha256, bytes: size, caption };
	};
	const work: TrainingWork = {
		...{ trainer, family, base_model, recipe, trigger, output_name, repeats },
		pictures: data.pictures.map(({ asset, caption }, i) =>
			named("img", asset, i, withTrigger(trigger, caption)),
		),
		regularisation: regularisation && {
			class_prompt: regularisation.class_prompt,
			repeats: regularisation.repeats,
			pictures: regularisation.pictures.map((asset, i) =>
				named("reg", asset, i, regularisation.class_prompt),
			),
		},
		resume: null,
	};
	const files = [...data.pictures.map(({ asset }) => asset), ...(regularisation?.pictures ?? [])];
	const [folder = "", ...file] = base_model.split("/");
	const seconds = Math.ceil(recipe.steps * SECONDS_PER_STEP);
	const task: TaskPlan = {
		index: 0,
		training: { work, files: [...new Set(files)].map((asset_id) => ({ asset_id, kind: "image" })) },
		...{ graph: {}, inputs: [], outputs: OUTPUTS },
		models: [{ folder, file: file.join("/") }],
		seed: recipe.seed,
		requires: { family, vram_gb: VRAM_GB[family] ?? 0, launch_flags: [], partner: false, training: true },
		typical_seconds: seconds,
		timeout_seconds: Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, seconds * SLOWER)),
	};
	const plan: JobPlan = {
		workflow: TRAINING,
		parameters: { ...asked, trigger, recipe },
		notices: [],
		tasks: [task],
	};
	refuseLacking(plan, known, wait);
	refuseUnfit(work, known);
	return plan;
}

/**
 * Throws where the trainer would not do as it is told, or every worker with it is one that cannot train so, and says what
 * to send instead.
 */
function refuseUnfit(work: TrainingWork, known: readonly Capabilities[]): void {
	const passed = passedOver(work);
	if (passed.length > 0) throw invalid("invalid_request", passed.map(below));
	const refusals = known.flatMap(({ trainers = [], profile }) =>
		trainers
			.filter(({ trainer }) => trainer === work.trainer)
			.map(({ device }) =>
				trainingRefusals(work, {
					device: device === "cuda" || device === "mps" ? device : "cpu",
					profile: findProfile(profile) ?? null,
				}),
			),
	);
	const [least] = refusals.toSorted((a, b) => a.length - b.length);
	if (least === undefined || least.length === 0) return;
	throw invalid("over_profile_limit", least.map(below));
}

/** Of the training, as the request has it. */
const below = (problem: Problem): Problem => ({ ...problem, pointer: `/training${problem.pointer}` });

function refuseLacking(plan: JobPlan, known: readonly Capabilities[], wait: boolean): void {
	const problems = missingFromAll(known, plan).map(inTheRequest);
	const missing = wait ? problems.filter(({ code }) => code !== "missing_model") : problems;
	if (missing.length === 0) {
		if (problems.length > 0) waitFor(plan, known);
		return;
	}
	const limits = missing.filter(({ code }) => code === "over_profile_limit");
	throw limits.length === missing.length ? invalid("over_profile_limit", limits) : lacking(missing);
}

/** Where a request says what a worker lacks. */
function inTheRequest(problem: ProblemItem): ProblemItem {
	if (problem.pointer.startsWith("/training/")) return problem;
	const place = problem.code === "missing_model" ? "base_model" : "family";
	return { ...problem, pointer: pointer("training", place) };
}

/** What a training will run on, where all workers with its trainer have the same; else null. */
export function deviceOf({ trainer }: Training, known: readonly Capabilities[]): RecipeFacts["device"] {
	const devices = new Set(
		known.flatMap(({ trainers = [] }) =>
			trainers.flatMap((one) => (one.trainer === trainer ? [one.device] : [])),
		),
	);
	const [device] = devices;
	const one = devices.size === 1 && (device === "cuda" || device === "mps" || device === "cpu");
	return one ? device : null;
}
