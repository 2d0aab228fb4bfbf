import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ComfyMessage } from "./frames.ts";
import {
	type Found,
	startWatch,
	type WatchAction,
	type WatchEnd,
	type WatchInput,
	type WatchState,
	type WatchTimes,
	watch,
} from "./watch.ts";

const times: WatchTimes = {
	lookMs: 2_000,
	soonMs: 200,
	interruptMs: 1_000,
	ackMs: 20_000,
	stallMs: 60_000,
	refusedMs: 5_000,
	silentMs: 30_000,
	timeoutMs: 100_000,
};
const frame = (message: ComfyMessage): WatchInput => ({ type: "frame", message });
const begun = frame({ type: "start", prompt: "p", timestamp: 1 });
const looked = (found: Found): WatchInput => ({ type: "looked", found });
const nowhere = looked({ where: "nowhere" });
const history = (result: "success" | "interrupted"): WatchInput =>
	looked({ where: "history", verdict: { result, startedAt: 1, endedAt: 2 }, entry: { outputs: {} } });

/** Feeds inputs at given times and collects what was to be done. */
function play(script: [number, WatchInput][]): {
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
const types = (actions: WatchAction[]) => actions.map((action) => action.type);

describe("watching a prompt", () => {
	test("looks at the history as soon as the socket says that it is over", () => {
		const { actions } = play([
			[0, begun],
			[10, frame({ type: "success", prompt: "p", timestamp: 2 })],
		]);
		expect(types(actions)).toEqual(["look"]);
	});

	test("does not take ExecutionBlocked for the end", () => {
		const blocked = frame({ type: "error", prompt: "p", error: { exception_type: "ExecutionBlocked" } });
		expect(
			play([
				[0, begun],
				[10, blocked],
			]).actions,
		).toEqual([]);
	});

	test("asks when the socket is quiet, and again as long as it is", () => {
		const { actions } = play([
			[0, begun],
			[1_900, { type: "tick" }],
			[2_000, { type: "tick" }],
			[2_010, looked({ where: "running" })],
			[4_100, { type: "tick" }],
		]);
		expect(types(actions)).toEqual(["look", "look"]);
	});

	test("calls the socket deaf when the history knows an end of which no frame told", () => {
		const { actions, end } = play([
			[0, begun],
			[2_000, { type: "tick" }],
			[2_010, history("success")],
		]);
		expect(types(actions)).toEqual(["look", "deaf", "end"]);
		expect(end).toMatchObject({ how: "finished", verdict: { result: "success" } });
	});

	test("keeps asking after the socket was lost, whatever comes over the new one", () => {
		const { actions } = play([
			[0, begun],
			[100, { type: "socket_lost" }],
			[110, looked({ where: "running" })],
			[2_000, frame({ type: "executing", prompt: "p", node: "2" })],
			[2_200, { type: "tick" }],
		]);
		expect(types(actions)).toEqual(["look", "look"]);
	});

	test("submits a forgotten prompt again that had not begun, once, after missing it twice", () => {
		expect(types(play([[2_000, nowhere]]).actions)).toEqual([]);
		const again: [number, WatchInput][] = [
			[2_000, nowhere],
			[2_200, nowhere],
		];
		expect(types(play(again).actions)).toContain("resubmit");
		const twice = play([...again, [2_300, { type: "resubmitted" }], [4_500, nowhere], [4_800, nowhere]]);
		expect(twice.end).toEqual({ how: "lost", started: false });
	});

	test("does not submit a forgotten prompt again that had begun", () => {
		expect(
			play([
				[0, begun],
				[2_000, nowhere],
				[2_200, nowhere],
			]).end,
		).toEqual({ how: "lost", started: true });
	});

	test("repeats an interrupt until ComfyUI shows that it has heard it", () => {
		const { actions, end } = play([
			[0, begun],
			[100, { type: "stop", reason: "canceled" }],
			[600, { type: "tick" }],
			[1_100, { type: "tick" }],
			[1_200, history("interrupted")],
		]);
		expect(types(actions).filter((type) => type === "withdraw")).toHaveLength(2);
		expect(end).toMatchObject({ how: "finished", verdict: { result: "interrupted" }, stop: "canceled" });
	});

	test("calls ComfyUI hung when a stop has no effect", () => {
		const { end } = play([
			[0, begun],
			[100, { type: "stop", reason: "canceled" }],
			[20_100, { type: "tick" }],
		]);
		expect(end).toEqual({ how: "hung", stop: "canceled" });
	});

	test("interrupts a prompt that gives no sign of life, and one that runs too long", () => {
		expect(
			play([
				[0, begun],
				[60_000, { type: "tick" }],
			]).state.stop?.reason,
		).toBe("comfyui_hung");
		const lively = Array.from({ length: 99 }, (_, i): [number, WatchInput] => [i * 1_000, begun]);
		expect(play([...lively, [100_000, { type: "tick" }]]).state.stop?.reason).toBe("runtime_exceeded");
	});

	test("does not call a prompt hung that waits while others run", () => {
		const alive = Array.from({ length: 90 }, (_, i): [number, WatchInput] => [i * 1_000, { type: "alive" }]);
		expect(play(alive).state.stop).toBeNull();
	});

	test("gives a refused connection a little time and a silent server more", () => {
		const refused = looked({ where: "refused" });
		expect(
			play([
				[0, begun],
				[1_000, refused],
				[5_900, refused],
			]).end,
		).toBeNull();
		expect(
			play([
				[0, begun],
				[1_000, refused],
				[6_000, refused],
			]).end,
		).toEqual({ how: "crashed", started: true });
		const silent = looked({ where: "silent" });
		expect(
			play([
				[0, begun],
				[1_000, silent],
				[30_900, silent],
			]).end,
		).toBeNull();
		expect(
			play([
				[0, begun],
				[1_000, silent],
				[31_000, silent],
			]).end,
		).toMatchObject({ how: "hung" });
		expect(
			play([
				[0, begun],
				[1, { type: "process_died" }],
			]).end,
		).toEqual({ how: "crashed", started: true });
	});

	test("lets a stronger reason to stop replace a weaker one, never the other way round", () => {
		const script: [number, WatchInput][] = [
			[0, { type: "stop", reason: "drain" }],
			[1, { type: "stop", reason: "lease_lost" }],
			[2, { type: "stop", reason: "canceled" }],
		];
		expect(play(script).state.stop?.reason).toBe("lease_lost");
	});
});

describe("any prompt", () => {
	const found: fc.Arbitrary<Found> = fc.constantFrom<Found>(
		{ where: "running" },
		{ where: "pending" },
		{ where: "nowhere" },
		{ where: "refused" },
		{ where: "silent" },
	);
	const input: fc.Arbitrary<WatchInput> = fc.oneof(
		fc.constantFrom<WatchInput>(
			{ type: "tick" },
			{ type: "alive" },
			{ type: "socket_lost" },
			{ type: "resubmitted" },
			begun,
			frame({ type: "success", prompt: "p", timestamp: 1 }),
			{ type: "stop", reason: "canceled" },
			{ type: "stop", reason: "drain" },
		),
		found.map(looked),
	);

	test("ends exactly once, however the world behaves, and then nothing more is done about it", () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.nat(3_000), input), { maxLength: 60 }), found, (script, fate) => {
				let now = 0;
				let state = startWatch(0);
				let ends = 0;
				const feed = (one: WatchInput) => {
					const step = watch(state, one, now, times);
					if (state.over) expect(step.actions).toEqual([]);
					ends += step.actions.filter((action) => action.type === "end").length;
					state = step.state;
					return step.actions;
				};
				for (const [pause, one] of script) {
					now += pause;
					feed(one);
				}
				// From here on every look gives the same answer, and time passes.
				for (let i = 0; i < 5_000 && !state.over; i++) {
					now += 100;
					const actions = feed({ type: "tick" });
					if (actions.some((action) => action.type === "look")) feed(looked(fate));
					if (actions.some((action) => action.type === "resubmit")) feed({ type: "resubmitted" });
				}
				expect(ends).toBe(1);
			}),
			{ numRuns: 300 },
		);
	});
});
