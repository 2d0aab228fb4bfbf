import { expect, test } from "vitest";
import { charactersOf } from "../graph/size.ts";
import { uiAttack } from "../testing/hostile/files.ts";
import { runs } from "../testing/runs.ts";
import { convert } from "./convert.ts";
import { info, workflow } from "./testing/sketch.ts";

const ATTACKS = runs(500);
const scale = { characters: 60_000 };
const lengthOf = (value: unknown) => JSON.stringify(value).length;

test(`S0-A17 ${ATTACKS} files that are meant to be expensive: no answer is out of proportion to its file`, () => {
	let refused = 0;
	for (let seed = 1; seed <= ATTACKS; seed++) {
		const { ui, object_info, shape } = uiAttack(seed, scale);
		const answer = convert(ui, object_info);
		const most = 200_000 + 6 * lengthOf(ui);
		expect([shape, seed, lengthOf(answer) <= most]).toEqual([shape, seed, true]);
		if (!answer.ok && answer.problems.some(({ message }) => message.includes("can need"))) refused += 1;
	}
	expect(refused).toBeGreaterThan(0);
});

test("S0-A17 a small file may take long defaults, and not again and again for every node", () => {
	const words = "a harbour at night, ".repeat(500);
	const classes = {
		...info(),
		Long: { input: { required: { text: ["STRING", { default: words }] } }, output: [], output_node: true },
	};
	const file = (count: number, saved: object = {}) =>
		convert(workflow(Array.from({ length: count }, (_, id) => ({ id, type: "Long", ...saved }))), classes);
	expect(file(8)).toMatchObject({ ok: true });
	expect(file(40)).toMatchObject({ ok: false, problems: [{ pointer: "", code: "invalid_graph" }] });
	expect(file(40, { values: [words] })).toMatchObject({ ok: true });
});

test("characters are those of JSON, about, and counting ends where it is enough", () => {
	for (const value of [{ a: ["b", 1, { c: "d".repeat(900) }] }, ["x".repeat(50)], "y", null, {}])
		expect(Math.abs(charactersOf(value, 1e9) - lengthOf(value))).toBeLessThan(40);
	const circle: unknown[] = ["x"];
	circle.push(circle);
	expect(charactersOf(circle, 1_000)).toBeGreaterThanOrEqual(1_000);
	expect(charactersOf(BigInt(7), 10)).toBe(4);
});
