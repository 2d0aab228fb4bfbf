import type { Picture } from "../../assets/store-pictures.ts";
import { readTextPicture } from "../../assets/text-picture.ts";
import {
	MAX_RUN_BODY_BYTES,
	type RunRequest,
	type RunStatus,
} from "../../contract/comfyui/worker-comfyui.ts";
import type { JobRequest, JobResource } from "../../contract/jobs/jobs.ts";
import type { ProblemCode, ProblemItem } from "../../contract/problem.ts";
import type { JobStatus } from "../../contract/status.ts";
import { ApiError, WordedError, withPointers } from "../../problem.ts";

/** A graph, and the pictures that its inputs read. */
interface Placed {
	graph: Record<string, unknown>;
	/** `"<node id>.<input>"`, and the number of the picture that goes there. */
	places: [place: string, picture: number][];
	/** Those that some input reads. */
	pictures: Picture[];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** Finds the inputs that ask for a picture by its name, and reads those pictures. Pure. @throws ApiError */
export function placePictures({ workflow, images }: RunRequest["input"]): Placed {
	const byName = new Map(images.map(({ name }, i) => [name, i]));
	const numbers = new Map<number, number>();
	const places: Placed["places"] = [];
	const pictureOf = (name: unknown) => (typeof name === "string" ? byName.get(name) : undefined);
	const graph = Object.fromEntries(
		Object.entries(workflow).map(([node, value]) => {
			if (!isObject(value) || !isObject(value.inputs)) return [node, value];
			const inputs = Object.entries(value.inputs).map(([input, given]) => {
				const image = pictureOf(given);
				if (image === undefined) return [input, given];
				const number = numbers.get(image) ?? numbers.size;
				numbers.set(image, number);
				places.push([`${node}.${input}`, number]);
				return [input, ""];
			});
			return [node, { ...value, inputs: Object.fromEntries(inputs) }];
		}),
	);
	return { graph, places, pictures: readPictures(images, [...numbers.keys()]) };
}

function readPictures(images: RunRequest["input"]["images"], wanted: readonly number[]): Picture[] {
	const problems: (ProblemItem & { code: ProblemCode | "invalid_base64" })[] = [];
	const pictures = wanted.flatMap((i): Picture[] => {
		const read = readTextPicture(images[i]?.image ?? "", MAX_RUN_BODY_BYTES);
		if ("bytes" in read) return [{ ...read, filename: `image_${i}.${read.media.extension}` }];
		problems.push({ pointer: `/input/images/${i}/image`, ...read });
		return [];
	});
	const [first] = problems;
	if (!first) return pictures;
	const code = first.code === "invalid_base64" ? "invalid_request" : first.code;
	throw new ApiError(code, `${first.pointer}: ${first.message}`, problems);
}

/** What is asked for, as `POST /v1/jobs` would be asked. `assets`: the pictures' ids, in their order. Pure. */
export function toRequest(
	{ graph, places }: Placed,
	assets: readonly string[],
	pool: string | undefined,
	policy: RunRequest["policy"],
): Partial<JobRequest> {
	const inputs = places.flatMap(([place, number]) => {
		const asset = assets[number];
		return asset === undefined ? [] : [[place, asset] as const];
	});
	return {
		graph,
		inputs: Object.fromEntries(inputs),
		...(pool !== undefined && { pool }),
		...(policy?.ttl !== undefined && { deadline_s: Math.ceil(policy.ttl / 1000) }),
		...(policy?.lowPriority && { priority: -1 }),
	};
}

/**
 * A refusal as those programs read it: `error` is a sentence, and places are those of their body. Pure.
 */
export function inTheirWords(error: unknown): unknown {
	if (!(error instanceof ApiError)) return error;
	const placed = withPointers(error, (pointer) =>
		pointer
			.replace(/^\/graph(?=\/|$)/, "/input/workflow")
			.replace(/^\/inputs\/([^/]*)\.([^./]*)$/, "/input/workflow/$1/inputs/$2")
			.replace(/^\/deadline_s$/, "/policy/ttl"),
	);
	return new WordedError(placed.message, placed);
}

const STATUSES: Record<JobStatus, RunStatus["status"]> = {
	queued: "IN_QUEUE",
	running: "IN_PROGRESS",
	canceling: "IN_PROGRESS",
	succeeded: "COMPLETED",
	failed: "FAILED",
	canceled: "CANCELLED",
	expired: "TIMED_OUT",
};

/** A job without its files. Pure. */
export function toRunStatus(job: JobResource): RunStatus {
	const [created, started, finished] = [job.created_at, job.started_at, job.finished_at].map((time) =>
		time === null || time === undefined ? null : Date.parse(time),
	);
	const begun = started !== null && started !== undefined && created !== null && created !== undefined;
	return {
		id: job.id,
		status: STATUSES[job.status],
		...(begun && { delayTime: started - created }),
		...(begun && finished !== null && finished !== undefined && { executionTime: finished - started }),
		...(job.error && { error: job.error.message }),
	};
}
