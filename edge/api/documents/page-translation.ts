import { readLoraReference } from "../../../workflows/definition/lora-reference.ts";
import { isModelFile } from "../../../workflows/graph/paths.ts";
import { assetIdSchema } from "../../contract/assets/assets.ts";
import {
	type Lora,
	type LoraRequest,
	type Page,
	type PageRequest,
	readSide,
	readSize,
} from "../../contract/documents/pages.ts";
import { type JobRequest, type JobResource, jobRequestSchema } from "../../contract/jobs/jobs.ts";
import { isTerminal } from "../../contract/status.ts";
import { ApiError, withPointers } from "../../problem.ts";

/** Between the words of the routes for manga pages and those of jobs. */

const PAGE = "sd15-text-to-image";
const POSED_PAGE = "sd15-image-to-image";
const TRAINING = "train-lora-core";

/** What the programs that ask here call the workflows. */
const TEMPLATES: Readonly<Record<string, string>> = {
	[PAGE]: "txt2img-lora.json",
	[POSED_PAGE]: "img2img-lora-controlnet.json",
};

/** The job that a page is. @throws ApiError for a pose that is no uploaded file. */
export function pageJob(page: PageRequest): JobRequest {
	const { prompt, seed, steps, cfg, sampler, scheduler, checkpoint, poseImagePath } = page;
	if (poseImagePath !== undefined && !assetIdSchema.safeParse(poseImagePath).success)
		throw elsewhere("poseImagePath", "a file", "upload it (POST /v1/assets) and send its id, `ast_…`");
	const posed = poseImagePath !== undefined;
	const parameters = {
		...{ prompt, seed, steps, cfg, sampler, scheduler, checkpoint },
		negative_prompt: page.negativePrompt,
		lora: page.loraId === undefined ? undefined : modelFile(page.loraId),
		...(page.resolution === undefined ? {} : readSize(page.resolution)),
		...(posed
			? { pose: poseImagePath, pose_kind: page.poseKind, controlnet_strength: page.controlnetStrength }
			: {}),
	};
	return request(posed ? POSED_PAGE : PAGE, parameters, page.pool);
}

/** The job that a training is. @throws ApiError for one without pictures that can be read from here. */
export function loraJob(lora: LoraRequest): JobRequest {
	if (lora.datasetDir !== undefined) throw folderElsewhere();
	const { dataset, steps, checkpoint, seed, batch_size } = lora;
	const side = readSide(lora.resolution);
	const parameters = {
		...{ dataset, steps, checkpoint, seed, batch_size },
		trigger_word: lora.triggerWord,
		output_name: lora.outputName,
		resolution: side ?? undefined,
	};
	return request(TRAINING, parameters, lora.pool);
}

function request(
	workflow: string,
	parameters: Record<string, unknown>,
	pool: string | undefined,
): JobRequest {
	const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
	return jobRequestSchema.parse({ workflow, parameters: Object.fromEntries(given), ...(pool && { pool }) });
}

/** A model's file as loaders list it, by a name with or without its end. */
export function modelFile(name: string): string {
	return isModelFile(name) || readLoraReference(name) !== null ? name : `${name}.safetensors`;
}

/** What lies on the machine of whoever asks: a path of it means nothing on ours, and is never looked at. */
function elsewhere(field: string, what: string, instead: string): ApiError {
	const message = `${what} of your machine cannot be read from here: ${instead}`;
	return new ApiError("invalid_request", message, [{ pointer: `/${field}`, code: "invalid_value", message }]);
}

/** The refusal of a data set that lies in a folder. */
export function folderElsewhere(): ApiError {
	return elsewhere(
		"datasetDir",
		"a folder",
		'upload its pictures (POST /v1/assets) and send `dataset`: [{"image": "ast_…", "caption": "…"}, …]',
	);
}

