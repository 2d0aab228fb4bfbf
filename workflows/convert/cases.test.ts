import { expect, test } from "vitest";
import { CASES } from "./testing/cases.ts";
import { compareGraphs } from "./testing/compare.ts";
import { converted } from "./testing/sketch.ts";

test.for(Object.entries(CASES))("S0-A17 as in the editor: %s", ([, { ui, classes, graph, told }]) => {
	const { graph: made, unknowns } = converted(ui, classes);
	expect(compareGraphs(made, graph)).toEqual([]);
	expect([...new Set(unknowns.map(({ code }) => code))].sort()).toEqual([...told].sort());
});
