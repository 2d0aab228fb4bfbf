import { expect, test } from "vitest";
import { loraRequestSchema, pageRequestSchema } from "../../contract/documents/pages.ts";
import { type JobResource, jobSchema } from "../../contract/jobs/jobs.ts";
import { ApiError } from "../../problem.ts";
import { NO_COST } from "../../testing/no-cost.ts";
import { loraProblems, pageProblems } from "./page-limits.ts";
import { inTheirWords, loraJob, pageJob, toLora, toPage } from "./page-translation.ts";

const POSE = "ast_0123456789abcdefghjkmnpqrs";
const page = (more: object = {}) =>
	pageJob(pageRequestSchema.parse({ prompt: "1boy, ginger hair", ...more }));

test("S2-GEN-01b every field of a page arrives under the name that the workflow has for it", () => {
	expect(page()).toMatchObject({
		workflow: "sd15-text-to-image",
		parameters: { prompt: "1boy, ginger hair" },
	});
	const all = {
		negativePrompt: "hands",
		checkpoint: "dreamshaper_8.safetensors",
		loraId: "spyke_plasma_v1",
		seed: 0,
		steps: 30,
		cfg: 5.5,
		sampler: "dpmpp_2m",
		scheduler: "karras",
		resolution: { width: 384, height: 640 },
	};
	expect(page(all)).toMatchObject({
		workflow: "sd15-text-to-image",
		parameters: {
			negative_prompt: "hands",
			checkpoint: "dreamshaper_8.safetensors",
			lora: "spyke_plasma_v1.safetensors",
			seed: 0,
			steps: 30,
			cfg: 5.5,
			sampler: "dpmpp_2m",
			scheduler: "karras",
			width: 384,
			height: 640,
		},
	});
	expect(page({ resolution: "384x640", loraId: "old.pt", pool: "macs" })).toMatchObject({
		pool: "macs",
		parameters: { width: 384, height: 640, lora: "old.pt" },
	});
});

test("S2-CTRL-03 S2-CTRL-02 a pose switches the template and brings its strength; without one a strength has no effect", () => {
	expect(page({ poseImagePath: POSE, controlnetStrength: 0.4, poseKind: "skeleton" })).toMatchObject({
		workflow: "sd15-image-to-image",
		parameters: { pose: POSE, controlnet_strength: 0.4, pose_kind: "skeleton" },
	});
	const without = page({ controlnetStrength: 0.9 });
	expect(without.workflow).toBe("sd15-text-to-image");
	expect(Object.keys(without.parameters ?? {})).toEqual(["prompt"]);
});

test.each([
	"../../etc/passwd",
	"/Users/me/pose.png",
	"pose.png",
	"C:\\pose.png",
	`${POSE}/../x`,
	`${POSE}x`,
	"file:///etc/passwd",
])(
	"S2-CTRL-01b the pose %s is no uploaded file: refused with what to do, and never part of a path",
	(path) => {
		const refused = (() => {
			try {
				return page({ poseImagePath: path });
			} catch (error) {
				return error;
			}
		})();
		if (!(refused instanceof ApiError)) throw new Error("it was taken");
		expect(refused.code).toBe("invalid_request");
		expect(refused.errors[0]?.pointer).toBe("/poseImagePath");
		expect(refused.message).toMatch(/cannot be read from here: upload it \(POST \/v1\/assets\)/);
		expect(refused.message).not.toContain(path);
	},
);

const LIMITS: [sent: Record<string, unknown>, pointer: string, words: string][] = [
	[{ resolution: { width: 513, height: 768 } }, "/resolution/width", "the width is 513; at most 512"],
	[{ resolution: { width: 512, height: 769 } }, "/resolution/height", "the height is 769; at most 768"],
	[{ resolution: "513x768" }, "/resolution", "the width is 513; at most 512"],
	[{ batch_size: 2 }, "/batch_size", "the batch size is 2; at most 1"],
	[{ poseImagePath: [POSE, POSE] }, "/poseImagePath", "the number of ControlNets is 2; at most 1"],
	[
		{ checkpoint: "sd_xl_base_1.0.safetensors" },
		"/checkpoint",
		"of the family sdxl; only Stable Diffusion 1.5",
	],
	[{ loraId: "spyke_sdxl" }, "/loraId", '"spyke_sdxl" is of the family sdxl'],
	[{ checkpoint: "flux1-dev.safetensors" }, "/checkpoint", "of the family flux; only Stable Diffusion 1.5"],
];
test.each(LIMITS)(
	"S2-GEN-03a S2-GEN-03b S2-GEN-03c S2-HW-1 S2-HW-3 S2-HW-5 over a limit: %j",
	(sent, at, words) => {
		const [problem, ...more] = pageProblems(sent);
		expect([problem?.pointer, problem?.code, more]).toEqual([at, "over_profile_limit", []]);
		expect(problem?.message).toContain(words);
		expect(problem?.message).toContain("m1-16gb");
	},
);

test("what is no size, no number or no text is not a matter of limits", () => {
	for (const body of [
		{},
		{ resolution: { width: 512, height: 768 }, batch_size: 1, poseImagePath: POSE },
		{ resolution: "512x768", checkpoint: "dreamshaper_8.safetensors" },
		{ resolution: "big", batch_size: "2", checkpoint: 7 },
		{ resolution: [], poseImagePath: [POSE] },
		{ resolution: null, batch_size: null },
	])
		expect(pageProblems(body)).toEqual([]);
});

