import type { Progress } from "../../../contract/jobs/events.ts";

/** The loss of one step; `pace` in seconds for a step, where it was told. */
export interface LossPoint {
	step: number;
	loss: number;
	pace?: number;
}

/** The points of a file of losses, as JSON lines `{"step":12,"loss":0.093}`; what cannot be read is left out. Pure. */
export function pointsOf(text: string): LossPoint[] {
	return text.split("\n").flatMap((line) => {
		const [, step, loss] = /^\{"step":(\d+),"loss":(-?[\d.e+-]+)\}$/.exec(line) ?? [];
		return step === undefined ? [] : [{ step: Number(step), loss: Number(loss) }];
	});
}

/** Points as they come live, with one more: what another attempt does again takes the place of what was lost. Pure. */
export function withTick(
	seen: readonly LossPoint[],
	{ step, loss, seconds_per_step: pace }: Pick<Progress, "step" | "loss" | "seconds_per_step">,
): readonly LossPoint[] {
	if (step === null || typeof loss !== "number") return seen;
	const before = seen.filter((point) => point.step < step);
	return [...before, { step, loss, ...(typeof pace === "number" && { pace }) }];
}

/** What was kept with the last checkpoint, and what came since. Pure. */
export function joined(kept: readonly LossPoint[], live: readonly LossPoint[]): LossPoint[] {
	const last = kept.at(-1)?.step ?? 0;
	return [...kept, ...live.filter(({ step }) => step > last)];
}

/** What a new loss counts beside those before it. */
const NEW = 0.1;

/** Losses without their noise: each counts less the longer ago it was. Pure. */
export function smoothed(points: readonly LossPoint[]): number[] {
	let [mean, weight] = [0, 0];
	return points.map(({ loss }) => {
		mean = mean * (1 - NEW) + loss * NEW;
		// Without it the first ones would stand too low.
		weight = weight * (1 - NEW) + NEW;
		return mean / weight;
	});
}

/** The last so many paces are what is reckoned with. */
const PACES = 30;

/** How long so many steps may still take, in milliseconds, by the fastest and the slowest of the last ones; null: nobody has told a pace. Pure. */
export function leftOf(points: readonly LossPoint[], steps: number): { least: number; most: number } | null {
	const paces = points.flatMap(({ pace }) => pace ?? []).slice(-PACES);
	if (paces.length === 0) return null;
	const ms = (pace: number) => pace * steps * 1000;
	return { least: ms(Math.min(...paces)), most: ms(Math.max(...paces)) };
}
