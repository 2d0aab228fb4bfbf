import { assertNever } from "../../edge/contract/status.ts";
import {
	type Found,
	ranMs,
	type StopReason,
	startWatch,
	type WatchAction,
	type WatchEnd,
	type WatchInput,
	type WatchState,
	type WatchStep,
	type WatchTimes,
} from "./watch-state.ts";
import type { ComfyMessage } from "./wire/frames.ts";
import { isBlocked, type Verdict } from "./wire/history.ts";

const STRENGTH: readonly StopReason[] = [
	"invalid",
	"comfyui_hung",
	"runtime_exceeded",
	"drain",
	"comfyui_unreachable",
	"canceled",
	"lease_lost",
];

/** The first wait for a history entry whose prompt has ended; milliseconds. Each further one is twice as long. */
const SETTLE_MS = 2;

/**
 * What to do about an accepted prompt. Pure. The socket says early what happened; the history decides what
 * it was. Every prompt ends: it is found in the history, or is lost, crashes, hangs or is withdrawn.
 */
export function watch(before: WatchState, input: WatchInput, now: number, times: WatchTimes): WatchStep {
	if (before.over) return { state: before, actions: [], wakeMs: null };
	const step = react(before, input, now, times);
	return step.state.over ? { ...step, wakeMs: null } : tend(step, now, times);
}

type Reaction = Omit<WatchStep, "wakeMs">;

