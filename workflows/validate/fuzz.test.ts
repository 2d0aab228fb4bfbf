import { expect, test } from "vitest";
import { readGraph } from "../graph/graph.ts";
import { needsOf } from "./needs.ts";
import { defaultNodePolicy, policyProblems } from "./requests.ts";
import { Dice } from "./testing/random.ts";
import { wild } from "./testing/wild.ts";
import { validateGraph } from "./validate.ts";

const runs = 10_000;
const limitMs = 50;

/** How long a call takes at best, in milliseconds: a single slow one may be the machine's doing. */
function fastest(call: () => void): number {
	let best = Number.POSITIVE_INFINITY;
	for (let i = 0; i < 3 && best > limitMs; i++) {
		const began = performance.now();
		call();
		best = Math.min(best, performance.now() - began);
	}
	return best;
}

test(`${runs} graphs and object_infos of every sort get a verdict within ${limitMs} ms each, and nothing throws`, () => {
	const counts = new Map<string, number>();
	const slow: number[] = [];
	for (let seed = 1; seed <= runs; seed++) {
		const { graph, objectInfo } = wild(new Dice(seed));
		const options = seed % 3 === 0 ? { openLists: true, comfyui: seed % 2 === 0 ? "0.3.64" : "0.33.0" } : {};
		let kind = "";
		const took = fastest(() => {
			const verdict = validateGraph(graph, objectInfo, options);
			kind = verdict.valid ? "valid" : verdict.error.type;
			if (verdict.valid) expect(verdict.outputs.length).toBeGreaterThan(0);
			for (const [, { errors, dependent_outputs }] of Object.entries(verdict.node_errors)) {
				expect(errors.length).toBeGreaterThan(0);
				expect(dependent_outputs.length).toBeGreaterThan(0);
			}
		});
		if (took > limitMs) slow.push(seed);
		counts.set(kind, (counts.get(kind) ?? 0) + 1);
		const read = readGraph(graph);
		if (read.ok) {
			needsOf(read.graph, objectInfo);
			policyProblems(read.graph, defaultNodePolicy);
		}
	}
	console.log(`${runs} verdicts: ${[...counts].map(([kind, count]) => `${count} ${kind}`).join(", ")}`);
	expect(slow).toEqual([]);
	// The inputs are of every sort: each kind of verdict is met often.
	for (const kind of ["valid", "server_error", "missing_node_type", "prompt_outputs_failed_validation"])
		expect([kind, (counts.get(kind) ?? 0) > 200]).toEqual([kind, true]);
}, 120_000);
