import type { WatchTimings } from "../process/timings.ts";
import type { ComfyMessage } from "./wire/frames.ts";
import type { HistoryEntry, Verdict } from "./wire/history.ts";

/** How patient the watch over one prompt is. All in milliseconds. */
export interface WatchTimes extends WatchTimings {
	/** The longest the prompt may run. */
	timeoutMs: number;
}

/** Why a prompt is to be stopped. A later, stronger reason replaces an earlier one. */
export type StopReason =
	| "invalid"
	| "comfyui_hung"
	| "runtime_exceeded"
	| "drain"
	| "comfyui_unreachable"
	| "canceled"
	| "lease_lost";
/** What ComfyUI said when it was asked about a prompt. */
export type Found =
	| { where: "history"; verdict: Verdict; entry: HistoryEntry }
	| { where: "running" }
	/** `idle`: nothing else runs meanwhile. */
	| { where: "pending"; idle: boolean }
	/** Neither in the queue nor in the history. */
	| { where: "nowhere" }
	/** Nobody listens, or the connection broke. */
	| { where: "refused" }
	/** The connection stands, and no answer comes. */
	| { where: "silent" };

export type WatchInput =
	| { type: "frame"; message: ComfyMessage }
	/** A frame of another prompt: the executor lives, so ours waits with reason. */
	| { type: "alive" }
	| { type: "socket_lost" }
	| { type: "looked"; found: Found }
	/** The supervised process is gone. */
	| { type: "process_died" }
	| { type: "stop"; reason: StopReason }
	| { type: "resubmitted" }
	| { type: "tick" };

/**
 * How the watch of a prompt ends. `ranMs` is how long it ran as far as anybody knows: to its last sign of
 * life, in milliseconds; 0 for one that had not begun.
 */
export type WatchEnd =
	| { how: "finished"; verdict: Verdict; entry: HistoryEntry; stop: StopReason | null }
	/** It was heard to end well, and the history that says what it left was cleared. */
	| { how: "unrecorded"; ranMs: number }
	/** Stopped before it ran, or without a trace in the history. */
	| { how: "withdrawn"; stop: StopReason; ranMs: number }
	/** ComfyUI restarted under it. */
	| { how: "lost"; started: boolean; ranMs: number }
	| { how: "crashed"; started: boolean; ranMs: number }
	| { how: "hung"; stop: StopReason | null; ranMs: number };

export type WatchAction =
	| { type: "look" }
	/** Take it out of the queue and interrupt it: where it is may change while we ask. */
	| { type: "withdraw" }
	| { type: "resubmit" }
	/** Frames do not reach us although things happen. */
	| { type: "deaf" }
	| { type: "end"; end: WatchEnd };

export interface WatchState {
	/** When the prompt was seen to run, by the worker's clock. */
	readonly startedAt: number | null;
	/** A terminal message came; the history is still to be read. */
	readonly settling: boolean;
	/** How it ended as far as the socket told. */
	readonly told: Verdict | null;
	readonly heardAt: number;
	/** When ComfyUI last said that it runs. */
	readonly seenAt: number;
	/** Since when it waits although nothing else runs. */
	readonly idleSince: number | null;
	readonly lookedAt: number;
	readonly looking: boolean;
	/** Something happened that the answer on its way may not know of yet: ask at once, or once more. */
	readonly urgent: boolean;
	/** Looks since a terminal message came. */
	readonly settlingLooks: number;
	readonly nowhere: number;
	/** Since when nobody listens. */
	readonly refusedSince: number | null;
	/** Since when nothing was answered, for whatever reason. */
	readonly silentSince: number | null;
	/** Frames may have been missed or may not come: ask regularly whatever the socket says. */
	readonly distrust: boolean;
	readonly resubmitted: boolean;
	readonly stop: { reason: StopReason; since: number; triedAt: number | null } | null;
	readonly over: boolean;
}

/** The state when a prompt has just been accepted. */
export function startWatch(now: number): WatchState {
	return {
		startedAt: null,
		settling: false,
		told: null,
		heardAt: now,
		seenAt: now,
		idleSince: null,
		lookedAt: now,
		looking: false,
		urgent: false,
		settlingLooks: 0,
		nowhere: 0,
		refusedSince: null,
		silentSince: null,
		distrust: false,
		resubmitted: false,
		stop: null,
		over: false,
	};
}

export interface WatchStep {
	state: WatchState;
	actions: WatchAction[];
	/** In how many milliseconds something is due, where no answer is awaited before. */
	wakeMs: number | null;
}

/** True while ComfyUI may be about to be found dead or hung: no time to give it more to do. Pure. */
export function inDoubt(state: WatchState, now: number, times: WatchTimes): boolean {
	if (state.over) return false;
	if (state.refusedSince !== null || state.silentSince !== null) return true;
	if (state.stop === null || state.settling) return false;
	return state.stop.reason === "comfyui_hung" || now - state.stop.since >= times.ackMs / 4;
}

/** How long it ran, to the last time that somebody said so; milliseconds. */
export function ranMs(state: WatchState, until = Math.max(state.heardAt, state.seenAt)): number {
	return state.startedAt === null ? 0 : Math.max(0, until - state.startedAt);
}