/** Where parameters of the workflows stand in the bodies of these routes, where that is elsewhere. */
const PLACES: Readonly<Record<string, string>> = {
	negative_prompt: "negativePrompt",
	lora: "loraId",
	width: "resolution/width",
	height: "resolution/height",
	pose: "poseImagePath",
	pose_kind: "poseKind",
	controlnet_strength: "controlnetStrength",
	trigger_word: "triggerWord",
	output_name: "outputName",
	trigger: "triggerWord",
	pictures: "dataset",
	base_model: "checkpoint",
};

/** The refusal of a job with the pointers of whoever asked for a page or a training. */
export function inTheirWords(error: unknown): unknown {
	if (!(error instanceof ApiError)) return error;
	return withPointers(error, (pointer) => {
		const [, name, rest] = /^\/(?:parameters|training(?:\/recipe)?)\/([^/]+)(.*)$/.exec(pointer) ?? [];
		return name === undefined ? pointer : `/${PLACES[name] ?? name}${rest}`;
	});
}

/** A job as a page. `url` is where its picture can be had. */
export function toPage(job: JobResource, url: string | null): Page {
	const values = reader(job.parameters);
	const id = idOf(job);
	const [width, height] = [values.number("width"), values.number("height")];
	return {
		id: job.id,
		...progressOf(job, "image", url),
		prompt: values.text("prompt"),
		negativePrompt: values.text("negative_prompt"),
		model: values.text("checkpoint"),
		loraId: values.text("lora"),
		seed: values.number("seed"),
		steps: values.number("steps"),
		cfg: values.number("cfg"),
		sampler: values.text("sampler"),
		scheduler: values.text("scheduler"),
		resolution: width === null || height === null ? null : { width, height },
		controlnetStrength: values.text("pose") === null ? null : values.number("controlnet_strength"),
		workflowTemplate: TEMPLATES[id] ?? job.workflow ?? job.pipeline ?? "",
	};
}

/** A training job as the status of a LoRA; null where it is none. `url` is where its file can be had. */
export function toLora(job: JobResource, url: string | null): Lora | null {
	if (idOf(job) !== TRAINING) return null;
	const values = reader(job.parameters);
	return {
		id: job.id,
		...progressOf(job, "lora", url),
		loraId: values.text("output_name"),
		outputName: values.text("output_name"),
		triggerWord: values.text("trigger_word"),
		steps: values.number("steps"),
		resolution: values.number("resolution"),
		batchSize: values.number("batch_size"),
	};
}

/** The output that is asked for here: the one of that name, or else the first. */
export function mainOutput(job: JobResource, name: string): JobResource["outputs"][number] | null {
	return job.outputs.find((output) => output.name === name) ?? job.outputs[0] ?? null;
}

/** How far a job is, and its file once it has ended. */
export function progressOf(job: JobResource, output: string, url: string | null) {
	const file = isTerminal(job.status) ? mainOutput(job, output) : null;
	return {
		status: job.status,
		progress: percentOf(job),
		outputFilename: file?.filename ?? null,
		outputUrl: file === null ? null : url,
		error: job.error,
		createdAt: job.created_at,
		finishedAt: job.finished_at,
	};
}

/** Tasks that are done, and how far those are that run; all of it only once the job has succeeded. */
function percentOf(job: JobResource): number {
	if (job.status === "succeeded") return 100;
	const tasks = job.stages.flatMap((stage) => stage.tasks);
	const done = tasks.filter(({ status }) => status === "succeeded").length;
	const running = job.progress.reduce((sum, { percent }) => sum + percent, 0);
	return Math.min(99, Math.floor((done * 100 + running) / Math.max(1, tasks.length)));
}

function idOf(job: JobResource): string {
	return job.workflow?.split("@")[0] ?? "";
}

function reader(parameters: Readonly<Record<string, unknown>>) {
	return {
		text: (name: string) => {
			const value = parameters[name];
			return typeof value === "string" ? value : null;
		},
		number: (name: string) => {
			const value = parameters[name];
			return typeof value === "number" ? value : null;
		},
	};
}
