import { expect, test } from "vitest";
import { planWorkflow } from "../../plan/plan.ts";
import { difference, planOf, problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { wan22TextToImage } from "./workflow.ts";

const request = { prompt: "A woman at a harbour" };
const plan = (more: Record<string, unknown> = {}) =>
	planOf(planWorkflow(wan22TextToImage, { ...request, ...more }, random));

test("S0-A55 a film of one frame, saved as a picture", () => {
	const { graph, outputs } = taskOf(wan22TextToImage, request);
	expect(graph["12"]).toMatchObject({
		class_type: "EmptyHunyuanLatentVideo",
		inputs: { width: 1280, height: 720, length: 1, batch_size: 1 },
	});
	expect(graph["16"]?.class_type).toBe("SaveImage");
	expect(outputs).toEqual([{ name: "image", node: "16", kind: "image" }]);
	expect(Object.values(graph).map((node) => node.class_type)).not.toContain("CreateVideo");
});

test("variations are tasks with seeds that differ, and nothing else", () => {
	const { tasks } = plan({ variations: 3, seed: 7 });
	expect(tasks.map(({ seed }) => seed)).toEqual([7, 8, 9]);
	expect(difference(tasks[0]?.graph ?? {}, tasks[2]?.graph ?? {})).toEqual(["13.noise_seed"]);
	expect(plan().tasks).toHaveLength(1);
});

const mistakes: [sent: Record<string, unknown>, pointer: string, code: string][] = [
	[{ seconds: 5 }, "/parameters/seconds", "unknown_parameter"],
	[{ variations: 5 }, "/parameters/variations", "invalid_parameter"],
	[{ width: 1288, height: 720 }, "/parameters/width", "invalid_parameter"],
];
test.each(mistakes)("a mistake is reported where it is and by its code: %j", (sent, pointer, code) => {
	expect(problemsOf(planWorkflow(wan22TextToImage, { ...request, ...sent }, random))).toContainEqual([
		pointer,
		code,
	]);
});
