import { assertNever } from "../../edge/contract/status.ts";
import type { ComfyMessage } from "./frames.ts";
import { type HistoryEntry, isBlocked, type Verdict } from "./history.ts";

/** All in milliseconds. */
export interface WatchTimes {
	/** Without a frame for this long, ComfyUI is asked. */
	lookMs: number;
	/** Between two looks while something is wrong, or the end is known and its history entry is not there yet. */
	soonMs: number;
	/** An interrupt is repeated this often: one that comes while a prompt starts is lost. */
	interruptMs: number;
	/** An interrupt that had no effect for this long means that ComfyUI hangs. */
	ackMs: number;
	/** A prompt without any sign of life for this long hangs. Loading a model makes no sound. */
	stallMs: number;
	/** Nobody listens at ComfyUI's address for this long: it has crashed. */
	refusedMs: number;
	/** ComfyUI accepts connections and answers nothing for this long: it hangs. */
	silentMs: number;
	/** The longest a prompt may run. */
	timeoutMs: number;
}

/** Why a prompt is to be stopped. A later, stronger reason replaces an earlier one. */
export type StopReason =
	| "invalid"
	| "comfyui_hung"
	| "runtime_exceeded"
	| "drain"
	| "canceled"
	| "lease_lost";
const STRENGTH: readonly StopReason[] = [
	"invalid",
	"comfyui_hung",
	"runtime_exceeded",
	"drain",
	"canceled",
	"lease_lost",
];

/** What ComfyUI said when it was asked about a prompt. */
export type Found =
	| { where: "history"; verdict: Verdict; entry: HistoryEntry }
	| { where: "running" }
	| { where: "pending" }
	/** Neither in the queue nor in the history. */
	| { where: "nowhere" }
	| { where: "refused" }
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

/** How the watch of a prompt ends. */
export type WatchEnd =
	| { how: "finished"; verdict: Verdict; entry: HistoryEntry; stop: StopReason | null }
	/** Stopped before it ran, or without a trace in the history. */
	| { how: "withdrawn"; stop: StopReason }
	/** ComfyUI restarted under it. */
	| { how: "lost"; started: boolean }
	| { how: "crashed"; started: boolean }
	| { how: "hung"; stop: StopReason | null };

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
	readonly heardAt: number;
	readonly lookedAt: number;
	readonly looking: boolean;
	readonly nowhere: number;
	readonly unreachableSince: number | null;
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
		heardAt: now,
		lookedAt: now,
		looking: false,
		nowhere: 0,
		unreachableSince: null,
		distrust: false,
		resubmitted: false,
		stop: null,
		over: false,
	};
}

export interface WatchStep {
	state: WatchState;
	actions: WatchAction[];
}

/**
 * What to do about an accepted prompt. Pure. The socket says early what happened; the history decides what
 * it was. Every prompt ends: it is found in the history, or is lost, crashes, hangs or is withdrawn.
 */
export function watch(before: WatchState, input: WatchInput, now: number, times: WatchTimes): WatchStep {
	if (before.over) return { state: before, actions: [] };
	const step = react(before, input, now, times);
	return step.state.over ? step : tend(step, now, times);
}

function react(state: WatchState, input: WatchInput, now: number, times: WatchTimes): WatchStep {
	switch (input.type) {
		case "frame":
			return { state: hear(state, input.message, now), actions: [] };
		case "alive":
			return { state: state.startedAt === null ? { ...state, heardAt: now } : state, actions: [] };
		case "socket_lost":
			return { state: { ...state, distrust: true, lookedAt: Number.NEGATIVE_INFINITY }, actions: [] };
		case "looked":
			return learn({ ...state, looking: false, lookedAt: now }, input.found, now, times);
		case "process_died":
			return end(state, { how: "crashed", started: state.startedAt !== null });
		case "stop": {
			const stronger =
				state.stop === null || STRENGTH.indexOf(input.reason) > STRENGTH.indexOf(state.stop.reason);
			return { state: stronger ? withStop(state, input.reason, now) : state, actions: [] };
		}
		case "resubmitted":
			return {
				state: { ...state, nowhere: 0, startedAt: null, settling: false, heardAt: now, lookedAt: now },
				actions: [],
			};
		case "tick":
			return { state, actions: [] };
		default:
			return assertNever(input);
	}
}

