import { faceMatchTargets } from "../../workflows/quality/face-match.ts";
import { wilson } from "../../workflows/quality/faces/rate.ts";
import { bitsApart } from "../../workflows/quality/pixels/hashes.ts";
import type { ComparisonResource } from "../contract/training/comparisons.ts";
import type { Cell } from "./cells.ts";

/** A picture of a comparison, with what was measured of it. */
export interface ComparedCell extends Cell {
	asset: string | null;
	/** As its worker measured it; null: it did not. */
	sharpness: number | null;
	/** How like the pictures of its training its face is, 0 to 1; null: nobody compared it. */
	likeness: number | null;
	/** Faces were looked for, and none was found. */
	faceless: boolean;
	/** What it looks like; null: not measured. */
	phash: string | null;
	/** Checks that it did not pass. */
	failed: string[];
}

type Column = ComparisonResource["columns"][number];

/** What the pictures of each checkpoint come to; the one without the LoRA is held against them in pairs. Pure. */
export function columnsOf(cells: readonly ComparedCell[], weights: ReadonlyMap<number, string>): Column[] {
	const without = new Map(cells.filter(({ step }) => step === null).map((cell) => [pairOf(cell), cell]));
	const steps = [...new Set(cells.map(({ step }) => step))];
	return steps.map((step) => {
		const own = cells.filter((cell) => cell.step === step);
		const made = own.filter(({ asset }) => asset !== null);
		const ratios =
			step === null
				? []
				: made.flatMap((cell) => {
						const base = without.get(pairOf(cell))?.sharpness ?? null;
						return base === null || base <= 0 || cell.sharpness === null ? [] : [cell.sharpness / base];
					});
		return {
			step,
			lora: step === null ? null : (weights.get(step) ?? null),
			pictures: made.length,
			failed: made.filter(({ failed }) => failed.length > 0).length,
			sharpness: meanOf(made.flatMap(({ sharpness }) => sharpness ?? [])),
			sharpness_ratio: meanOf(ratios),
			likeness: likenessOf(made),
			spread: spreadOf(made.flatMap(({ phash }) => phash ?? [])),
		};
	});
}

/** The score that a LoRA is promised to reach. */
const ALIKE = faceMatchTargets.lora / 100;

function likenessOf(cells: readonly ComparedCell[]): Column["likeness"] {
	const scores = cells.flatMap(({ likeness }) => likeness ?? []);
	const mean = meanOf(scores);
	if (mean === null) return null;
	const { passed, of, low, high } = wilson(scores.filter((score) => score >= ALIKE).length, scores.length);
	return { mean, passed, of, low, high, faceless: cells.filter(({ faceless }) => faceless).length };
}

/** Mean share of bits in which two of these hashes differ; null: there are no two. */
function spreadOf(hashes: readonly string[]): number | null {
	const distances = hashes.flatMap((one, i) =>
		hashes.slice(i + 1).map((other) => bitsApart(one, other) / 64),
	);
	return meanOf(distances);
}

function pairOf({ prompt, seed }: Cell): string {
	return `${prompt} ${seed}`;
}

function meanOf(values: readonly number[]): number | null {
	return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Losing so much of the sharpness that there is without the LoRA speaks against a checkpoint; less is chance. */
const SOFTER = 0.85;

/** Scores that differ by less than this are equal: pictures of one checkpoint differ by more. */
const AS_LIKE = 0.03;

/**
 * The checkpoint that the figures speak for: of those all of whose pictures are there, the fewest that did not pass a
 * check; of those whose faces are as like as any, and that are not softer than what the base model makes, the one that was
 * trained for longest. Null where
 * nothing was measured, or none has all its pictures: then there is nothing to say. Pure.
 */
export function recommend(columns: readonly Column[], pictures: number): number | null {
	const whole = columns.filter((column) => column.step !== null && column.pictures === pictures);
	const measured = whole.filter(({ sharpness_ratio }) => sharpness_ratio !== null);
	if (pictures === 0 || measured.length === 0) return null;
	const fewest = Math.min(...measured.map(({ failed }) => failed));
	const best = measured.filter(({ failed }) => failed === fewest);
	const likest = Math.max(...best.map(({ likeness }) => likeness?.mean ?? 0));
	const sharp = best
		.filter(({ likeness }) => (likeness?.mean ?? 0) >= likest - AS_LIKE)
		.filter(({ sharpness_ratio }) => (sharpness_ratio ?? 0) >= SOFTER);
	const sharpest = best.toSorted((a, b) => (b.sharpness_ratio ?? 0) - (a.sharpness_ratio ?? 0));
	return (sharp.at(-1) ?? sharpest[0])?.step ?? null;
}

/** What was compared, what the figures say, and what nobody looked at, for people (B22). Pure. */
export function reportOf(
	{ prompts, seeds }: Pick<ComparisonResource, "prompts" | "seeds">,
	columns: readonly Column[],
	recommended: number | null,
): string {
	const steps = columns.flatMap(({ step }) => step ?? []);
	const all = prompts.length * seeds.length;
	const missing = columns.reduce((sum, { pictures }) => sum + all - pictures, 0);
	const lines = [
		`Compared: ${count(prompts.length, "prompt")} with ${count(seeds.length, "seed")} each, without the LoRA and after ${steps.join(", ")} steps: pictures of one prompt and seed differ in nothing but the LoRA.`,
		...(missing > 0 ? [`${count(missing, "picture")} of ${all * columns.length} are not there.`] : []),
		...columns.map(lineOf),
		recommended === null
			? "Recommended: none. The figures speak for no checkpoint: look at the pictures and choose."
			: `Recommended: ${recommended} steps. The fewest pictures that fail a check, faces as like as any where they were compared, and none softer than the base model makes them by more than ${Math.round((1 - SOFTER) * 100)} %, as far as there is such a one; of equals the one trained for longest.`,
		columns.some(({ likeness }) => likeness !== null)
			? `Likeness is the mean score of faces against the pictures of the training, by the curve of the engine that looked, and how many reach ${faceMatchTargets.lora} %. Not looked at: whether the pictures are like each other in style. Look at them before you promote one.`
			: "Not looked at: whether the pictures are like whom they are to show (no worker compared faces), and like each other in style. Look at them before you promote one.",
	];
	return lines.join("\n");
}

function lineOf({ step, pictures, failed, sharpness_ratio, likeness, spread }: Column): string {
	const name = step === null ? "Without the LoRA" : `After ${step} steps`;
	const sharp =
		step === null
			? ""
			: sharpness_ratio === null
				? "; sharpness not measured"
				: `; sharpness ${sharpness_ratio.toFixed(2)} of that without`;
	return `${name}: ${count(pictures, "picture")}, ${failed} of them failing a check${sharp}${inWords(likeness)}${spread === null ? "" : `; spread ${spread.toFixed(2)}`}.`;
}

function inWords(likeness: Column["likeness"]): string {
	if (likeness === null) return "";
	const { mean, passed, of, low, high, faceless } = likeness;
	const range = `${Math.round(low * 100)} to ${Math.round(high * 100)} %`;
	const none = faceless === 0 ? "" : `, and ${count(faceless, "picture")} without a face`;
	return `; likeness ${mean.toFixed(2)}, ${passed} of ${of} reach ${faceMatchTargets.lora} % (${range}${none})`;
}

function count(number: number, what: string): string {
	return `${number} ${what}${number === 1 ? "" : "s"}`;
}
