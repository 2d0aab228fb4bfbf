import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cellsOf } from "./cells.ts";
import { type ComparedCell, columnsOf, recommend, reportOf } from "./compare.ts";

const GRID = { prompts: ["a", "b"], seeds: [1, 2], steps: [200, 400, 600] };
const weights = new Map(GRID.steps.map((step) => [step, `ast_${step}`]));
/** Every picture there; `sharp`: how sharp those of a step are. */
const grid = (sharp: (step: number | null) => number | null, failed: Record<number, number> = {}) =>
	cellsOf(GRID).map((cell, i): ComparedCell => {
		const fails = cell.step !== null && cell.prompt * 2 + (cell.seed - 1) < (failed[cell.step] ?? 0);
		const unseen = { likeness: null, faceless: false, phash: null };
		return {
			...{ ...cell, ...unseen, asset: `ast_${i}`, sharpness: sharp(cell.step) },
			failed: fails ? ["image_blank"] : [],
		};
	});

test("S0-B20 every prompt and seed is made without the LoRA and with each checkpoint, in one order", () => {
	const cells = cellsOf(GRID);
	expect(cells).toHaveLength(2 * 2 * 4);
	expect(cells.slice(0, 5)).toEqual([
		{ prompt: 0, seed: 1, step: null },
		{ prompt: 0, seed: 1, step: 200 },
		{ prompt: 0, seed: 1, step: 400 },
		{ prompt: 0, seed: 1, step: 600 },
		{ prompt: 0, seed: 2, step: null },
	]);
});

test("the one trained for longest is recommended that is not softer than the base model, and fails least", () => {
	const sharp = (step: number | null) => (step === 600 ? 50 : 100);
	expect(recommend(columnsOf(grid(sharp), weights), 4)).toBe(400);
	expect(recommend(columnsOf(grid(sharp, { 400: 1 }), weights), 4)).toBe(200);
	expect(
		recommend(
			columnsOf(
				grid(() => 100),
				weights,
			),
			4,
		),
	).toBe(600);
	// Where all are softer, the sharpest.
	expect(
		recommend(
			columnsOf(
				grid((step) => (step === null ? 100 : 60 - step / 100)),
				weights,
			),
			4,
		),
	).toBe(200);
});

test("S0-B21 of checkpoints that are equally sharp the ones whose faces are likest count, with rate and interval", () => {
	const likeness = { 200: 0.7, 400: 0.96, 600: 0.8 } as Record<number, number>;
	const cells = grid(() => 100).map((cell, i) => ({
		...cell,
		likeness: cell.step === null || i === 1 ? null : (likeness[cell.step] ?? null),
		faceless: i === 1,
		// Two bits of 64 apart, of every two pictures of one column.
		phash: `${"0".repeat(15)}${[1, 2, 4, 8][(cell.prompt * 2 + cell.seed - 1) % 4]}`,
	}));
	const columns = columnsOf(cells, weights);
	expect(columns.map((column) => column.likeness?.mean ?? null)).toEqual([
		null,
		...[0.7, 0.96, 0.8].map((mean) => expect.closeTo(mean)),
	]);
	expect(columns[1]?.likeness).toMatchObject({ of: 3, passed: 0, faceless: 1 });
	expect(columns[2]?.likeness).toMatchObject({ of: 4, passed: 4, high: 1, low: expect.closeTo(0.51, 2) });
	expect(columns.map(({ spread }) => spread)).toEqual(Array(4).fill(expect.closeTo(2 / 64)));
	expect(recommend(columns, 4)).toBe(400);
	const report = reportOf(GRID, columns, 400);
	expect(report).toContain("likeness 0.96, 4 of 4 reach 95 % (51 to 100 %)");
	expect(report).toContain("0 of 3 reach 95 % (0 to 56 %, and 1 picture without a face)");
	expect(
		reportOf(
			GRID,
			columnsOf(
				grid(() => 1),
				weights,
			),
			400,
		),
	).toContain("no worker compared faces");
});

test("nothing is recommended where nothing was measured, or no checkpoint has all its pictures", () => {
	expect(
		recommend(
			columnsOf(
				grid(() => null),
				weights,
			),
			4,
		),
	).toBeNull();
	const holes = grid(() => 1).map((cell) => (cell.seed === 2 ? { ...cell, asset: null } : cell));
	expect(recommend(columnsOf(holes, weights), 4)).toBeNull();
	const columns = columnsOf(holes, weights);
	expect(reportOf(GRID, columns, null)).toContain("8 pictures of 16 are not there");
});

test("the report says what was compared, what speaks for which, and what nobody looked at", () => {
	const columns = columnsOf(
		grid((step) => (step === 200 ? 90 : 100)),
		weights,
	);
	const report = reportOf(GRID, columns, recommend(columns, 4));
	expect(report).toContain("2 prompts with 2 seeds each, without the LoRA and after 200, 400, 600 steps");
	expect(report).toContain(
		"After 200 steps: 4 pictures, 0 of them failing a check; sharpness 0.90 of that without.",
	);
	expect(report).toContain("Recommended: 600 steps.");
	expect(report).toContain("Not looked at: whether the pictures are like whom they are to show");
});

test("what is recommended is one of the checkpoints, whatever was measured", () => {
	const measure = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null });
	fc.assert(
		fc.property(
			fc.array(measure, { minLength: 16, maxLength: 16 }),
			fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
			(sharp, there) => {
				const cells = grid(() => 1).map((cell, i) => ({
					...cell,
					sharpness: sharp[i] ?? null,
					asset: there[i] ? cell.asset : null,
				}));
				const columns = columnsOf(cells, weights);
				const step = recommend(columns, 4);
				expect(step === null || GRID.steps.includes(step)).toBe(true);
				for (const { sharpness_ratio } of columns) expect(sharpness_ratio).not.toBeNaN();
			},
		),
	);
});
