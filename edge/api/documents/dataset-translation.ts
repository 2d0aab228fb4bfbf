import { assetPath } from "../../assets/resource.ts";
import type { Picture } from "../../assets/store-pictures.ts";
import { type NoPicture, readTextPicture } from "../../assets/text-picture.ts";
import { datasetJob } from "../../characters/dataset.ts";
import {
	type CharacterDatasetRequest,
	type CharacterDatasetStarted,
	type CharacterImages,
	type GenerationJob,
	MAX_TEXT_PICTURE_BYTES,
} from "../../contract/documents/image-generation.ts";
import { ESTIMATED_TIME, type ReferenceDataset } from "../../contract/documents/reference-datasets.ts";
import type { JobResource } from "../../contract/jobs/jobs.ts";
import type { ProblemItem } from "../../contract/problem.ts";
import type { JobStatus } from "../../contract/status.ts";
import { ApiError, WordedError, withPointers } from "../../problem.ts";

/** Between what the routes below `/api/v1/image-generation` say and what `/v1` does. Pure. */

/** The parameters of the pipeline; `references`: ids of the pictures that were sent. */
export function datasetParameters(
	{ prompt }: Pick<CharacterDatasetRequest, "prompt">,
	references: string[],
): Record<string, unknown> {
	const { positive, negative } = typeof prompt === "string" ? { positive: prompt } : (prompt ?? {});
	return {
		...(positive !== undefined && { prompt: positive }),
		...(negative !== undefined && { negative_prompt: negative }),
		...(references.length > 0 && { references }),
	};
}

/** The pictures of a request. @throws ApiError with the place of each that is none */
export function sentPictures(texts: readonly string[]): Picture[] {
	const pictures: Picture[] = [];
	const problems: (ProblemItem & Pick<NoPicture, "code">)[] = [];
	for (const [i, text] of texts.entries()) {
		const read = readTextPicture(text, MAX_TEXT_PICTURE_BYTES);
		if ("bytes" in read) pictures.push({ ...read, filename: `ref_${i}.${read.media.extension}` });
		else problems.push({ pointer: `/referenceImages/${i}`, ...read });
	}
	const [first] = problems;
	if (!first) return pictures;
	const code = first.code === "invalid_base64" ? "invalid_request" : first.code;
	throw new ApiError(code, `${first.pointer}: ${first.message}`, problems);
}

export function toStarted(job: string): CharacterDatasetStarted {
	return {
		jobId: job,
		message: "Dataset generation started",
		estimatedTime: ESTIMATED_TIME,
		pollUrl: `/api/v1/image-generation/job/${job}`,
	};
}

export function toImages({ character, references }: ReferenceDataset): CharacterImages {
	return {
		characterId: character,
		images: references.map(({ asset, content, generation }) => ({
			id: asset.id,
			type: "REFERENCE",
			content,
			url: asset.url,
			generationData: generation && {
				prompt: { positive: generation.prompt, negative: generation.negative_prompt },
				stage: generation.stage,
				referencesUsed: generation.references_used,
			},
		})),
	};
}

/** Names of the stages for people. */
const NAMES: Readonly<Record<string, string>> = {
	avatar: "Avatar (Rosto)",
	front: "Corpo Frontal",
	side: "Corpo Lateral",
	back: "Corpo Costas",
};

/** A job in these words. */
export function toGenerationJob(job: JobResource): GenerationJob {
	const { stages, progress, uses_references } = datasetJob(job);
	const state = stateOf(job);
	const url = (asset: string | null) => (asset === null ? {} : { imageUrl: assetPath(asset) });
	return {
		jobId: job.id,
		state,
		progress: { stage: progress.stage, total: progress.total, message: progress.message },
		stages: stages.map(({ key, status, asset }, i) => ({
			id: i + 1,
			name: NAMES[key] ?? key,
			status,
			...url(asset),
		})),
		usesReferences: uses_references,
		result:
			state !== "completed"
				? null
				: {
						success: true,
						results: stages.flatMap(({ key, label, asset }, i) =>
							asset === null
								? []
								: [{ stage: i + 1, type: label ?? key, imageUrl: assetPath(asset), comfyPath: null }],
						),
					},
	};
}

function stateOf({ status, started_at }: Pick<JobResource, "status" | "started_at">): GenerationJob["state"] {
	// Between two stages it is queued again, and goes on.
	if (status === "queued") return started_at === null ? "waiting" : "active";
	return STATES[status];
}

const STATES: Readonly<Record<Exclude<JobStatus, "queued">, GenerationJob["state"]>> = {
	running: "active",
	canceling: "active",
	succeeded: "completed",
	failed: "failed",
	expired: "failed",
	canceled: "cancelled",
};

/** Where what was refused stands in the body that was sent; the longest first. */
const PLACES = [
	["/parameters/negative_prompt", "/prompt/negative"],
	["/parameters/references", "/referenceImages"],
	["/parameters/prompt", "/prompt"],
	["/character", "/characterId"],
] as const;

function placeOf(pointer: string): string {
	const place = PLACES.find(([ours]) => pointer === ours || pointer.startsWith(`${ours}/`));
	return place ? place[1] + pointer.slice(place[0].length) : pointer;
}

/** What is answered where the job could not be started: refusals with the places of what was sent, and what broke on our side in these words. */
export function startFailure(error: unknown): ApiError {
	if (error instanceof WordedError) return error;
	if (error instanceof ApiError) return withPointers(error, placeOf);
	const broken = new ApiError(
		"internal",
		"the generation could not be started; nothing of it is left, so try again",
	);
	return new WordedError("Failed to start generation", broken);
}