test("S2-GEN-06a S2-AC-5 S2-HW-2 a training of more than one picture at once, or larger ones, is over a limit", () => {
	expect(loraProblems({ batch_size: 2 })).toMatchObject([
		{ pointer: "/batch_size", message: expect.stringContaining("the batch size is 2; at most 1 is allowed") },
	]);
	expect(loraProblems({ resolution: "768,768" })).toMatchObject([{ pointer: "/resolution" }]);
	expect(loraProblems({ resolution: 513, checkpoint: "sdxl.safetensors" })).toHaveLength(2);
	expect(loraProblems({ batch_size: 1, resolution: "512,512" })).toEqual([]);
});

test("S2-GEN-01d a training arrives as the workflow has it; a folder is refused with what to send instead", () => {
	const dataset = [{ image: POSE, caption: "portrait" }];
	const sent = {
		dataset,
		triggerWord: "spyke_plasma_v1",
		outputName: "spyke",
		steps: 900,
		resolution: "512,512",
	};
	expect(loraJob(loraRequestSchema.parse(sent))).toMatchObject({
		workflow: "train-lora-core",
		parameters: {
			dataset,
			trigger_word: "spyke_plasma_v1",
			output_name: "spyke",
			steps: 900,
			resolution: 512,
		},
	});
	const folder = { datasetDir: "/Users/me/spyke", outputName: "spyke", steps: 1000, resolution: 512 };
	expect(() => loraJob(loraRequestSchema.parse(folder))).toThrow(
		/cannot be read from here: upload its pictures/,
	);
});

test("refusals of the workflow point to where the value stands in the request", () => {
	const item = (pointer: string) => ({ pointer, code: "x", message: "x" });
	const told = inTheirWords(
		new ApiError("invalid_request", "x", [
			item("/parameters/lora"),
			item("/parameters/width"),
			item("/parameters/dataset/3/caption"),
			item("/parameters/steps"),
			item("/graph"),
		]),
	);
	if (!(told instanceof ApiError)) throw new Error("no ApiError");
	expect(told.errors.map(({ pointer }) => pointer)).toEqual([
		"/loraId",
		"/resolution/width",
		"/dataset/3/caption",
		"/steps",
		"/graph",
	]);
	const other = new Error("broken");
	expect(inTheirWords(other)).toBe(other);
});

const at = "2026-02-19T12:00:00.000Z";
const JOB_ID = "job_00000000000000000000000000";
const job = (more: Partial<JobResource>): JobResource =>
	jobSchema.parse({
		id: JOB_ID,
		status: "queued",
		version: 1,
		workflow: "sd15-text-to-image@1",
		pipeline: null,
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
		stages: [],
		outputs: [],
		error: null,
		retry_of: null,
		created_at: at,
		started_at: null,
		finished_at: null,
		deadline_at: at,
		urls: { self: "", events: "", socket: "", cancel: "", workflow: "", attempts: "" },
		...more,
	});

test("S2-GEN-01c S2-AC-3 a job shows everything that a log of pages wants to know", () => {
	const parameters = {
		prompt: "1boy",
		negative_prompt: "hands",
		checkpoint: "AnythingV5_v5PrtRE.safetensors",
		lora: "spyke_plasma_v1.safetensors",
		seed: 7,
		steps: 20,
		cfg: 7,
		sampler: "euler_ancestral",
		scheduler: "normal",
		width: 512,
		height: 768,
		pose: POSE,
		controlnet_strength: 0.65,
	};
	expect(toPage(job({ workflow: "sd15-image-to-image@1", parameters }), null)).toMatchObject({
		id: JOB_ID,
		status: "queued",
		progress: 0,
		outputFilename: null,
		outputUrl: null,
		model: "AnythingV5_v5PrtRE.safetensors",
		loraId: "spyke_plasma_v1.safetensors",
		seed: 7,
		steps: 20,
		cfg: 7,
		sampler: "euler_ancestral",
		scheduler: "normal",
		resolution: { width: 512, height: 768 },
		controlnetStrength: 0.65,
		workflowTemplate: "img2img-lora-controlnet.json",
	});
	const plain = toPage(job({ parameters: { ...parameters, pose: undefined, lora: undefined } }), null);
	expect(plain).toMatchObject({
		workflowTemplate: "txt2img-lora.json",
		controlnetStrength: null,
		loraId: null,
	});
	expect(toPage(job({ workflow: "graph" }), null)).toMatchObject({ workflowTemplate: "graph", seed: null });
});

test("S2-GEN-01e a training shows its settings; another job is none", () => {
	const parameters = { output_name: "spyke", trigger_word: "t", steps: 900, resolution: 512, batch_size: 1 };
	expect(toLora(job({ workflow: "train-lora-core@1", parameters }), null)).toMatchObject({
		status: "queued",
		loraId: "spyke",
		outputName: "spyke",
		steps: 900,
		resolution: 512,
		batchSize: 1,
	});
	expect(toLora(job({}), null)).toBeNull();
});
