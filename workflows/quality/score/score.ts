import * as z from "zod";
import { type Check, type CheckId, worstOf } from "../checks/check.ts";

/** Checks whose figure says which of several takes is better, in the order in which they are asked. */
export const SCORED_CHECKS = [
	"face_match",
	"video_face_match",
	"image_sharpness",
	"image_skin_texture",
	"set_style",
	"video_flicker",
	"video_frozen",
] as const satisfies CheckId[];
export type ScoredCheck = (typeof SCORED_CHECKS)[number];

/** Of these the smaller figure is the better one. */
const SMALLER: readonly ScoredCheck[] = ["set_style", "video_flicker", "video_frozen"];

const count = z.int().nonnegative();
const figure = z.number().optional();

/** How good the outputs of a task are, as far as that was measured. */
export const scoreSchema = z.object({
	failed: count.describe("Checks that failed"),
	broken: count.describe("Checks that broke while they looked"),
	unseen: count.describe("Outputs that nobody looked at"),
	doubtful: count.describe("Checks that found something doubtful"),
	figures: z
		.object({
			face_match: figure.describe("Larger is better"),
			video_face_match: figure.describe("Larger is better"),
			image_sharpness: figure.describe("Larger is better"),
			image_skin_texture: figure.describe("Larger is better"),
			set_style: figure.describe("Smaller is better"),
			video_flicker: figure.describe("Smaller is better"),
			video_frozen: figure.describe("Smaller is better"),
		} satisfies Record<ScoredCheck, unknown>)
		.describe("What was measured, of several outputs the worst"),
});
export type Score = z.infer<typeof scoreSchema>;

/** The score of all outputs of a task, each with its checks; null: nobody looked at it. Pure. */
export function scoreOf(outputs: readonly (readonly Check[] | null)[]): Score {
	const checks = outputs.flatMap((one) => one ?? []);
	const amount = (status: Check["status"]) => checks.filter((check) => check.status === status).length;
	const figures: Score["figures"] = {};
	for (const id of SCORED_CHECKS) {
		const measured = checks.flatMap((check) =>
			check.id === id && check.status !== "skipped" && typeof check.value === "number" ? [check.value] : [],
		);
		if (measured.length > 0)
			figures[id] = SMALLER.includes(id) ? Math.max(...measured) : Math.min(...measured);
	}
	return {
		failed: amount("fail"),
		broken: amount("error"),
		unseen: outputs.filter((one) => one === null || worstOf(one) === "skipped").length,
		doubtful: amount("warn"),
		figures,
	};
}

/** Which of two takes is better, and by what. */
export interface Comparison {
	/** Below 0: the first is better; above: the second; 0: nothing that was measured tells them apart. */
	order: number;
	/** What told them apart; null: nothing. */
	by: "failed" | "broken" | "unseen" | "doubtful" | ScoredCheck | null;
	/** Their figures in it; null: it was not measured. */
	figures: [number | null, number | null];
}

/**
 * Compares two takes: first by how many checks failed, broke, saw nothing and were doubtful, then by what was measured,
 * figure after figure, where one that was not measured is the worse one. Pure, and a total order of scores. A take
 * without a score is worse than any with one.
 *
 * @param first the figure that is asked first; absent: in the order of {@link SCORED_CHECKS}
 */
export function compareScores(a: Score | null, b: Score | null, first?: ScoredCheck): Comparison {
	const alike: Comparison = { order: 0, by: null, figures: [null, null] };
	if (a === null || b === null) {
		if (a === b) return alike;
		return { order: a === null ? 1 : -1, by: "unseen", figures: [null, null] };
	}
	for (const by of ["failed", "broken", "unseen", "doubtful"] as const)
		if (a[by] !== b[by]) return { order: a[by] - b[by], by, figures: [a[by], b[by]] };
	const order = first === undefined ? SCORED_CHECKS : [first, ...SCORED_CHECKS];
	for (const by of order) {
		const [one, other] = [a.figures[by] ?? null, b.figures[by] ?? null];
		if (one === other) continue;
		const sign = SMALLER.includes(by) ? 1 : -1;
		const worst = sign * Number.POSITIVE_INFINITY;
		const better = sign * ((one ?? worst) < (other ?? worst) ? -1 : 1);
		return { order: better, by, figures: [one, other] };
	}
	return alike;
}

/** Why the one that was compared second goes on, in a sentence. */
export function whyBetter({ by, figures: [of, than] }: Comparison, take: number): string {
	if (by === null)
		return `take ${take} goes on: nothing that was measured tells them apart, and it came first`;
	if (of === null && than === null) return `take ${take} goes on: it was looked at, and this one was not`;
	const figure = (value: number | null) => (value === null ? "not measured" : String(value));
	return `take ${take} goes on: its ${WORDS[by]} is ${figure(than)}, and here it is ${figure(of)}`;
}

const WORDS: Readonly<Record<NonNullable<Comparison["by"]>, string>> = {
	failed: "number of failed checks",
	broken: "number of checks that broke",
	unseen: "number of outputs that nobody looked at",
	doubtful: "number of doubtful checks",
	face_match: "face_match",
	video_face_match: "video_face_match",
	image_sharpness: "image_sharpness",
	image_skin_texture: "image_skin_texture",
	set_style: "set_style",
	video_flicker: "video_flicker",
	video_frozen: "video_frozen",
};
