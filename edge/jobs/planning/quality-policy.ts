import type { QualityPolicy } from "../../contract/assets/quality.ts";
import type { Gate, StageQuality } from "../../db/stored.ts";
import { ApiError } from "../../problem.ts";
import type { Offered } from "../../workflows/resolve.ts";
import type { Stage } from "../lifecycle/aggregate.ts";
import { isJudged } from "../lifecycle/verdicts.ts";

/** Takes that checks may ask for where nobody says how many. */
const USUAL_RETAKES = 1;

/**
 * Whether a workflow is made anew where its outputs fail their checks and nobody says what is to become of them: one of
 * the library with a seed, whose other takes are no long or dear ones that nobody asked for.
 */
function isRetakenByItself({ workflow, own }: Offered): boolean {
	const { seed, partner, category } = workflow;
	return own === null && seed !== undefined && partner === undefined && category !== "training";
}

/** Whether every take of these workflows is another picture. */
function haveSeeds(workflows: readonly Offered[]): boolean {
	return workflows.length > 0 && workflows.every(({ workflow }) => workflow.seed !== undefined);
}

/** How often everything is made at once by a request for the best of several: its estimate is so many times as large. */
export function takesOf(asked: QualityPolicy | undefined, workflows: readonly Offered[]): number {
	return haveSeeds(workflows) ? (asked?.best_of ?? 1) : 1;
}

/**
 * How a stage is judged that runs one of these workflows (none: a raw graph), as a job's request asks, or as is usual.
 *
 * @param of what the pipeline says of the stage: takes that checks may ask for, and what a person is asked
 */
export function qualityOf(
	asked: QualityPolicy | undefined,
	workflows: readonly Offered[],
	of: { retakes?: number | undefined; gate?: Gate | undefined } = {},
): Pick<Stage, "judged" | "quality" | "retakes_left"> {
	const usual = workflows.length > 0 && workflows.every(isRetakenByItself) ? "retake" : "flag";
	const picked = of.gate !== undefined && "pick" in of.gate;
	const several = !picked && takesOf(asked, workflows) > 1;
	const quality: StageQuality = {
		on_fail: asked?.on_fail ?? usual,
		safety: asked?.safety ?? "off",
		...(several && asked?.best_of !== undefined && { best_of: asked.best_of }),
		...(several && asked?.best_by !== undefined && { best_by: asked.best_by }),
	};
	const judged = isJudged(quality);
	const left = asked?.retakes ?? of.retakes ?? USUAL_RETAKES;
	return { judged, quality: judged ? quality : null, retakes_left: quality.on_fail === "retake" ? left : 0 };
}

/** Throws ApiError where another take is asked for and cannot be: it would be the same again. */
export function refuseSameAgain(asked: QualityPolicy | undefined, found: Offered | null): void {
	if (found?.workflow.seed !== undefined) return;
	const what = found === null ? "this" : `${found.workflow.id}@${found.workflow.version}`;
	const refused = asked?.on_fail === "retake" ? "on_fail" : asked?.best_of !== undefined ? "best_of" : null;
	if (refused === null) return;
	const instead =
		refused === "on_fail" ? "ask for `flag`, `fail` or `ask`" : "leave `best_of` away, or send several jobs";
	const message = `${what} has no seed that another take could differ in; ${instead}`;
	throw new ApiError("invalid_request", message, [
		{ pointer: `/quality/${refused}`, code: "invalid_parameter", message },
	]);
}
