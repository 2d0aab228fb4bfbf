import { expect, test } from "vitest";
import { type PartnerPrice, slotsOf, type WorkflowDefinition } from "../definition/define.ts";
import { estimate } from "../definition/estimates.ts";
import { isRecord } from "../object-info/read.ts";
import { planWorkflow, taskFor } from "../plan/plan.ts";
import { staged, withFiles } from "../signatures/with-files.ts";
import { planOf, random, recording, taskOf } from "../testing/comfyui.ts";
import { schemasOf } from "../testing/variants.ts";
import { validateGraph } from "../validate/validate.ts";
import { films } from "./films.ts";
import { findWorkflow } from "./index.ts";

/** What holds for all moving pictures, and that every kind that is asked for is there. */
const all = films.map((workflow): [string, WorkflowDefinition] => [workflow.id, workflow]);
const partners = films.flatMap((workflow): [string, WorkflowDefinition, PartnerPrice][] =>
	workflow.partner === undefined ? [] : [[workflow.id, workflow, workflow.partner]],
);
const local = all.filter(([, { family }]) => family !== "partner");

const takes = (kinds: string[]) => (workflow: WorkflowDefinition) => {
	const of = Object.entries(workflow.assets).flatMap(([, to]) => slotsOf(to).map(({ kind }) => kind));
	return kinds.every((kind) => of.some((k) => k === kind));
};

test.each([
	["image to video", ["image"], ["wan-2-2-image-to-video", "kling-image-to-video"]],
	["talking head", ["image", "audio"], ["wan-2-2-sound-to-video", "kling-avatar"]],
	["dancing", ["image", "video"], ["wan-2-2-animate", "kling-motion-control"]],
])("S0-A08 S0-A09 S0-A10 S0-A11 S0-A70 %s: on the own GPU and at a partner", (_, kinds, ids) => {
	const [own, partner] = ids.map((id) => films.find((w) => w.id === id));
	for (const workflow of [own, partner]) {
		if (workflow === undefined) throw new Error("not in the library");
		expect(takes(kinds)(workflow)).toBe(true);
		expect(workflow.outputs.map(({ kind }) => kind)).toEqual(["video"]);
	}
	expect(own?.partner).toBeUndefined();
	expect(partner?.partner).toBeDefined();
});

test.each([
	["clink-2-6", "kling-motion-control"],
	["clink-motion-control", "kling-motion-control"],
	["clink-avatars-2-0", "kling-avatar"],
	["clink-avatar", "kling-avatar"],
	["sora", "sora-2-video"],
	["vo-3-1", "veo-3-1-video"],
	["clink", "kling-motion-control"],
	["clink-lip-sync", "kling-lip-sync-audio"],
	["one-2-2", "wan-2-2-text-to-video"],
	["one-2-1", "wan-2-2-text-to-video"],
	["wan-2-2", "wan-2-2-text-to-video"],
	["hunyuan-video", "hunyuan-image-to-video"],
	["251007-mickmumpitz-wan-2-2-vid-smpl", "wan-2-2-text-to-video"],
	["251007-mickmumpitz-wan-2-2-img-smpl", "wan-2-2-text-to-image"],
])("S0-A22 what was asked for as %s is %s", (name, id) => {
	expect(findWorkflow(name)?.id).toBe(id);
});

test.each(all)("S0-A49 S0-D44 %s says what a person accepts", (_, { docs, category }) => {
	if (category !== "video") return;
	expect(docs.acceptance.filter((line) => line.startsWith("A person")).length).toBeGreaterThan(0);
});

test.each(all.filter(([, { assets }]) => Object.keys(assets).length > 0))(
	"S0-A50 %s says that what goes in decides what comes out",
	(_, { docs }) => {
		expect(docs.notes.join(" ")).toMatch(/Garbage in, garbage out/);
		expect(docs.acceptance.join(" ")).toMatch(/A person has accepted the picture/);
	},
);

test.each(all.filter(([, { example }]) => "start_image" in example || "character_image" in example))(
	"S0-A50 %s is not begun from a picture that shows nothing: its task names that picture",
	(_, workflow) => {
		const { quality, inputs } = taskOf(workflow, workflow.example);
		const pictures = inputs
			.filter(({ kind }) => kind === "image")
			.map(({ node, input }) => `${node}.${input}`);
		expect(quality?.inputs).toEqual(pictures);
	},
);

test.each(all.filter(([, { category }]) => category === "video"))(
	"S0-A29 %s leaves one film of a SaveVideo node",
	(_, workflow) => {
		const { graph, outputs } = taskOf(workflow, workflow.example);
		expect(outputs).toHaveLength(1);
		for (const { node } of outputs)
			expect(graph[node]).toMatchObject({
				class_type: "SaveVideo",
				inputs: { format: "auto", codec: "auto" },
			});
	},
);

