import { watch } from "../watch.ts";
import {
	type Found,
	startWatch,
	type WatchAction,
	type WatchEnd,
	type WatchInput,
	type WatchState,
	type WatchTimes,
} from "../watch-state.ts";
import type { ComfyMessage } from "../wire/frames.ts";

export const times: WatchTimes = {
	lookMs: 2_000,
	soonMs: 200,
	interruptMs: 1_000,
	ackMs: 20_000,
	stallMs: 60_000,
	refusedMs: 5_000,
	silentMs: 30_000,
	timeoutMs: 100_000,
};
export const frame = (message: ComfyMessage): WatchInput => ({ type: "frame", message });
export const begun = frame({ type: "start", prompt: "p", timestamp: 1 });
export const looked = (found: Found): WatchInput => ({ type: "looked", found });
export const nowhere = looked({ where: "nowhere" });
export const running = looked({ where: "running" });
export const refused = looked({ where: "refused" });
export const silent = looked({ where: "silent" });
export const success = frame({ type: "success", prompt: "p", timestamp: 2 });
export const history = (result: "success" | "interrupted"): WatchInput =>
	looked({ where: "history", verdict: { result, startedAt: 1, endedAt: 2 }, entry: { outputs: {} } });

/** Feeds inputs at given times and collects what was to be done. */
export function play(script: [number, WatchInput][]): {
	state: WatchState;
	actions: WatchAction[];
	end: WatchEnd | null;
} {
	let state = startWatch(0);
	const actions: WatchAction[] = [];
	for (const [now, input] of script) {
		const step = watch(state, input, now, times);
		state = step.state;
		actions.push(...step.actions);
	}
	const last = actions.findLast((action) => action.type === "end");
	return { state, actions, end: last?.type === "end" ? last.end : null };
}
export const types = (actions: WatchAction[]) => actions.map((action) => action.type);
