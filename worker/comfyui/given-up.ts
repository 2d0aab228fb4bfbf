import type { Clock } from "../process/clock.ts";
import type { Logger } from "../process/log.ts";
import type { Comfy } from "./comfy.ts";

/** A prompt whose attempt ended without ComfyUI's word that it is over. */
export interface GivenUpPrompt {
	promptId: string;
	/** ComfyUI said that it has it. Where it did not, the request may still be on its way. */
	accepted: boolean;
	/** Removes what it left behind, once nothing more can come. */
	cleanUp(): Promise<void>;
}

/** Answers that do not know a prompt, after which one that may still be on its way counts as not there. */
const MISSES = 3;

/**
 * Stays with a prompt that nobody wants any more until ComfyUI has let go of it: it would run on for as long as
 * its graph takes, before whatever comes next, and leave its files. As soon as ComfyUI answers it is withdrawn.
 * Resolves with true when it is gone, with false when the signal aborts.
 */
export async function outlast(
	prompt: GivenUpPrompt,
	parts: { comfy: Comfy; clock: Clock; log: Logger; lookMs: number; signal: AbortSignal },
): Promise<boolean> {
	const { comfy, clock, log, lookMs, signal } = parts;
	const { promptId, accepted } = prompt;
	for (let misses = 0, told = false; !signal.aborted; ) {
		const { where } = await comfy.locate(promptId);
		if (where === "history") break;
		if (where === "nowhere" && ++misses >= (accepted ? 1 : MISSES)) break;
		if (where === "running" || where === "pending") {
			if (!told) log.info("withdrawing a prompt that was given up", { prompt_id: promptId, where });
			told = true;
			misses = 0;
			await comfy.withdraw(promptId);
		}
		await clock.sleep(lookMs, signal);
	}
	if (signal.aborted) return false;
	await prompt.cleanUp();
	return true;
}
