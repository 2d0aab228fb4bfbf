import type { Failure } from "../../../edge/contract/failures.ts";
import { assertNever } from "../../../edge/contract/status.ts";
import type { ReleaseCause } from "../../../edge/contract/workers/workers.ts";
import type { StopReason } from "../../comfyui/watch-state.ts";
import { executionFailure, failure } from "../../comfyui/wire/errors.ts";
import { gpuMsOf, type HistoryEntry } from "../../comfyui/wire/history.ts";
import type { RunEnd } from "./run-graph.ts";

/** What the end of a run means for its attempt. */
export interface Judgement {
	outcome:
		| { type: "succeeded"; entry: HistoryEntry }
		/** It was done, and nobody knows any more what it left: run it again, its results are in the cache. */
		| { type: "unrecorded"; failure: Failure }
		| { type: "failed"; failure: Failure }
		/** Given back unharmed: it does not count as a try. */
		| { type: "released"; reason: string; cause: ReleaseCause }
		/** The lease is gone: nothing may be said or published any more. */
		| { type: "dropped" };
	/** Milliseconds on the GPU, as ComfyUI told it, or to the last sign of life where it can no longer tell. */
	gpuMs: number;
	/** Why ComfyUI is of no use, or null: until it lets go of this prompt, or until it is another process. */
	broken: { how: "hangs" | "gpu"; why: string } | null;
}

const UNRECORDED =
	"ComfyUI ran this to its end, and its history was cleared before the outputs could be read";
const HUNG = "ComfyUI ran this without any sign of life";

/** Judges the end of a run. Pure. `timeoutSeconds` is for the message only. */
export function judgeRun(end: RunEnd, timeoutSeconds: number): Judgement {
	const judged = (outcome: Judgement["outcome"], gpuMs = 0, broken: Judgement["broken"] = null) => ({
		outcome,
		gpuMs,
		broken,
	});
	const stopped = (reason: StopReason | null) => outcomeOfStop(reason, timeoutSeconds);
	switch (end.how) {
		case "finished": {
			const ms = gpuMsOf(end.verdict);
			if (end.stop === "lease_lost" || end.stop === "canceled") return judged(stopped(end.stop), ms);
			// Its last node may have been deaf to the interrupt: what is done is done, and counts.
			if (end.verdict.result === "success") return judged({ type: "succeeded", entry: end.entry }, ms);
			if (end.verdict.result === "interrupted" || end.stop !== null) return judged(stopped(end.stop), ms);
			const { failure: told, poisoned } = executionFailure(end.verdict.error);
			return judged(
				{ type: "failed", failure: told },
				ms,
				poisoned ? { how: "gpu", why: "the GPU context is broken" } : null,
			);
		}
		case "withdrawn":
		case "abandoned":
			return judged(stopped(end.stop), end.ranMs);
		case "unrecorded":
			return judged({ type: "unrecorded", failure: failure("prompt_lost", UNRECORDED) }, end.ranMs);
		case "refused":
			return judged({ type: "failed", failure: end.failure });
		case "lost":
			return end.started
				? judged(failed("comfyui_crashed", "ComfyUI restarted while it ran this"), end.ranMs)
				: judged(failed("prompt_lost", "ComfyUI forgot an accepted prompt twice"));
		case "crashed":
			return end.started
				? judged(failed("comfyui_crashed", "ComfyUI died while it ran this"), end.ranMs)
				: judged(unreachable("ComfyUI went down before it began"));
		case "unreachable":
			return judged(unreachable("ComfyUI is not reachable"));
		case "hung": {
			const asked = end.stop === "invalid" ? null : end.stop;
			const outcome = asked === null ? failed("comfyui_hung", HUNG) : stopped(asked);
			return judged(outcome, end.ranMs, { how: "hangs", why: "ComfyUI does not react" });
		}
		default:
			return assertNever(end);
	}
}

function failed(code: Failure["code"], message: string): Judgement["outcome"] {
	return { type: "failed", failure: failure(code, message) };
}

function unreachable(reason: string): Judgement["outcome"] {
	return { type: "released", reason, cause: "comfyui_unreachable" };
}

/** What a stop for this reason means. Null: somebody else interrupted it. */
function outcomeOfStop(reason: StopReason | null, timeoutSeconds: number): Judgement["outcome"] {
	switch (reason) {
		case null:
			return failed("interrupted", "somebody interrupted ComfyUI");
		case "lease_lost":
			return { type: "dropped" };
		case "canceled":
			return failed("canceled", "canceled");
		case "drain":
			return { type: "released", reason: "given back by the worker", cause: "drain" };
		case "comfyui_unreachable":
			return unreachable("ComfyUI went down before it began");
		case "runtime_exceeded":
			return failed("runtime_exceeded", `it ran longer than ${timeoutSeconds} seconds`);
		case "comfyui_hung":
		case "invalid":
			return failed("comfyui_hung", HUNG);
		default:
			return assertNever(reason);
	}
}
