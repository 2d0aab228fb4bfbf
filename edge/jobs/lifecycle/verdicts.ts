import type { CheckStatus } from "../../../workflows/quality/checks/check.ts";
import type { Score } from "../../../workflows/quality/score/score.ts";
import type { StageQuality, Verdict } from "../../db/stored.ts";

/** What a worker's checks found of all outputs of a task. */
export interface Found {
	/** The worst of them. */
	status: CheckStatus;
	/** Why, in a sentence; empty where all passed. */
	note: string;
	/** How good they are, to compare takes by. */
	score?: Score;
	/** A classifier has looked at all that can be seen, and has nothing against it. */
	safe: boolean;
}

/** What a failed check leads to. */
const RESULTS = { flag: "pass", retake: "again", fail: "fail", ask: "ask" } as const;

/** Whether outputs of a stage are judged by what was found of them. */
export function isJudged(quality: StageQuality | null): boolean {
	return (
		quality !== null &&
		(quality.on_fail !== "flag" || quality.safety === "sfw" || quality.best_of !== undefined)
	);
}

/**
 * What is made of what was found. Pure. Null: nobody looked, as workers did before there were checks; that is no reason
 * to make it anew.
 */
export function verdictOf(quality: StageQuality, found: Found | null): Verdict {
	const verdict = resultOf(quality, found);
	const score = quality.best_of === undefined ? undefined : found?.score;
	return score ? { ...verdict, score } : verdict;
}

function resultOf({ on_fail, safety }: StageQuality, found: Found | null): Verdict {
	if (found?.status === "fail" && on_fail !== "flag") return { result: RESULTS[on_fail], note: found.note };
	if (found?.status === "error" && on_fail === "ask") return { result: "ask", note: found.note };
	if (safety === "sfw" && !found?.safe)
		return { result: "ask", note: "needs review: no classifier has looked at it" };
	return { result: "pass", note: found === null ? "no checks were made" : found.note };
}
