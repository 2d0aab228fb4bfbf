import { expect, test } from "vitest";
import { Budget } from "../graph/budget.ts";
import { fitsLimits, readGraph } from "../graph/graph.ts";
import { objectInfoProblems } from "../object-info/bounds.ts";
import { planGraph } from "../plan/raw.ts";
import { graphAttack, graphAttackNames } from "../testing/hostile/graphs.ts";
import { runs } from "../testing/runs.ts";
import { verdictLimits, verdictSteps } from "./complaints.ts";
import { needsOf } from "./needs.ts";
import { validateGraph } from "./validate.ts";

const ATTACKS = runs(500, 150);
const scale = { characters: 60_000 };
/** As the edge has it. */
const graphCharacters = 600_000;
/** Largest verdict, in characters of its JSON. */
const largest = 600_000;

const lengthOf = (value: unknown) =>
	JSON.stringify(value, (_, item: unknown) => (typeof item === "bigint" ? Number(item) : item)).length;

test(`${ATTACKS} graphs and object_infos that are meant to be expensive: bounded steps, bounded answers`, () => {
	const ends = new Map<string, number>();
	const count = (end: string) => ends.set(end, (ends.get(end) ?? 0) + 1);
	for (let seed = 1; seed <= ATTACKS; seed++) {
		const { graph, object_info, shape } = graphAttack(seed, scale);
		const tooLarge = objectInfoProblems(object_info);
		expect([shape, seed, lengthOf(tooLarge) <= largest]).toEqual([shape, seed, true]);
		if (tooLarge.length > 0 || !fitsLimits(graph, graphCharacters)) {
			count("refused before");
			continue;
		}
		const budget = new Budget(verdictSteps);
		const verdict = validateGraph(graph, object_info, { limits: verdictLimits, budget });
		// One step more than there is ends it, and the largest step is a text of a whole graph.
		expect([shape, seed, budget.used < 2 * verdictSteps]).toEqual([shape, seed, true]);
		expect([shape, seed, lengthOf(verdict) <= largest]).toEqual([shape, seed, true]);
		const read = readGraph(graph);
		if (!read.ok) expect([shape, seed, read.problems.length <= 50]).toEqual([shape, seed, true]);
		const looking = new Budget(verdictSteps);
		if (read.ok)
			expect([shape, seed, lengthOf(needsOf(read.graph, object_info, looking)) <= largest]).toEqual([
				shape,
				seed,
				true,
			]);
		expect(looking.used).toBeLessThan(2 * verdictSteps);
		const planned = planGraph({ graph }, null);
		if (!planned.ok) expect([shape, seed, planned.problems.length <= 50]).toEqual([shape, seed, true]);
		count(verdict.valid ? "valid" : verdict.error.type);
	}
	console.log(`${ATTACKS} attacks: ${[...ends].map(([end, count]) => `${count} ${end}`).join(", ")}`);
	for (const end of ["refused before", "validation_stopped", "prompt_outputs_failed_validation"])
		expect([end, (ends.get(end) ?? 0) > 0]).toEqual([end, true]);
});

test("complaints beyond those that are told are counted, and each is short", () => {
	const required = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`i${i}`, ["INT"]]));
	const info = { X: { input: { required }, output: [], output_node: true, is_input_list: false } };
	const graph = Object.fromEntries(
		Array.from({ length: 50 }, (_, i) => [`${i}`, { class_type: "X", inputs: {} }]),
	);
	const verdict = validateGraph(graph, info, { limits: verdictLimits, budget: new Budget(verdictSteps) });
	const told = Object.values(verdict.node_errors).flatMap(({ errors }) => errors);
	expect(told).toHaveLength(verdictLimits.errors);
	expect(verdict.left_out).toBe(50 * 900 - verdictLimits.errors);
	const full = validateGraph(graph, info);
	expect(full.left_out).toBeUndefined();
	expect(Object.keys(full.node_errors)).toHaveLength(50);
});

test("a choice is looked up as Python compares, and not told by going through the list", () => {
	const choices = [1, "1", null, [1, 2], { a: 1 }, 2 ** 60, 0.5];
	const among = (value: unknown) => {
		const info = {
			X: { input: { required: { a: [choices] } }, output: [], output_node: true, is_input_list: false },
		};
		return validateGraph({ "1": { class_type: "X", inputs: { a: value } } }, info).valid;
	};
	for (const value of [1, true, "1", null, { __value__: [1, 2] }, { a: 1 }, 2n ** 60n, 0.5])
		expect([value, among(value)]).toEqual([value, true]);
	for (const value of [2, false, "2", { __value__: [2, 1] }, { a: 2 }, 2n ** 60n + 1n, Number.NaN])
		expect([value, among(value)]).toEqual([value, false]);
});

test("a number of 100,000 digits that is none is read once", () => {
	const budget = new Budget(verdictSteps);
	const info = {
		X: { input: { required: { a: ["FLOAT"] } }, output: [], output_node: true, is_input_list: false },
	};
	const graph = { "1": { class_type: "X", inputs: { a: `${"1".repeat(100_000)}x` } } };
	const verdict = validateGraph(graph, info, { limits: verdictLimits, budget });
	expect(verdict.node_errors["1"]?.errors[0]?.type).toBe("invalid_input_type");
	expect(JSON.stringify(verdict).length).toBeLessThan(10_000);
});

test("every shape is met", () => {
	const met = new Set(Array.from({ length: 100 }, (_, seed) => graphAttack(seed, { characters: 100 }).shape));
	expect(met.size).toBe(graphAttackNames.length);
});