function react(state: WatchState, input: WatchInput, now: number, times: WatchTimes): Reaction {
	switch (input.type) {
		case "frame":
			return { state: hear(state, input.message, now), actions: [] };
		case "alive":
			return { state: state.startedAt === null ? { ...state, heardAt: now } : state, actions: [] };
		case "socket_lost":
			return { state: { ...state, distrust: true, urgent: true }, actions: [] };
		case "looked":
			return learn({ ...state, looking: false, lookedAt: now }, input.found, now, times);
		case "process_died":
			return crashed(state);
		case "stop": {
			const stronger =
				state.stop === null || STRENGTH.indexOf(input.reason) > STRENGTH.indexOf(state.stop.reason);
			return { state: stronger ? withStop(state, input.reason, now) : state, actions: [] };
		}
		case "resubmitted":
			return {
				state: { ...startWatch(now), distrust: state.distrust, resubmitted: true, stop: state.stop },
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
	const startedAt = state.startedAt ?? now;
	const heard = { ...state, heardAt: now, nowhere: 0, startedAt };
	if (!isTerminal(message)) return heard;
	// An answer on its way may have been given before this: it must not be the last word for a while.
	return { ...heard, settling: true, urgent: true, told: verdictIn(message, startedAt, now) ?? state.told };
}

/** How a prompt ended by its last message alone; times are the worker's. Null for one that does not say. */
function verdictIn(message: ComfyMessage, startedAt: number, endedAt: number): Verdict | null {
	switch (message.type) {
		case "success":
			return { result: "success", startedAt, endedAt };
		case "interrupted":
			return { result: "interrupted", startedAt, endedAt };
		case "error":
			return { result: "error", error: message.error, startedAt, endedAt };
		default:
			return null;
	}
}

/** True for a message after which the executor is done with the prompt. */
function isTerminal(message: ComfyMessage): boolean {
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

function learn(before: WatchState, found: Found, now: number, times: WatchTimes): Reaction {
	if (found.where === "refused" || found.where === "silent")
		return unanswered(before, found.where, now, times);
	const state = { ...before, refusedSince: null, silentSince: null };
	switch (found.where) {
		case "history": {
			const step = end(state, { how: "finished", ...found, stop: state.stop?.reason ?? null });
			return state.settling ? step : { ...step, actions: [{ type: "deaf" }, ...step.actions] };
		}
		case "running": {
			const seen = { ...state, seenAt: now, nowhere: 0, idleSince: null };
			if (state.startedAt !== null) return { state: seen, actions: [] };
			return { state: { ...seen, startedAt: now, heardAt: now }, actions: [{ type: "deaf" }] };
		}
		case "pending": {
			const idleSince = found.idle ? (state.idleSince ?? now) : null;
			return { state: { ...state, nowhere: 0, idleSince }, actions: [] };
		}
		case "nowhere":
			return miss({ ...state, nowhere: state.nowhere + 1 });
		default:
			return assertNever(found);
	}
}

/**
 * Silence and refusal have their own patience: a connection that breaks after a long silence is the first word
 * after it, not the end of ComfyUI.
 */
function unanswered(before: WatchState, how: "refused" | "silent", now: number, times: WatchTimes): Reaction {
	const silentSince = before.silentSince ?? now;
	const refusedSince = how === "refused" ? (before.refusedSince ?? now) : null;
	const state = { ...before, silentSince, refusedSince };
	const silent = now - silentSince >= times.silentMs;
	if (refusedSince !== null && (now - refusedSince >= times.refusedMs || silent)) return crashed(state);
	if (silent) return end(state, { how: "hung", stop: state.stop?.reason ?? null, ranMs: ranMs(state) });
	return { state, actions: [] };
}

/** Once is no proof: a prompt that ends between the two questions is in neither answer. */
function miss(state: WatchState): Reaction {
	if (state.nowhere < 2) return { state, actions: [] };
	if (state.stop !== null)
		return end(state, { how: "withdrawn", stop: state.stop.reason, ranMs: ranMs(state) });
	if (state.settling) {
		const { told } = state;
		if (told === null || told.result === "success")
			return end(state, { how: "unrecorded", ranMs: ranMs(state) });
		return end(state, { how: "finished", verdict: told, entry: { outputs: {} }, stop: null });
	}
	// It had begun: whatever ended ComfyUI may have been this very prompt. Only one that waited is sent again.
	if (state.startedAt !== null || state.resubmitted)
		return end(state, { how: "lost", started: state.startedAt !== null, ranMs: ranMs(state) });
	return { state: { ...state, resubmitted: true, nowhere: 0 }, actions: [{ type: "resubmit" }] };
}

function crashed(state: WatchState): Reaction {
	return end(state, { how: "crashed", started: state.startedAt !== null, ranMs: ranMs(state) });
}

/** What time alone brings about: repeated interrupts, patience that ends, and looking again. */
function tend(step: Reaction, now: number, times: WatchTimes): WatchStep {
	const { actions } = step;
	let state = step.state;
	const running = state.startedAt !== null && !state.settling;
	if (running && state.stop === null && now - (state.startedAt ?? now) >= times.timeoutMs)
		state = withStop(state, "runtime_exceeded", now);
	else if (state.stop === null && stalls(state, now, times)) state = withStop(state, "comfyui_hung", now);
	if (state.stop !== null) {
		if (now - state.stop.since >= times.ackMs) {
			const { reason } = state.stop;
			// One that was silent before had come to a stop by then; any other one was at work.
			const ran = reason === "comfyui_hung" ? ranMs(state, state.heardAt) : ranMs(state);
			return { ...end(state, { how: "hung", stop: reason, ranMs: ran }, actions), wakeMs: null };
		}
		if (state.stop.triedAt === null || now - state.stop.triedAt >= times.interruptMs) {
			actions.push({ type: "withdraw" });
			state = { ...state, stop: { ...state.stop, triedAt: now } };
		}
	}
	if (state.looking) return { state, actions, wakeMs: null };
	const dueAt = nextLook(state, times);
	if (now < dueAt) return { state, actions, wakeMs: dueAt - now };
	const settlingLooks = state.settlingLooks + (state.settling ? 1 : 0);
	return {
		state: { ...state, looking: true, urgent: false, settlingLooks },
		actions: [...actions, { type: "look" }],
		wakeMs: null,
	};
}

/** A prompt that waits behind others is no stall, however long they take. */
function stalls(state: WatchState, now: number, times: WatchTimes): boolean {
	const since = state.startedAt === null ? state.idleSince : state.heardAt;
	return since !== null && now - since >= times.stallMs;
}

/** When to ask ComfyUI next; milliseconds. */
function nextLook(state: WatchState, times: WatchTimes): number {
	if (state.urgent) return Number.NEGATIVE_INFINITY;
	// The entry follows the last message within a few milliseconds.
	if (state.settling)
		return state.lookedAt + Math.min(times.soonMs, SETTLE_MS * 2 ** Math.min(state.settlingLooks, 20));
	if (state.nowhere > 0 || state.silentSince !== null || state.stop !== null)
		return state.lookedAt + times.soonMs;
	return (state.distrust ? state.lookedAt : Math.max(state.lookedAt, state.heardAt)) + times.lookMs;
}

function end(state: WatchState, how: WatchEnd, actions: WatchAction[] = []): Reaction {
	return { state: { ...state, over: true }, actions: [...actions, { type: "end", end: how }] };
}
