import { describe, expect, test } from "vitest";
import { datasetJob } from "../../characters/dataset.ts";
import { datasetJobSchema } from "../../contract/documents/reference-datasets.ts";
import { type JobResource, jobSchema } from "../../contract/jobs/jobs.ts";
import type { JobStatus, StageStatus } from "../../contract/status.ts";
import { ApiError, problemResponse, WordedError } from "../../problem.ts";
import { png } from "../../testing/files.ts";
import { NO_COST } from "../../testing/no-cost.ts";
import {
	datasetParameters,
	sentPictures,
	startFailure,
	toGenerationJob,
	toStarted,
} from "./dataset-translation.ts";

const AT = "2026-11-26T12:00:00.000Z";
const id = (kind: string, n = 0) => `${kind}_${String(n).padStart(26, "0")}`;
const VIEWS = ["avatar", "front", "side", "back"];

/** A job whose stages stand so; those that succeeded have a picture. */
function jobOf(status: JobStatus, stages: StageStatus[], more: Partial<JobResource> = {}): JobResource {
	const asset = (n: number) => ({
		id: id("ast", n),
		kind: "image",
		content_type: "image/png",
		filename: "a.png",
		size: 1,
		sha256: "0".repeat(64),
		width: 1,
		height: 1,
		job: id("job"),
		task: id("tsk", n),
		name: "image",
		position: 0,
		created_at: AT,
		url: "/",
	});
	return jobSchema.parse({
		id: id("job"),
		status,
		version: 1,
		workflow: null,
		pipeline: "character-reference-dataset@1",
		parameters: {},
		priority: 0,
		notices: [],
		metadata: {},
		pool: "default",
		queue_reason: null,
		queue: null,
		awaiting: null,
		cost: NO_COST,
		progress: [],
		stages: stages.map((stage, n) => ({
			key: VIEWS[n],
			label: `REFERENCE_${VIEWS[n]?.toUpperCase()}`,
			status: stage,
			since: AT,
			needs: [],
			gate: null,
			optional: false,
			take: 1,
			retakes_left: 0,
			chosen: null,
			decision: null,
			adopted_from: null,
			error: null,
			tasks: [
				{
					id: id("tsk", n),
					index: 0,
					take: 1,
					status: "queued",
					verdict: null,
					epoch: 0,
					attempts: 0,
					max_attempts: 3,
					worker: null,
					available_at: AT,
					queue_reason: null,
					queued_at: AT,
					error: null,
					outputs: stage === "succeeded" ? [asset(n)] : [],
				},
			],
		})),
		outputs: [],
		error: null,
		retry_of: null,
		created_at: AT,
		started_at: status === "queued" ? null : AT,
		finished_at: null,
		deadline_at: AT,
		urls: { self: "/v1/jobs/x", events: "", socket: "", cancel: "", workflow: "", attempts: "" },
		...more,
	});
}

const [done, runs, waits] = ["succeeded", "running", "waiting"] as const;

test("S3-62 states are told in their words, and a canceled job as such", () => {
	const state = (status: JobStatus, more: Partial<JobResource> = {}) =>
		toGenerationJob(jobOf(status, [waits, waits, waits, waits], more)).state;
	expect(
		(["queued", "running", "canceling", "succeeded", "failed", "expired", "canceled"] as const).map(
			(status) => state(status),
		),
	).toEqual(["waiting", "active", "active", "completed", "failed", "failed", "cancelled"]);
	// Between two stages.
	expect(state("queued", { started_at: AT })).toBe("active");
});

test("S3-61 S3-63 S3-64 S3-66 S3-67 a job is shown with its stage of four, and each stage with name, status and picture", () => {
	expect(toGenerationJob(jobOf("queued", ["queued", waits, waits, waits]))).toMatchObject({
		progress: { stage: 0, total: 4, message: "Starting generation..." },
		result: null,
	});
	expect(toGenerationJob(jobOf("running", [done, runs, waits, waits]))).toEqual({
		jobId: id("job"),
		state: "active",
		progress: { stage: 2, total: 4, message: "Generating stage 2/4..." },
		stages: [
			{
				id: 1,
				name: "Avatar (Rosto)",
				status: "completed",
				imageUrl: `/v1/assets/${id("ast", 0)}/content`,
			},
			{ id: 2, name: "Corpo Frontal", status: "in_progress" },
			{ id: 3, name: "Corpo Lateral", status: "pending" },
			{ id: 4, name: "Corpo Costas", status: "pending" },
		],
		usesReferences: false,
		result: null,
	});
	const error = { code: "out_of_memory" as const, message: "too large", node_id: null, class_type: null };
	const failed = toGenerationJob(
		jobOf("failed", [done, "failed", waits, waits], {
			error: { ...error, class: "capacity", whose_fault: "user" },
		}),
	);
	expect(failed.progress.message).toBe("Failed: too large");
	expect(failed.stages.map(({ status }) => status)).toEqual(["completed", "error", "pending", "pending"]);
});

