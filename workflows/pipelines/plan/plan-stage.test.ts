import { expect, test } from "vitest";
import { bodyTypes } from "../body-types/pipeline.ts";
import { smallPipeline } from "../testing/documents.ts";
import { factsWith, picture, planOfStage, requestsOf, understood } from "../testing/plans.ts";

const small = smallPipeline();
const parameters = understood(small, { prompt: "A woman", seed: 3 });
const base = [picture("a", { index: 0, chosen: false }), picture("b", { index: 1 })];
const enhanced = factsWith({
	parameters,
	statuses: { base: "succeeded", enhance: "succeeded" },
	outputs: { base, enhance: [picture("e")] },
});

test("a first stage is planned from the parameters alone; as many tasks as variations", () => {
	const plan = planOfStage(small, "base", factsWith({ parameters }));
	expect(plan).toEqual({
		kind: "tasks",
		requests: [
			{
				index: 0,
				workflow: "z-image-turbo-base-image@1",
				parameters: { prompt: "A woman", variations: 2, seed: 3 },
				first_task: 0,
				tasks: 2,
				only: [0, 1],
			},
		],
	});
});

test("what was chosen flows on; a single parameter takes the first of it", () => {
	const [request] = requestsOf(planOfStage(small, "enhance", enhanced));
	expect(request?.parameters).toEqual({ image: "b" });
});

test("a fan-out is one request per item, with its tasks numbered through", () => {
	const requests = requestsOf(planOfStage(small, "scenes", enhanced));
	expect(requests.map(({ index, first_task, tasks, only }) => ({ index, first_task, tasks, only }))).toEqual([
		{ index: 0, first_task: 0, tasks: 2, only: [0, 1] },
		{ index: 1, first_task: 2, tasks: 2, only: [0, 1] },
	]);
	expect(requests.map((request) => request.parameters)).toEqual([
		{ face: "e", prompt: "on a pier", variations: 2, seed: 5 },
		{ face: "e", prompt: "in a wood", variations: 2, seed: 5 },
	]);
});

test("another take leaves the seed out, and makes only what was asked for again", () => {
	const requests = requestsOf(planOfStage(small, "scenes", { ...enhanced, take: 2, tasks: 4, again: [3] }));
	expect(requests).toMatchObject([{ index: 1, first_task: 2, tasks: 2, only: [1] }]);
	expect(requests[0]?.parameters).toEqual({ face: "e", prompt: "in a wood", variations: 2 });
	const all = requestsOf(planOfStage(small, "scenes", { ...enhanced, take: 2 }));
	expect(all.map(({ parameters }) => Object.hasOwn(parameters, "seed"))).toEqual([false, false]);
});

test("what a person changes for a take counts, a seed among it", () => {
	const changes = { seed: 11, prompt: "at night" };
	const requests = requestsOf(planOfStage(small, "scenes", { ...enhanced, take: 2, again: [0], changes }));
	expect(requests.map(({ parameters }) => parameters)).toEqual([
		{ face: "e", prompt: "at night", variations: 2, seed: 11 },
	]);
});

test("a skipped stage leaves nothing: the next value stands in", () => {
	const facts = factsWith({
		parameters: { ...parameters, enhance: false },
		statuses: { base: "succeeded", enhance: "skipped" },
		outputs: { base },
	});
	expect(planOfStage(small, "enhance", facts)).toEqual({ kind: "skip", reason: "condition" });
	expect(requestsOf(planOfStage(small, "scenes", facts))[0]?.parameters.face).toBe("b");
});

test("what a failed stage left does not count, and a problem names the stage that left nothing", () => {
	const failed = factsWith({
		parameters,
		statuses: { base: "failed", enhance: "failed" },
		outputs: { base, enhance: [picture("e")] },
	});
	const plan = planOfStage(small, "scenes", failed);
	expect(plan).toMatchObject({
		kind: "problems",
		problems: [{ pointer: "/stages/2/with/face", code: "missing_parameter" }],
	});
	expect(plan.kind === "problems" ? plan.problems[0]?.message : "").toContain(
		"enhance and base left nothing",
	);
});

test("what no deployment runs yet is skipped, and says so", () => {
	const facts = { ...enhanced, statuses: { ...enhanced.statuses, scenes: "succeeded" as const } };
	expect(planOfStage(small, "train", facts)).toEqual({ kind: "skip", reason: "not_available" });
});

