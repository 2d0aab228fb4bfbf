import type { Problem } from "../graph/problems.ts";
import { type RefusableTraining, trainingRefusals } from "../training/refusals.ts";
import type { HardwareProfile } from "./profiles.ts";

/**
 * Why a machine does not train this, as `trainingRefusals` says it, with pointers into the training; empty: it does. What
 * an unknown device refuses nobody knows. Pure.
 */
export function refusedTraining(
	work: RefusableTraining,
	device: string,
	profile: HardwareProfile | undefined,
): Problem[] {
	if (device !== "cuda" && device !== "mps" && device !== "cpu") return [];
	return trainingRefusals(work, { device, profile: profile ?? null });
}
