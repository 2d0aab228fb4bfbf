import { expect, test } from "vitest";
import type { WorkflowDefinition } from "../../definition/define.ts";
import { planWorkflow } from "../../plan/plan.ts";
import { problemsOf, random, taskOf } from "../../testing/comfyui.ts";
import { multiRefBack } from "../multi-ref-back/workflow.ts";
import { multiRefFace } from "../multi-ref-face/workflow.ts";
import { multiRefFaceNoReference } from "../multi-ref-face-no-reference/workflow.ts";
import { multiRefFront } from "../multi-ref-front/workflow.ts";
import { multiRefSide } from "../multi-ref-side/workflow.ts";

const prompt = "woman of 30, short black hair";
const negative_prompt = "blurry";
const asset = (n: number) => `ast_${n}123456789abcdefghijklmnop`;
const assets = (count: number) => Array.from({ length: count }, (_, n) => asset(n));
const task = (workflow: WorkflowDefinition, more: Record<string, unknown> = {}) =>
	taskOf(workflow, { ...workflow.example, prompt, negative_prompt, seed: 5, ...more });

/** The view, its size, the words around the prompts, and the most references. */
const views: [WorkflowDefinition, [number, number], string, string, number][] = [
	[
		multiRefFace,
		[768, 768],
		"portrait, headshot, face focus, detailed facial features,",
		"full body, multiple views,",
		5,
	],
	[
		multiRefFaceNoReference,
		[768, 768],
		"portrait, headshot, face focus, detailed facial features,",
		"full body, multiple views,",
		0,
	],
	[
		multiRefFront,
		[768, 1152],
		"full body, standing, front view, looking at camera,",
		"cropped, headshot only,",
		6,
	],
	[multiRefSide, [768, 1152], "full body, standing, side view, profile,", "front view, back view,", 7],
	[multiRefBack, [768, 1152], "full body, standing, back view, rear view,", "front view, face visible,", 8],
];
const named = views.map((view) => [view[0].id, ...view] as const);
const withReferences = named.filter(([, , , , , most]) => most > 0);

test.each(named)(
	"S3-87 S3-88 S3-89 S3-90 S3-100 %s is rendered at the size of its view",
	(_, workflow, size) => {
		const canvas = task(workflow).graph["5"]?.inputs;
		expect([canvas?.width, canvas?.height, canvas?.batch_size]).toEqual([...size, 1]);
	},
);

test.each(named)(
	"S3-96 S3-50 S3-51 S3-52 S3-53 S3-54 the prompts of %s are the view's words around the client's, exactly",
	(_, workflow, __, prefix, unwanted) => {
		const { graph } = task(workflow);
		expect(graph["6"]?.inputs.text).toBe(`${prefix} ${prompt}`);
		expect(graph["7"]?.inputs.text).toBe(`${negative_prompt}, ${unwanted}`);
		expect(task(workflow, { negative_prompt: "" }).graph["7"]?.inputs.text).toBe(unwanted);
	},
);

test("S0-D47 a view in another shape, and a side alone is refused", () => {
	expect(task(multiRefFront, { aspect_ratio: "9:16" }).graph["5"]?.inputs).toMatchObject({
		width: 720,
		height: 1280,
	});
	const sent = { ...multiRefFront.example, width: 512 };
	expect(problemsOf(planWorkflow(multiRefFront, sent, random))).toEqual([
		["/parameters/height", "invalid_parameter"],
	]);
});

test.each(withReferences)(
	"S3-18 S3-29 S3-41 S3-91 S3-36 %s reads its references from one folder, in their order and anew each time",
	(_, workflow, __, ___, ____, most) => {
		const references = assets(most);
		const { graph, folders } = task(workflow, { references });
		expect(graph["43"]).toMatchObject({
			class_type: "LoadImagesFromDir //Inspire",
			inputs: { directory: "", load_always: true, image_load_cap: 0, sort_method: "Alphabetical (ASC)" },
		});
		const files = references.map((asset_id, n) => ({ name: `ref_${n}`, asset_id, kind: "image" }));
		expect(folders).toEqual([{ node: "43", input: "directory", path: "absolute", files }]);
		expect(files.map(({ name }) => name).sort()).toEqual(files.map(({ name }) => name));
		expect(graph["42"]?.inputs).toMatchObject({ image: ["43", 0], weight: 0.8, combine_embeds: "average" });
		expect(graph["3"]?.inputs.model).toEqual(["42", 0]);
	},
);

test.each(withReferences)(
	"S3-16 S3-45 %s takes the client's five references and the views before, and no more or none",
	(_, workflow, __, ___, ____, most) => {
		const refused = (references: unknown) =>
			problemsOf(planWorkflow(workflow, { prompt, references }, random));
		expect(refused(assets(most + 1))).toEqual([["/parameters/references", "invalid_parameter"]]);
		expect(refused([])).toEqual([["/parameters/references", "invalid_parameter"]]);
		expect(refused(undefined)).toEqual([["/parameters/references", "missing_parameter"]]);
		expect(refused(["ref_0.png"])).toEqual([["/parameters/references/0", "invalid_parameter"]]);
	},
);

test("S3-02 without references there is neither loader nor IP-Adapter, and none can be sent", () => {
	const { graph, folders, models } = task(multiRefFaceNoReference);
	expect(
		Object.values(graph)
			.map((node) => node.class_type)
			.join(),
	).not.toMatch(/IPAdapter|LoadImage/);
	expect(folders).toBeUndefined();
	expect(models.map(({ folder }) => folder)).toEqual(["checkpoints", "ultralytics"]);
	const sent = planWorkflow(multiRefFaceNoReference, { prompt, references: assets(1) }, random);
	expect(problemsOf(sent)).toEqual([["/parameters/references", "unknown_parameter"]]);
});

test.each(named)("S3-88 S3-89 S3-100 %s looks at the face again where the view has one", (id, workflow) => {
	const { graph } = task(workflow);
	const detailer = graph["14"];
	if (id === "multi-ref-back") {
		expect(detailer).toBeUndefined();
		expect(graph["9"]?.inputs.images).toEqual(["8", 0]);
		return;
	}
	expect(detailer).toMatchObject({ class_type: "FaceDetailer", inputs: { seed: 5, denoise: 0.4 } });
	expect(detailer?.inputs.model).toEqual(graph["3"]?.inputs.model);
	expect(graph["9"]?.inputs.images).toEqual(["14", 0]);
	expect(graph["15"]?.inputs.model_name).toBe("bbox/face_yolov8m.pt");
});

test.each(named)(
	"a LoRA of %s goes through everything, and its trigger word before everything",
	(_, workflow) => {
		const lora = "character.safetensors";
		const without = task(workflow).graph;
		const { graph, models } = task(workflow, { lora, trigger_word: "ohwx woman" });
		const linked = (of: typeof graph, loader: string) =>
			Object.entries(of).flatMap(([id, node]) =>
				Object.entries(node.inputs).flatMap(([input, link]) =>
					Array.isArray(link) && link[0] === loader && link[1] !== 2 ? [`${id}.${input}`] : [],
				),
			);
		expect(linked(graph, "4")).toEqual(["2.model", "2.clip"]);
		expect(linked(graph, "2")).toEqual(linked(without, "4"));
		expect(models).toContainEqual({ folder: "loras", file: lora });
		expect(graph["6"]?.inputs.text).toMatch(/^ohwx woman, (portrait|full body), /);
	},
);