function withStop(state: WatchState, reason: StopReason, now: number): WatchState {
	return {
		...state,
		stop: { reason, since: state.stop?.since ?? now, triedAt: state.stop?.triedAt ?? null },
	};
}

function hear(state: WatchState, message: ComfyMessage, now: number): WatchState {
	const heard = { ...state, heardAt: now, nowhere: 0, startedAt: state.startedAt ?? now };
	return isTerminal(message) ? { ...heard, settling: true, lookedAt: Number.NEGATIVE_INFINITY } : heard;
}

/** True for a message after which the executor is done with the prompt. */
export function isTerminal(message: ComfyMessage): boolean {
	switch (message.type) {
		case "success":
		case "interrupted":
			return true;
		case "error":
			return !isBlocked(message.error);
		case "executing":
			return message.node === null && message.prompt !== null;
		default:
			return false;
	}
}

function learn(state: WatchState, found: Found, now: number, times: WatchTimes): WatchStep {
	switch (found.where) {
		case "history": {
			const step = end(state, { how: "finished", ...found, stop: state.stop?.reason ?? null });
			return state.settling ? step : { ...step, actions: [{ type: "deaf" }, ...step.actions] };
		}
		case "running": {
			const unheard: WatchAction[] = state.startedAt === null ? [{ type: "deaf" }] : [];
			const heardAt = state.startedAt === null ? now : state.heardAt;
			const startedAt = state.startedAt ?? now;
			return {
				state: { ...state, startedAt, heardAt, nowhere: 0, unreachableSince: null },
				actions: unheard,
			};
		}
		case "pending":
			return { state: { ...state, nowhere: 0, unreachableSince: null }, actions: [] };
		case "nowhere":
			return miss({ ...state, nowhere: state.nowhere + 1, unreachableSince: null });
		case "refused":
		case "silent": {
			const since = state.unreachableSince ?? now;
			const patience = found.where === "refused" ? times.refusedMs : times.silentMs;
			if (now - since < patience) return { state: { ...state, unreachableSince: since }, actions: [] };
			if (found.where === "silent") return end(state, { how: "hung", stop: state.stop?.reason ?? null });
			return end(state, { how: "crashed", started: state.startedAt !== null });
		}
		default:
			return assertNever(found);
	}
}

/** Once is no proof: a prompt that ends between the two questions is in neither answer. */
function miss(state: WatchState): WatchStep {
	if (state.nowhere < 2) return { state, actions: [] };
	if (state.stop !== null) return end(state, { how: "withdrawn", stop: state.stop.reason });
	// It had begun: whatever ended ComfyUI may have been this very prompt. Only one that waited is sent again.
	if (state.startedAt !== null || state.resubmitted)
		return end(state, { how: "lost", started: state.startedAt !== null });
	return { state: { ...state, resubmitted: true, nowhere: 0 }, actions: [{ type: "resubmit" }] };
}

/** What time alone brings about: repeated interrupts, patience that ends, and looking again. */
function tend(step: WatchStep, now: number, times: WatchTimes): WatchStep {
	const { actions } = step;
	let state = step.state;
	const quiet = now - state.heardAt;
	const running = state.startedAt !== null && !state.settling;
	if (running && state.stop === null && now - (state.startedAt ?? now) >= times.timeoutMs)
		state = withStop(state, "runtime_exceeded", now);
	else if (state.stop === null && quiet >= times.stallMs) state = withStop(state, "comfyui_hung", now);
	if (state.stop !== null) {
		if (now - state.stop.since >= times.ackMs)
			return end({ ...state }, { how: "hung", stop: state.stop.reason }, actions);
		if (state.stop.triedAt === null || now - state.stop.triedAt >= times.interruptMs) {
			actions.push({ type: "withdraw" });
			state = { ...state, stop: { ...state.stop, triedAt: now } };
		}
	}
	const uneasy =
		state.settling || state.nowhere > 0 || state.unreachableSince !== null || state.stop !== null;
	const since = uneasy || state.distrust ? state.lookedAt : Math.max(state.lookedAt, state.heardAt);
	if (!state.looking && now - since >= (uneasy ? times.soonMs : times.lookMs)) {
		actions.push({ type: "look" });
		state = { ...state, looking: true };
	}
	return { state, actions };
}

function end(state: WatchState, how: WatchEnd, actions: WatchAction[] = []): WatchStep {
	return { state: { ...state, over: true }, actions: [...actions, { type: "end", end: how }] };
}
