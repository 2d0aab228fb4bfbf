import { expect, test } from "vitest";
import { findWorkflow, library } from "./index.ts";

test("no two workflows share id and version, and each is found by id, by id@version and by its other names", () => {
	expect(new Set(library.map((w) => `${w.id}@${w.version}`)).size).toBe(library.length);
	const names = library.flatMap((w) => [w.id, ...(w.aliases ?? []).map((alias) => alias.name)]);
	expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
	for (const workflow of library) {
		expect(findWorkflow(`${workflow.id}@${workflow.version}`)).toBe(workflow);
		expect(findWorkflow(workflow.id)?.version).toBeGreaterThanOrEqual(workflow.version);
		for (const { name } of workflow.aliases ?? []) {
			expect(findWorkflow(name)?.id).toBe(workflow.id);
			expect(findWorkflow(`${name}@${workflow.version}`)).toBe(workflow);
		}
	}
	for (const reference of ["", "constructor", "storyboard-image@999", "storyboard-image@", "@1"])
		expect(findWorkflow(reference)).toBeUndefined();
});

/** The file names and names of models that the requirements use, and what runs for them. */
const asked: [row: string, name: string, id: string][] = [
	["S0-A31", "z-image-turbo-base-image", "z-image-turbo-base-image"],
	["S0-A37", "flux-base-image", "flux-base-image"],
	["S0-A38", "character-sheet", "character-sheet"],
	["S0-A42", "face-swap", "face-swap-flux-pulid"],
	["S0-A45", "final-generation-lora", "final-generation-lora"],
	["S0-A48", "251007_MICKMUMPITZ_WAN-2-2-VID_SMPL", "wan-2-2-text-to-video"],
	["S0-A55", "251007_MICKMUMPITZ_WAN-2-2-IMG_SMPL", "wan-2-2-text-to-image"],
	["S0-A53", "MICKMUMPITZ CCC", "flux-kontext-multi-reference"],
	["S1-02", "flux-2", "storyboard-image-flux-2"],
	["S2-CTRL-03", "txt2img-lora", "sd15-text-to-image"],
	["S2-CTRL-03", "img2img-lora-controlnet", "sd15-image-to-image"],
	["S3-87", "multi-ref-face", "multi-ref-face"],
	["S3-88", "multi-ref-front", "multi-ref-front"],
	["S3-89", "multi-ref-side", "multi-ref-side"],
	["S3-90", "multi-ref-back", "multi-ref-back"],
	["S0-A21", "Z-Image-Turbo", "z-image-turbo-base-image"],
	["S0-A21", "Flux Dev", "flux-base-image"],
	["S0-A21", "Flux Schnell", "flux-schnell-base-image"],
	["S0-A21", "Qwen Image", "qwen-image-base-image"],
	["S0-A21", "SDXL", "sdxl-image"],
	["S0-A54", "Flux Kontext", "flux-kontext-multi-reference"],
	["S0-A13", "IPAdapter FaceID", "face-swap-sdxl-faceid"],
	["S0-A22", "Clink", "kling-motion-control"],
	["S0-A52", "Clink 2.6", "kling-motion-control"],
	["S0-A52", "Clink Avatars 2.0", "kling-avatar"],
	["S0-A22", "VO 3.1", "veo-3-1-video"],
	["S0-A22", "Sora", "sora-2-video"],
	["S0-A22", "WAN 2.2", "wan-2-2-text-to-video"],
	["S0-A51", "HunyuanVideo", "hunyuan-image-to-video"],
	["S0-A65", "Enhancer V3", "skin-enhance-magnific"],
	["S0-B07", "flux-dev-lora-trainer", "train-lora-flux-trainer"],
];
/** As people write such names where a workflow is asked for: lower-case words with hyphens. */
const asReference = (name: string) =>
	name
		.replace("HunyuanVideo", "Hunyuan Video")
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "-");

test.each(asked)("S3-38 %s %s leads to %s, with a note where the name is another", (_, name, id) => {
	const reference = asReference(name);
	const workflow = findWorkflow(reference);
	expect(workflow?.id).toBe(id);
	if (reference === id) return;
	const note = workflow?.aliases?.find((alias) => alias.name === reference)?.note ?? "";
	expect(note.length).toBeGreaterThan(10);
});

test("other names are lower-case words with hyphens", () => {
	for (const { name } of library.flatMap((workflow) => workflow.aliases ?? []))
		expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});
