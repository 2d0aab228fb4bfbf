import { expect, inject, test } from "vitest";
import { PATIENCE_MS } from "../../../workflows/testing/patience.ts";
import { runs } from "../../../workflows/testing/runs.ts";
import { checkHistories } from "../testing/check.ts";
import { MUTANTS } from "../testing/mutants.ts";
import type { Theme } from "../testing/steps.ts";

const ROUNDS = runs(100, 1);
const HISTORIES_PER_ROUND = 2_000;
const BUDGET = 2_000;
const WIDE = runs(60, 4);
const SEEDS = Array.from({ length: runs(5) }, (_, seed) => seed + 1);

test(
	`${ROUNDS * HISTORIES_PER_ROUND} random histories with lost messages, failing writes and dying workers keep P1 to P6, P8 and P10`,
	async () => {
		const codes = new Map<string, number>();
		let runs = 0;
		for (let seed = 1; seed <= ROUNDS; seed++) {
			const checked = checkHistories(HISTORIES_PER_ROUND, seed, {
				shrink: true,
				watch: ({ world }) => {
					for (const [code, times] of world.codes) codes.set(code, (codes.get(code) ?? 0) + times);
				},
			});
			runs += checked.runs;
			expect(checked.caught, `seed ${seed}`).toBeNull();
			// Lets the runner breathe between rounds.
			await Promise.resolve();
		}
		console.log(
			`${runs} histories, clean: ${[...codes]
				.sort()
				.map((entry) => entry.join(" "))
				.join(", ")}`,
		);
		// Two hundred thousand take their time.
	},
	20 * PATIENCE_MS,
);

test(`${WIDE} random histories of jobs with up to 60 tasks in a stage and eight stages, under 48 workers, keep them too`, () => {
	let held = 0;
	const { caught, runs } = checkHistories(WIDE, 5, {
		wide: true,
		watch: ({ world }) => {
			for (const [, list] of world.attempts) held += list.length;
		},
	});
	expect(caught).toBeNull();
	console.log(`${runs} wide histories with ${held} attempts, clean`);
});

/** Where a mistake shows only after the same rare step several times, histories about that. */
const THEME_FOR: Readonly<Record<string, Theme>> = {
	retryNoCap: "failures",
	memoryForgotten: "memory",
	returnsForgotten: "returns",
	stuckWorkerIgnored: "lateness",
	checkpointOfAnybody: "checkpoints",
	checkpointAfterFallBackIsLost: "checkpoints",
	fallingBackIsFree: "checkpoints",
	decidedTwice: "decisions",
	everyTakeCounts: "verdicts",
};

test.each([...new Set(Object.values(THEME_FOR))])("histories about %s keep the promises too", (theme) => {
	const { caught } = checkHistories(runs(2_000, 20), 7, { theme, shrink: true });
	expect(caught).toBeNull();
});

/** Everyday one in so many, another day another one: they show that the histories find what is wrong. */
const MUTANTS_IN_TURN = runs(1, 3);
const turn = inject("turn");
const mutants = Object.keys(MUTANTS).filter((_, at) => at % MUTANTS_IN_TURN === turn % MUTANTS_IN_TURN);

test.each(mutants)("a lifecycle with the mistake %s is caught within 2,000 histories", (name) => {
	const decide = MUTANTS[name];
	if (!decide) throw new Error(name);
	const found = SEEDS.map((seed) => checkHistories(BUDGET, seed, { decide, theme: THEME_FOR[name] }).caught);
	console.log(
		`${name}: history ${found.map((caught) => caught?.at ?? "never").join(", ")} (${found[0]?.problem})`,
	);
	for (const caught of found) expect(caught).not.toBeNull();
});
