import type { ModelFamily } from "../../../../workflows/definition/define.ts";
import { findWorkflow } from "../../../../workflows/library/index.ts";
import { type KeptLora, loraParameters } from "../../../../workflows/plan/loras.ts";
import type { JobPlan } from "../../../../workflows/plan/plan.ts";
import { COMPARED_BY, MAX_COMPARED_PICTURES } from "../../../../workflows/training/compared.ts";
import { type Cell, cellsOf } from "../../../comparisons/cells.ts";
import { COMPARISON, type Comparison } from "../../../contract/jobs/comparison-request.ts";
import type { JobRequest } from "../../../contract/jobs/jobs.ts";
import { ApiError, withPointers } from "../../../problem.ts";
import type { Facts } from "../../../workflows/facts.ts";
import type { KnownServer } from "../../../workflows/refused-by-comfyui.ts";
import type { Offered } from "../../../workflows/resolve.ts";
import { planRequest } from "../request/plan-request.ts";

/** What a comparison needs to know of its training. */
export interface Compared {
	name: string;
	family: ModelFamily;
	base_model: string;
	trigger: string;
	/** Weights by step, in order. */
	checkpoints: { step: number; asset: string; sha256: string }[];
}

/** What makes the pictures where a request does not say, by family. */
const USUAL: Partial<Record<ModelFamily, string>> = {
	sd15: "sd15-text-to-image",
	sdxl: "sdxl-image",
	flux: "final-generation-lora",
};

/**
 * One task for each prompt, seed and checkpoint, and one without the LoRA: row by row, as `cellsOf` names them. Throws
 * ApiError with pointers into `/comparison`.
 *
 * @param offered what makes the pictures, where that is known already; null: what is asked for, or the usual one
 */
export function planComparison(
	asked: Comparison,
	of: Compared,
	request: JobRequest,
	facts: Facts,
	servers: readonly KnownServer[],
	offered: Offered | null = null,
): JobPlan {
	const workflow = offered ?? workflowFor(asked, of);
	const chosen = chosenSteps(asked, of);
	const cells = cellsOf({ ...asked, steps: chosen });
	if (cells.length > MAX_COMPARED_PICTURES)
		throw refused(
			"/comparison",
			"over_size_limit",
			`it would make ${cells.length} pictures; at most ${MAX_COMPARED_PICTURES} are compared at once: send fewer prompts, seeds or steps`,
		);
	const loras = of.checkpoints.map(({ step, asset, sha256 }): KeptLora => {
		return { ...referenceAt(of.name, step), asset_id: asset, sha256, family: of.family };
	});
	const planOf = planned(asked, of, workflow, request, { ...facts, loras }, servers);
	const plans = cells.map(planOf);
	return {
		workflow: COMPARISON,
		parameters: { ...asked, steps: chosen, workflow: `${workflow.workflow.id}@${workflow.workflow.version}` },
		notices: plans[0]?.notices ?? [],
		tasks: plans.flatMap(({ tasks, workflow }, index) => {
			const [task] = tasks;
			return task ? [{ ...task, index, workflow }] : [];
		}),
	};
}

/** A checkpoint has no name that jobs could use: here it has one for as long as the plan is made. */
function referenceAt(name: string, step: number) {
	return { name, version: step };
}

function planned(
	asked: Comparison,
	of: Compared,
	found: Offered,
	request: JobRequest,
	facts: Facts,
	servers: readonly KnownServer[],
): (cell: Cell) => JobPlan {
	const { parameters } = found.workflow;
	const base = Object.hasOwn(parameters.shape, "checkpoint") ? { checkpoint: fileOf(of.base_model) } : {};
	const mayLack = parameters.shape.lora?.safeParse(undefined).success === true;
	const [first] = of.checkpoints;
	return ({ prompt, seed, step }) => {
		const at = step ?? (mayLack ? null : (first?.step ?? null));
		const { name, version } = referenceAt(of.name, at ?? 1);
		const values = {
			...base,
			...asked.parameters,
			prompt: asked.prompts[prompt],
			seed,
			...(of.trigger !== "" && { trigger_word: of.trigger }),
			...(at !== null && { lora: `${name}@${version}` }),
			// What cannot be left out is there, and changes nothing.
			...(step === null && at !== null && { lora_strength: 0 }),
		};
		try {
			return planRequest({ ...request, parameters: values }, found, facts, servers);
		} catch (error) {
			throw error instanceof ApiError ? withPointers(error, inTheComparison) : error;
		}
	};
}

function inTheComparison(pointer: string): string {
	if (pointer.startsWith("/parameters/prompt")) return "/comparison/prompts";
	if (pointer.startsWith("/parameters/")) return `/comparison${pointer}`;
	return "/comparison/workflow";
}

function workflowFor({ workflow: asked }: Comparison, { family }: Compared): Offered {
	const id = asked ?? USUAL[family];
	const [name = "", version] = id?.split("@") ?? [];
	const found = findWorkflow(name);
	const fits =
		found !== undefined &&
		(version === undefined || String(found.version) === version) &&
		found.family === family &&
		loraParameters(found).includes("lora") &&
		COMPARED_BY.every((parameter) => Object.hasOwn(found.parameters.shape, parameter));
	if (fits) return { workflow: found, own: null };
	const why =
		id === undefined
			? `no workflow is known for comparing LoRAs of ${family}; name one that takes ${COMPARED_BY.join(", ")}`
			: `${id} is no workflow of the library for ${family} that takes ${COMPARED_BY.join(", ")}`;
	throw refused("/comparison/workflow", "unknown_workflow", why);
}

function chosenSteps({ steps }: Comparison, { checkpoints }: Compared): number[] {
	const there = checkpoints.map(({ step }) => step);
	if (there.length === 0)
		throw new ApiError(
			"conflict",
			"the training has left no weights yet; compare once it has its first checkpoint",
		);
	const missing = (steps ?? []).find((step) => !there.includes(step));
	if (missing === undefined) return there.filter((step) => steps?.includes(step) ?? true);
	throw refused(
		"/comparison/steps",
		"invalid_parameter",
		`there are no weights of step ${missing}; there are of ${there.join(", ")}`,
	);
}

function refused(pointer: string, code: string, message: string): ApiError {
	return new ApiError("invalid_request", message, [{ pointer, code, message }]);
}

/** A model as loaders list it: without the folder of its kind. */
function fileOf(model: string): string {
	return model.slice(model.indexOf("/") + 1);
}