test("S3-20 S3-43 S3-72 what a job leaves is four results, the avatar first and the back last", () => {
	const { result } = toGenerationJob(jobOf("succeeded", [done, done, done, done]));
	expect(result?.success).toBe(true);
	expect(result?.results.map(({ stage, type }) => [stage, type])).toEqual([
		[1, "REFERENCE_AVATAR"],
		[2, "REFERENCE_FRONT"],
		[3, "REFERENCE_SIDE"],
		[4, "REFERENCE_BACK"],
	]);
	expect(result?.results[0]).toMatchObject({
		imageUrl: `/v1/assets/${id("ast", 0)}/content`,
		comfyPath: null,
	});
});

test("S3-19 whether pictures of the person's own are in use is told", () => {
	const job = jobOf("running", [runs, waits, waits, waits], { parameters: { references: ["a"] } });
	expect(toGenerationJob(job).usesReferences).toBe(true);
	expect(datasetJobSchema.parse(datasetJob(job)).uses_references).toBe(true);
});

test("S3-42 S3-56 a prompt is a text, or what is wanted and what is not", () => {
	expect(datasetParameters({ prompt: "elf" }, [])).toEqual({ prompt: "elf" });
	expect(datasetParameters({ prompt: { positive: "elf", negative: "blurry" } }, ["a"])).toEqual({
		prompt: "elf",
		negative_prompt: "blurry",
		references: ["a"],
	});
	expect(datasetParameters({ prompt: undefined }, [])).toEqual({});
});

test("S3-59 the answer names the job, the time it takes and where to ask", () => {
	expect(toStarted("job_x")).toEqual({
		jobId: "job_x",
		message: "Dataset generation started",
		estimatedTime: "8-12 minutes",
		pollUrl: "/api/v1/image-generation/job/job_x",
	});
});

describe("S3-58 pictures that are sent as text", () => {
	const encode = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

	test("are called after their places", async () => {
		const texts = [encode(await png(2, 2)), encode(await png(3, 3))];
		expect(sentPictures(texts).map(({ filename }) => filename)).toEqual(["ref_0.png", "ref_1.png"]);
		expect(sentPictures([])).toEqual([]);
	});

	test("are refused with the place of each that is none, and none of them is taken", async () => {
		const whole = encode(await png(2, 2));
		const refused = (texts: string[]) => {
			try {
				sentPictures(texts);
			} catch (error) {
				if (error instanceof ApiError)
					return { code: error.code, errors: error.errors.map(({ pointer, code }) => [pointer, code]) };
				throw error;
			}
			return null;
		};
		expect(refused([whole, "???", btoa("no picture at all")])).toEqual({
			code: "invalid_request",
			errors: [
				["/referenceImages/1", "invalid_base64"],
				["/referenceImages/2", "invalid_image"],
			],
		});
		expect(refused([btoa("no picture at all")])?.code).toBe("invalid_image");
		expect(refused(["A".repeat(4_000_000)])).toEqual({
			code: "payload_too_large",
			errors: [["/referenceImages/0", "payload_too_large"]],
		});
	});
});

test("S3-60 what breaks on our side is a failed start, in their words; a refusal stays what it is", async () => {
	const broken = problemResponse(startFailure(new Error("D1 is away")), "/x");
	expect(broken.status).toBe(500);
	expect(await broken.json()).toMatchObject({ error: "Failed to start generation", code: "internal" });
	const refused = new ApiError("queue_full", "wait", [], { "retry-after": "10" });
	expect(startFailure(refused)).toEqual(refused);
	const unauthorized = new WordedError("Unauthorized", new ApiError("forbidden", "not yours"));
	expect(startFailure(unauthorized)).toBe(unauthorized);
});

test("what is refused is told by its place in the body that was sent", () => {
	const code = "invalid_parameter";
	const places = [
		"/parameters/prompt",
		"/parameters/negative_prompt",
		"/parameters/references/1",
		"/character",
		"/x",
	];
	const items = places.map((pointer) => ({ pointer, code, message: "no" }));
	expect(
		startFailure(new ApiError("invalid_request", "no", items)).errors.map(({ pointer }) => pointer),
	).toEqual(["/prompt", "/prompt/negative", "/referenceImages/1", "/characterId", "/x"]);
});
