import { expect, test } from "vitest";
import type { ApiGraph } from "../graph/graph.ts";
import { missingFrom } from "./missing.ts";
import type { TaskPlan } from "./plan.ts";
import { demandsOf, findProfile, profileOf, profileProblems, profiles } from "./profiles.ts";

function task(graph: ApiGraph, family: "sd15" | "sdxl" = "sd15", vram_gb = 4): TaskPlan {
	return {
		index: 0,
		graph,
		inputs: [],
		outputs: [],
		models: [],
		seed: null,
		requires: { family, vram_gb, launch_flags: [], partner: false, training: false },
		typical_seconds: 1,
		timeout_seconds: 2,
	};
}
const latent = (width: number, height: number, batch_size = 1): ApiGraph => ({
	"5": { class_type: "EmptyLatentImage", inputs: { width, height, batch_size } },
});
const m1 = findProfile("m1-16gb");
function refusals(of: TaskPlan): [string, string][] {
	if (m1 === undefined) throw new Error("no m1-16gb");
	return profileProblems(m1, demandsOf(of)).map(({ pointer, message }) => [pointer, message]);
}

test.each([
	[512, 768, []],
	[513, 768, ["/graph/5/inputs/width"]],
	[512, 769, ["/graph/5/inputs/height"]],
	[640, 1024, ["/graph/5/inputs/width", "/graph/5/inputs/height"]],
])("S2-HW-1 S2-GEN-03 %i x %i on m1-16gb", (width, height, expected) => {
	const found = refusals(task(latent(width, height)));
	expect(found.map(([pointer]) => pointer)).toEqual(expected);
	for (const [, message] of found) expect(message).toMatch(/is \d+; at most (512|768) is allowed/);
});

test("S2-HW-2 S2-GEN-03c one picture at a time", () => {
	expect(refusals(task(latent(512, 512, 2)))[0]?.[1]).toContain("batch size is 2; at most 1");
	const repeat: ApiGraph = { "1": { class_type: "RepeatLatentBatch", inputs: { amount: 3 } } };
	expect(refusals(task(repeat))[0]?.[0]).toBe("/graph/1/inputs/amount");
});

test("S2-HW-3 one ControlNet at a time", () => {
	const loader = (id: string): ApiGraph => ({ [id]: { class_type: "ControlNetLoader", inputs: {} } });
	expect(refusals(task(loader("1")))).toEqual([]);
	expect(refusals(task({ ...loader("1"), ...loader("2") }))[0]?.[1]).toContain("loads 2 ControlNet models");
});

test("S2-HW-5 Stable Diffusion 1.5 only", () => {
	expect(refusals(task(latent(512, 512), "sdxl"))[0]?.[1]).toContain("family sdxl; sd15, none, partner");
});

test("S1-54 a card refuses what needs more memory than it has, and nothing else", () => {
	for (const profile of profiles.filter(({ id }) => id.startsWith("gpu-"))) {
		const fits = demandsOf(task(latent(2048, 2048, 8), "sdxl", profile.vram_gb));
		expect(profileProblems(profile, fits)).toEqual([]);
		expect(profileProblems(profile, { ...fits, vram_gb: profile.vram_gb + 1 })).toHaveLength(1);
	}
});

test("a worker with a profile lacks what its profile refuses; one without refuses nothing", () => {
	const bare = {
		comfyui_version: "0.33.0",
		nodes: ["EmptyLatentImage"],
		model_inputs: {},
		file_inputs: {},
	};
	expect(missingFrom(bare, task(latent(1024, 1024)))).toEqual([]);
	expect(missingFrom({ ...bare, profile: "m1-16gb" }, task(latent(1024, 512)))).toEqual([
		expect.objectContaining({ code: "over_profile_limit", pointer: "/graph/5/inputs/width" }),
	]);
});

test("S2-GEN-05 flags, partner keys and folders a task needs are missed only where a worker says it has none", () => {
	const of: TaskPlan = {
		...task(latent(64, 64)),
		folders: [{ node: "5", input: "x", path: "absolute", files: [] }],
		requires: {
			family: "sd15",
			vram_gb: 4,
			launch_flags: ["--fp32-vae"],
			partner: true,
			training: false,
		},
	};
	const bare = { comfyui_version: "1", nodes: ["EmptyLatentImage"], model_inputs: {}, file_inputs: {} };
	expect(missingFrom(bare, of)).toEqual([]);
	const without = { ...bare, launch_flags: ["--cpu"], partner_nodes: false, input_directory: false };
	expect(missingFrom(without, of).map(({ message }) => message)).toEqual([
		expect.stringContaining("--fp32-vae"),
		expect.stringContaining("COMFY_ORG_API_KEY"),
		expect.stringContaining("COMFYUI_DIR"),
	]);
	const withAll = { ...bare, launch_flags: ["--fp32-vae"], partner_nodes: true, input_directory: true };
	expect(missingFrom(withAll, of)).toEqual([]);
});

test("the profile of a small Mac is told by what it reports", () => {
	expect(profileOf({ type: "mps", vram_bytes: 16 * 1024 ** 3 })).toBe("m1-16gb");
	expect(profileOf({ type: "mps", vram_bytes: 64 * 1024 ** 3 })).toBeNull();
	expect(profileOf({ type: "cuda", vram_bytes: 12 * 1024 ** 3 })).toBeNull();
});
