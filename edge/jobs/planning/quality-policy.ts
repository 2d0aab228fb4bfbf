import type { QualityPolicy } from "../../contract/quality.ts";
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

/**
 * How a stage is judged that runs one of these workflows (none: a raw graph), as a job's request asks, or as is usual.
 *
 * @param retakes how many the pipeline says that the stage may have; absent: nothing
 */
export function qualityOf(
	asked: QualityPolicy | undefined,
	workflows: readonly Offered[],
	retakes?: number,
): Pick<Stage, "judged" | "quality" | "retakes_left"> {
	const usual = workflows.length > 0 && workflows.every(isRetakenByItself) ? "retake" : "flag";
	const quality = { on_fail: asked?.on_fail ?? usual, safety: asked?.safety ?? "off" } as const;
	const judged = isJudged(quality);
	const left = asked?.retakes ?? retakes ?? USUAL_RETAKES;
	return { judged, quality: judged ? quality : null, retakes_left: quality.on_fail === "retake" ? left : 0 };
}

/** Throws ApiError where another take is asked for and cannot be: it would be the same again. */
export function refuseSameAgain(asked: QualityPolicy | undefined, found: Offered | null): void {
	if (asked?.on_fail !== "retake" || found?.workflow.seed !== undefined) return;
	const what = found === null ? "a raw graph" : `${found.workflow.id}@${found.workflow.version}`;
	const message = `${what} has no seed that another take could differ in; ask for \`flag\`, \`fail\` or \`ask\``;
	throw new ApiError("invalid_request", message, [
		{ pointer: "/quality/on_fail", code: "invalid_parameter", message },
	]);
}