test.each(local)("S0-D47 %s has 16:9, 9:16, 1:1 and 4:5, in steps its nodes take", (id, workflow) => {
	const step = id === "wan-2-2-5b-video" ? 32 : 16;
	const shapes = workflow.presets?.find(({ parameter }) => parameter === "aspect_ratio")?.choices ?? {};
	expect(Object.keys(shapes).sort()).toEqual(["16:9", "1:1", "4:5", "9:16"].sort());
	for (const [shape, { width, height }] of Object.entries(shapes)) {
		const [w, h] = shape.split(":").map(Number);
		const wanted = (w ?? 0) / (h ?? 1);
		expect(Number(width) % step).toBe(0);
		expect(Number(height) % step).toBe(0);
		// Trained sizes such as 832x480 are not quite 16:9.
		expect(Math.abs(Number(width) / Number(height) / wanted - 1)).toBeLessThan(0.03);
		const { parameters } = planOf(
			planWorkflow(workflow, { ...workflow.example, aspect_ratio: shape }, random),
		);
		expect(parameters).toMatchObject({ width, height });
	}
});

test.each(partners)("%s needs no GPU but a key, and says whose terms apply", (_, workflow, { source }) => {
	expect(workflow).toMatchObject({ family: "partner", vram_gb: 0, models: [], custom_nodes: [] });
	expect(workflow.licence).toMatch(/terms of use.*key of a Comfy account/);
	expect(source).toMatch(/^price badge of \w+ in ComfyUI 0\.33\.0/);
	expect(taskOf(workflow, workflow.example).requires).toMatchObject({ partner: true, vram_gb: 0 });
	expect(estimate(workflow, workflow.example)).toMatchObject({ basis: "partner_price", gpu: null });
});

test.each(partners)(
	"the price of %s is a whole number of micro-USD for every choice",
	(_, workflow, partner) => {
		const choices = Object.entries(workflow.parameters.shape).flatMap(([name, schema]) =>
			[true, false, 3, 4, 5, 6, 8, 10, 12, "std", "pro", "720p", "1080p", "4k"]
				.filter((value) => "safeParse" in schema && schema.safeParse(value).success)
				.map((value) => ({ [name]: value })),
		);
		for (const choice of [{}, ...choices]) {
			const planned = planWorkflow(workflow, { ...workflow.example, ...choice }, random);
			if (!planned.ok) continue;
			const price = partner.price(planned.plan.parameters);
			expect(Number.isSafeInteger(price) && price > 0, JSON.stringify(choice)).toBe(true);
		}
	},
);

test.each(partners.filter(([, { seed }]) => seed !== undefined))(
	"%s brings any seed into the range of its node, never to 0",
	(id, workflow) => {
		const max = id === "veo-3-1-video" ? 2 ** 32 - 1 : 2 ** 31 - 1;
		for (const seed of [0, 1, max - 1, max, 2 ** 50, Number.MAX_SAFE_INTEGER]) {
			const { graph } = taskOf(workflow, { ...workflow.example, seed });
			const sent = Object.values(graph).find(({ inputs }) => "seed" in inputs)?.inputs.seed;
			expect(sent).toBe((seed % max) + 1);
			expect(Number(sent)).toBeLessThanOrEqual(max);
		}
	},
);

/** Requests that between them send every choice of every parameter, and both ends of every range. */
function everyChoice(workflow: WorkflowDefinition): Record<string, unknown>[] {
	const choices = Object.entries(schemasOf(workflow)).flatMap(([name, schema]) => {
		const listed = Array.isArray(schema.enum) ? schema.enum : [];
		const ends = [schema.minimum, schema.maximum].filter((value) => typeof value === "number");
		const flags = schema.type === "boolean" ? [true, false] : [];
		return [...listed, ...ends, ...flags].map((value) => ({ [name]: value }));
	});
	return choices.map((choice) => ({ ...workflow.example, ...choice }));
}

test.each(all)("S0-A20 every choice %s offers is taken by the recorded ComfyUI 0.33.0", (_, workflow) => {
	const objectInfo = recording("object_info/custom-0.33.0.json");
	if (!isRecord(objectInfo)) return;
	let taken = 0;
	for (const request of everyChoice(workflow)) {
		const planned = planWorkflow(workflow, request, random);
		const [first] = planned.ok ? planned.plan.tasks : [];
		if (first === undefined) continue;
		const task = taskFor(first, "0.33.0");
		const graph = staged(task);
		const used = new Set(Object.values(graph).map((node) => node.class_type));
		// Reading the whole of it for each request would take most of the time.
		const classes = Object.fromEntries(Object.entries(objectInfo).filter(([name]) => used.has(name)));
		const verdict = validateGraph(graph, withFiles(classes, graph, task), { comfyui: "0.33.0" });
		expect([verdict.valid, verdict.node_errors], JSON.stringify(request)).toEqual([true, {}]);
		taken++;
	}
	expect(taken).toBeGreaterThan(0);
});
