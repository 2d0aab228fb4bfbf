import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
	begun,
	frame,
	history,
	looked,
	nowhere,
	play,
	running,
	success,
	times,
	types,
} from "./testing/watch-script.ts";
import { watch } from "./watch.ts";
import { type Found, startWatch, type WatchInput } from "./watch-state.ts";

describe("watching a prompt", () => {
	test("S1-33 looks at the history as soon as the socket says that it is over", () => {
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
		expect(twice.end).toEqual({ how: "lost", started: false, ranMs: 0 });
	});

	test("does not submit a forgotten prompt again that had begun", () => {
		expect(
			play([
				[0, begun],
				[2_000, nowhere],
				[2_200, nowhere],
			]).end,
		).toMatchObject({ how: "lost", started: true });
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

	test("an answer that was given before the last message came is asked for again at once", () => {
		const { actions, state } = play([
			[0, begun],
			[2_000, { type: "tick" }],
			[2_001, success],
			[2_002, running],
		]);
		expect(types(actions)).toEqual(["look", "look"]);
		expect(state.looking).toBe(true);
	});

	test("a history that lags is asked again within milliseconds, then less and less often", () => {
		let state = watch(startWatch(0), begun, 0, times).state;
		state = watch(state, success, 1_000, times).state;
		const pauses: number[] = [];
		for (let i = 0, now = 1_000; i < 10; i++) {
			const answered = watch(state, running, now, times);
			pauses.push(answered.wakeMs ?? -1);
			now += answered.wakeMs ?? 0;
			const asked = watch(answered.state, { type: "tick" }, now, times);
			expect(types(asked.actions)).toEqual(["look"]);
			state = asked.state;
		}
		expect(pauses).toEqual([4, 8, 16, 32, 64, 128, 200, 200, 200, 200]);
	});

	test("a prompt that was heard to end is not lost when somebody clears the history", () => {
		const cleared: [number, WatchInput][] = [
			[4_100, nowhere],
			[4_110, nowhere],
		];
		expect(play([[0, begun], [4_000, success], ...cleared]).end).toEqual({ how: "unrecorded", ranMs: 4_000 });
		const error = frame({ type: "error", prompt: "p", error: { exception_type: "ValueError" } });
		expect(play([[0, begun], [4_000, error], ...cleared]).end).toMatchObject({
			how: "finished",
			verdict: { result: "error", error: { exception_type: "ValueError" }, startedAt: 0, endedAt: 4_000 },
		});
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
		{ where: "pending", idle: false },
		{ where: "pending", idle: true },
		{ where: "nowhere" },
		{ where: "refused" },
		{ where: "silent" },
	);
	/** All but waiting behind others, which may last. */
	const fate = found.filter((one) => one.where !== "pending" || one.idle);
	const input: fc.Arbitrary<WatchInput> = fc.oneof(
		fc.constantFrom<WatchInput>(
			{ type: "tick" },
			{ type: "alive" },
			{ type: "socket_lost" },
			{ type: "resubmitted" },
			begun,
			success,
			{ type: "stop", reason: "canceled" },
			{ type: "stop", reason: "drain" },
		),
		found.map(looked),
	);

	test("ends exactly once, however the world behaves, and then nothing more is done about it", () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.nat(3_000), input), { maxLength: 60 }), fate, (script, last) => {
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
					const actions = state.looking ? feed(looked(last)) : feed({ type: "tick" });
					if (actions.some((action) => action.type === "resubmit")) feed({ type: "resubmitted" });
					if (!state.looking) now += 100;
				}
				expect(ends).toBe(1);
			}),
			{ numRuns: 500 },
		);
	});
});
