import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { faceSwapReactor } from "./workflow.ts";

const sent = { image: "ast_0123456789abcdefghijklmnop", face: "ast_00000000000000000000000001" };
const task = (more: Record<string, unknown> = {}) => taskOf(faceSwapReactor, { ...sent, ...more });

test("S0-A13 the face of one picture goes into the other; both are loaded, no diffusion model is", () => {
	const { graph, inputs, models, outputs } = task();
	expect(Object.values(graph).map((n) => n.class_type)).toEqual([
		"LoadImage",
		"LoadImage",
		"ReActorFaceSwap",
		"SaveImage",
	]);
	expect(graph["3"]?.inputs).toMatchObject({ input_image: ["1", 0], source_image: ["2", 0] });
	expect(inputs).toEqual([
		{ asset_id: sent.image, node: "1", input: "image", kind: "image" },
		{ asset_id: sent.face, node: "2", input: "image", kind: "image" },
	]);
	expect(models).toEqual([
		{ folder: "insightface", file: "inswapper_128.onnx" },
		{ folder: "facerestore_models", file: "codeformer-v0.1.0.pth" },
	]);
	expect(outputs).toEqual([{ name: "image", node: "4", kind: "image" }]);
});

test("S0-A13 the node gets every input it requires, of the kind it wants", () => {
	// INPUT_TYPES of ReActorFaceSwap in nodes.py at 6ad6b35; /object_info of it cannot be had offline.
	const { enabled, console_log_level, ...others } = task().graph["3"]?.inputs ?? {};
	expect([enabled, console_log_level]).toEqual([true, 1]);
	expect(others).toEqual({
		swap_model: "inswapper_128.onnx",
		facedetection: "retinaface_resnet50",
		face_restore_model: "codeformer-v0.1.0.pth",
		face_restore_visibility: 1,
		codeformer_weight: 0.5,
		detect_gender_input: "no",
		detect_gender_source: "no",
		input_faces_index: "0",
		source_faces_index: "0",
		input_image: ["1", 0],
		source_image: ["2", 0],
	});
});

test("which face is chosen by number, and reaches the node as the text it wants", () => {
	const { graph } = task({ image_face: 2, source_face: 1 });
	expect(graph["3"]?.inputs).toMatchObject({ input_faces_index: "2", source_faces_index: "1" });
});

test("without restoration the face stays as it was made", () => {
	expect(difference(task().graph, task({ restore: "none" }).graph)).toEqual(["3.face_restore_model"]);
	expect(task({ restore: "none" }).graph["3"]?.inputs.face_restore_model).toBe("none");
});

test("what it does with nudity and without a face is said, and so are the licences", () => {
	const notes = faceSwapReactor.docs.notes.join(" ");
	expect(notes).toMatch(/black square of 512x512/);
	expect(notes).toMatch(/no face is found the picture comes back unchanged/);
	expect(faceSwapReactor.licence).toMatch(/non-commercial/);
});

test("by estimate a swap takes under 15 s", () => {
	expect(task().typical_seconds).toBeLessThan(15);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ face: undefined }, "/parameters/face", "missing_parameter"],
	[{ image: undefined }, "/parameters/image", "missing_parameter"],
	[{ image_face: -1 }, "/parameters/image_face", "invalid_parameter"],
	[{ source_face: "0" }, "/parameters/source_face", "invalid_parameter"],
	[{ restore: "gfpgan" }, "/parameters/restore", "invalid_parameter"],
	[{ restore_strength: 0 }, "/parameters/restore_strength", "invalid_parameter"],
	[{ seed: 1 }, "/parameters/seed", "unknown_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (more, pointer, code) => {
	const planned = planWorkflow(faceSwapReactor, { ...sent, ...more }, random);
	expect(problemsOf(planned)).toContainEqual([pointer, code]);
});
