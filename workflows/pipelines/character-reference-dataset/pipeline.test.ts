import { expect, test } from "vitest";
import { findWorkflow } from "../../library/index.ts";
import { planWorkflow, type TaskPlan } from "../../plan/plan.ts";
import { views } from "../../prompts/views.ts";
import { planOf, random } from "../../testing/comfyui.ts";
import { readPipelineParameters } from "../definition/parameters.ts";
import { rehearse } from "../plan/rehearse.ts";
import { factsWith, picture, planOfStage, requestsOf, understood } from "../testing/plans.ts";
import { characterReferenceDataset as pipeline } from "./pipeline.ts";

const own = Array.from({ length: 5 }, (_, i) => `ast_${String(i).padStart(26, "0")}`);
const viewsInOrder = ["avatar", "front", "side", "back"] as const;

/** The references of each view, and its workflow, when `references` are the person's own. */
function datasetOf(references: string[] | undefined) {
	const sent = { prompt: "elf warrior", negative_prompt: "blurry", ...(references ? { references } : {}) };
	const parameters = understood(pipeline, sent);
	const done: (typeof viewsInOrder)[number][] = [];
	return viewsInOrder.map((key) => {
		const facts = factsWith({
			parameters,
			statuses: Object.fromEntries(done.map((view) => [view, "succeeded" as const])),
			outputs: Object.fromEntries(done.map((view) => [view, [picture(view)]])),
		});
		done.push(key);
		const [request, ...more] = requestsOf(planOfStage(pipeline, key, facts));
		expect(more).toEqual([]);
		return request;
	});
}

test("S3-01 S3-03 S3-04 S3-05 S3-45 S3-93 each view is given all views before it, the avatar first, then the person's own", () => {
	const given = (references: string[] | undefined) =>
		datasetOf(references).map((request) => request?.parameters.references);
	expect(given(own)).toEqual([
		own,
		["avatar", ...own],
		["avatar", "front", ...own],
		["avatar", "front", "side", ...own],
	]);
	expect(given(undefined)).toEqual([undefined, ["avatar"], ["avatar", "front"], ["avatar", "front", "side"]]);
});

test("S3-02 S3-18 S3-73 S3-108 the first view is made with the references where there are some, and without them otherwise", () => {
	const workflows = (references: string[] | undefined) =>
		datasetOf(references).map((request) => request?.workflow);
	const later = ["multi-ref-front@1", "multi-ref-side@1", "multi-ref-back@1"];
	expect(workflows(own.slice(0, 1))).toEqual(["multi-ref-face@1", ...later]);
	expect(workflows(undefined)).toEqual(["multi-ref-face-no-reference@1", ...later]);
	expect(workflows([])).toEqual(["multi-ref-face-no-reference@1", ...later]);
});

test("S3-16 none to five references are taken; six are refused, with their place", () => {
	const read = (count: number) =>
		readPipelineParameters(pipeline, {
			prompt: "x",
			references: [...own, ...own].slice(0, count),
		});
	for (const count of [0, 1, 5]) expect(read(count).ok).toBe(true);
	expect(read(6)).toMatchObject({
		ok: false,
		problems: [{ pointer: "/parameters/references", code: "invalid_parameter" }],
	});
});

/** The tasks of a whole rehearsal, view by view. */
function tasks(): TaskPlan[] {
	const parameters = understood(pipeline, {
		prompt: "elf warrior",
		negative_prompt: "blurry",
		references: own.slice(0, 2),
	});
	return rehearse(pipeline, parameters, findWorkflow).map(({ plan }) => {
		const [request] = requestsOf(plan);
		const workflow = findWorkflow(request?.workflow ?? "");
		if (request === undefined || workflow === undefined) throw new Error("no workflow");
		const [task] = planOf(planWorkflow(workflow, request.parameters, random)).tasks;
		if (task === undefined) throw new Error("no task");
		return task;
	});
}

test("S3-54 S3-87 S3-88 S3-89 S3-90 S3-96 each view has its own words around the person's, and its size", () => {
	const sizes = tasks().map(({ graph }) => [graph["5"]?.inputs.width, graph["5"]?.inputs.height]);
	expect(sizes).toEqual([
		[768, 768],
		[768, 1152],
		[768, 1152],
		[768, 1152],
	]);
	const words = tasks().map(({ graph }) => [graph["6"]?.inputs.text, graph["7"]?.inputs.text]);
	expect(words).toEqual(
		(["face", "front", "side", "back"] as const).map((view) => [
			`${views[view].prefix} elf warrior`,
			`blurry, ${views[view].negative}`,
		]),
	);
});

test("S3-36 the pictures lie in one folder as ref_0, ref_1, ..., all of those before", () => {
	expect(tasks().map(({ folders }) => folders?.[0]?.files.map(({ name }) => name))).toEqual(
		[2, 3, 4, 5].map((count) => Array.from({ length: count }, (_, i) => `ref_${i}`)),
	);
});

test("S3-20 S3-72 S3-92 four stages in order, labelled and hidden", () => {
	expect(pipeline.stages.map(({ key, label, hidden }) => [key, label, hidden])).toEqual([
		["avatar", "REFERENCE_AVATAR", true],
		["front", "REFERENCE_FRONT", true],
		["side", "REFERENCE_SIDE", true],
		["back", "REFERENCE_BACK", true],
	]);
});

test("a view that is taken again keeps its references and gets another seed", () => {
	const parameters = understood(pipeline, { prompt: "elf warrior", seed: 7 });
	const facts = factsWith({
		parameters,
		statuses: { avatar: "succeeded" },
		outputs: {
			avatar: [picture("first", { chosen: false }), picture("second", { take: 2 })],
		},
	});
	const request = (take: number) => requestsOf(planOfStage(pipeline, "front", { ...facts, take }))[0];
	expect(request(1)?.parameters).toMatchObject({ seed: 7, references: ["second"] });
	expect(request(2)?.parameters).toMatchObject({ references: ["second"] });
	expect(request(2)?.parameters).not.toHaveProperty("seed");
});
