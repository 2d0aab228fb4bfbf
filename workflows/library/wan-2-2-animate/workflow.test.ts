import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { someAsset } from "../../testing/variants.ts";
import { wan22Animate } from "./workflow.ts";

const request = { character_image: someAsset, motion_video: someAsset, prompt: "She dances" };
const task = (more: Record<string, unknown> = {}) => taskOf(wan22Animate, { ...request, ...more });

test("S0-A10 S0-A11 body, hands and face of the motion film move the character of the picture", () => {
	const { graph, inputs } = task();
	expect(inputs).toEqual([
		{ asset_id: someAsset, node: "10", input: "image", kind: "image" },
		{ asset_id: someAsset, node: "20", input: "video", kind: "video" },
	]);
	expect(graph["30"]?.inputs).toMatchObject({
		reference_image: ["10", 0],
		pose_video: ["22", 0],
		face_video: ["23", 0],
		length: 77,
		continue_motion_max_frames: 5,
	});
	expect(graph["22"]?.inputs).toMatchObject({
		detect_body: "enable",
		detect_hand: "enable",
		detect_face: "disable",
	});
	expect(graph["23"]?.inputs).toMatchObject({
		detect_body: "disable",
		detect_hand: "disable",
		detect_face: "enable",
	});
	// Only the motion is taken: the room is that of the picture.
	for (const id of ["background_video", "character_mask"]) expect(graph["30"]?.inputs).not.toHaveProperty(id);
});

test("six steps at cfg 1 with a LoRA made for few steps", () => {
	const { graph } = task();
	expect(graph["31"]?.inputs).toMatchObject({ steps: 6, cfg: 1, sampler_name: "euler", scheduler: "simple" });
	expect(graph["8"]?.inputs).toMatchObject({ model: ["7", 0], shift: 8 });
});

test.each([
	[4.5, 1, 72, 77, ["33", 0]],
	[9, 2, 144, 149, ["45", 0]],
	[13.5, 3, 216, 221, ["55", 0]],
])("%f seconds are %i pieces and %i frames of %i read", (seconds, pieces, frames, read, last) => {
	const { graph } = task({ seconds });
	const made = Object.values(graph).filter((node) => node.class_type === "WanAnimateToVideo");
	expect(made).toHaveLength(pieces);
	expect(graph["60"]?.inputs).toMatchObject({ image: last, batch_index: 0, length: frames });
	expect(graph["20"]?.inputs).toMatchObject({ force_rate: 16, frame_load_cap: read });
	expect(graph["61"]?.inputs.fps).toBe(16);
	// Each piece has 77 frames, and all but the first begin with five of the piece before.
	expect(77 + 72 * (pieces - 1)).toBe(read);
	expect(read).toBeGreaterThanOrEqual(frames);
});

test("a piece goes on from the frames, and the place in the motion film, of the one before", () => {
	const { graph } = task({ seconds: 13.5 });
	expect(graph["40"]?.inputs).toMatchObject({ continue_motion: ["33", 0], video_frame_offset: ["30", 5] });
	expect(graph["50"]?.inputs).toMatchObject({ continue_motion: ["43", 0], video_frame_offset: ["40", 5] });
	expect(graph["44"]?.inputs).toMatchObject({ image: ["43", 0], batch_index: ["40", 4] });
	expect(graph["45"]?.inputs).toEqual({ image1: ["33", 0], image2: ["44", 0] });
	expect(graph["55"]?.inputs).toEqual({ image1: ["45", 0], image2: ["54", 0] });
	for (const id of ["31", "41", "51"]) expect(graph[id]?.inputs.seed).toBe(4242);
});

test("with a face film the expressions come from that", () => {
	const { graph, inputs } = task({ face_video: someAsset, seconds: 9 });
	expect(inputs.map(({ node }) => node)).toEqual(["10", "20", "24"]);
	expect(graph["23"]).toBeUndefined();
	for (const id of ["30", "40"]) expect(graph[id]?.inputs.face_video).toEqual(["24", 0]);
	expect(graph["24"]?.inputs).toMatchObject({ force_rate: 16, frame_load_cap: 149 });
});

test("the sound of the motion film is taken over only when asked for", () => {
	expect(task().graph["61"]?.inputs).not.toHaveProperty("audio");
	expect(task({ keep_sound: true }).graph["61"]?.inputs.audio).toEqual(["20", 2]);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ seconds: 5 }, "/parameters/seconds", "invalid_parameter"],
	[{ motion_video: undefined }, "/parameters/motion_video", "missing_parameter"],
	[{ character_image: undefined }, "/parameters/character_image", "missing_parameter"],
	[{ width: 480 }, "/parameters/height", "invalid_parameter"],
	[{ face_video: "dance.mp4" }, "/parameters/face_video", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(wan22Animate, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
