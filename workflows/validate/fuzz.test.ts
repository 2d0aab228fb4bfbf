import { expect, test } from "vitest";
import { Budget } from "../graph/budget.ts";
import { readGraph } from "../graph/graph.ts";
import { runs } from "../testing/runs.ts";
import { needsOf } from "./needs.ts";
import { defaultNodePolicy, policyProblems } from "./requests/requests.ts";
import { Dice } from "./testing/random.ts";
import { wild } from "./testing/wild.ts";
import { validateGraph } from "./validate.ts";

const GRAPHS = runs(10_000);
/** Graphs of this sort are small: none takes more. */
const MOST_STEPS = 100_000;

test(`${GRAPHS} graphs and object_infos of every sort get a verdict within ${MOST_STEPS} steps each, and nothing throws`, () => {
	const counts = new Map<string, number>();
	for (let seed = 1; seed <= GRAPHS; seed++) {
		const { graph, objectInfo } = wild(new Dice(seed));
		const budget = new Budget(MOST_STEPS);
		const options = seed % 3 === 0 ? { openLists: true, comfyui: seed % 2 === 0 ? "0.3.64" : "0.33.0" } : {};
		const verdict = validateGraph(graph, objectInfo, { ...options, budget });
		const kind = verdict.valid ? "valid" : verdict.error.type;
		if (verdict.valid) expect(verdict.outputs.length).toBeGreaterThan(0);
		for (const { errors, dependent_outputs } of Object.values(verdict.node_errors)) {
			expect(errors.length).toBeGreaterThan(0);
			expect(dependent_outputs.length).toBeGreaterThan(0);
		}
		expect([seed, budget.spent]).toEqual([seed, false]);
		counts.set(kind, (counts.get(kind) ?? 0) + 1);
		const read = readGraph(graph);
		if (read.ok) {
			needsOf(read.graph, objectInfo);
			policyProblems(read.graph, defaultNodePolicy);
		}
	}
	console.log(`${GRAPHS} verdicts: ${[...counts].map(([kind, count]) => `${count} ${kind}`).join(", ")}`);
	// The inputs are of every sort: each kind of verdict is met often.
	for (const kind of ["valid", "server_error", "missing_node_type", "prompt_outputs_failed_validation"])
		expect([kind, (counts.get(kind) ?? 0) > GRAPHS / 50]).toEqual([kind, true]);
});