test("a fan-out over nothing is skipped", () => {
	const pipeline = smallPipeline();
	for (const stage of pipeline.stages)
		if (stage.key === "scenes") stage.each = { stage: "enhance", of: "all" };
	expect(planOfStage(pipeline, "scenes", { ...enhanced, outputs: { base } })).toEqual({
		kind: "skip",
		reason: "no_items",
	});
});

test("all of a stage is of the last take of each task, whatever was chosen", () => {
	const pipeline = smallPipeline();
	for (const stage of pipeline.stages)
		if (stage.key === "scenes") {
			stage.each = { stage: "enhance", of: "all" };
			stage.with = { face: { item: true }, prompt: { parameter: "prompt" } };
		}
	const outputs = {
		base,
		enhance: [
			picture("second", { index: 1 }),
			picture("old", { chosen: true }),
			picture("new", { take: 2, chosen: false }),
		],
	};
	const requests = requestsOf(planOfStage(pipeline, "scenes", { ...enhanced, outputs }));
	expect(requests.map((request) => request.parameters.face)).toEqual(["new", "second"]);
});

test("a stage whose needs have not ended, one that is not there and a task that is not there are problems", () => {
	for (const [key, facts, message] of [
		["enhance", factsWith({ parameters }), /base has not ended/],
		["nothing", enhanced, /no stage "nothing"/],
		["constructor", enhanced, /no stage/],
		["scenes", { ...enhanced, take: 2, tasks: 4, again: [4] }, /has 4 tasks/],
	] as const) {
		const plan = planOfStage(small, key, facts);
		expect(plan.kind === "problems" ? plan.problems[0]?.message : "").toMatch(message);
	}
});

test("more tasks than a stage may have are refused, also where a person asks for them", () => {
	const wide = { ...enhanced, parameters: { ...parameters, scenes: Array.from({ length: 200 }, () => "x") } };
	expect(planOfStage(small, "scenes", wide)).toMatchObject({
		kind: "problems",
		problems: [{ pointer: "/stages/2/each", code: "over_size_limit" }],
	});
});

test("the first alternative whose condition holds runs, with values of its own", () => {
	const values = (model: string) => understood(bodyTypes, { ...bodyTypes.example, model });
	const flux = requestsOf(planOfStage(bodyTypes, "bodies", factsWith({ parameters: values("flux") })));
	const other = requestsOf(planOfStage(bodyTypes, "bodies", factsWith({ parameters: values("z-image") })));
	expect(flux[0]?.workflow).toBe("body-type-image-flux@1");
	expect(flux[0]?.parameters).not.toHaveProperty("base_strength");
	expect(other[0]?.workflow).toBe("body-type-image@1");
	expect(other[0]?.parameters.base_strength).toBe(0.2);
});

test("how many tasks there are cannot change while only some are made again", () => {
	const changes = { variations: 1 };
	expect(planOfStage(small, "scenes", { ...enhanced, take: 2, again: [0], changes })).toMatchObject({
		kind: "problems",
		problems: [{ pointer: "/changes/variations", message: expect.stringContaining("says how many") }],
	});
	const all = requestsOf(planOfStage(small, "scenes", { ...enhanced, take: 2, changes }));
	expect(all.map(({ tasks }) => tasks)).toEqual([1, 1]);
	// From then on its places are those of that take: the second one is of the second scene.
	const third = { ...enhanced, take: 3, tasks: 2, again: [1] };
	expect(requestsOf(planOfStage(small, "scenes", third))).toEqual([
		expect.objectContaining({
			index: 1,
			first_task: 1,
			tasks: 1,
			only: [0],
			parameters: expect.objectContaining({ prompt: "in a wood", variations: 1 }),
		}),
	]);
});

test("changes that the workflow does not take are refused by name", () => {
	const changes = { seed: -1, promt: "x", face_strength: "strong", prompt: "at night" };
	const plan = planOfStage(small, "scenes", { ...enhanced, take: 2, changes });
	expect(plan.kind === "problems" ? plan.problems.map(({ pointer, code }) => [pointer, code]) : plan).toEqual(
		[
			["/changes/seed", "invalid_parameter"],
			["/changes/promt", "unknown_parameter"],
			["/changes/face_strength", "invalid_parameter"],
		],
	);
	const reserved = JSON.parse('{"__proto__": 1}');
	expect(planOfStage(small, "scenes", { ...enhanced, take: 2, changes: reserved })).toMatchObject({
		kind: "problems",
		problems: [{ pointer: "/changes/__proto__", code: "unknown_parameter" }],
	});
});
