import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ComfyMessage } from "./frames.ts";
import { watch } from "./watch.ts";
import {
	type Found,
	inDoubt,
	startWatch,
	type WatchAction,
	type WatchEnd,
	type WatchInput,
	type WatchState,
	type WatchTimes,
} from "./watch-state.ts";

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
const running = looked({ where: "running" });
const refused = looked({ where: "refused" });
const silent = looked({ where: "silent" });
const success = frame({ type: "success", prompt: "p", timestamp: 2 });
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

	test("calls ComfyUI hung when a stop has no effect", () => {
		const { end } = play([
			[0, begun],
			[100, { type: "stop", reason: "canceled" }],
			[20_100, { type: "tick" }],
		]);
		expect(end).toMatchObject({ how: "hung", stop: "canceled" });
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

	test("does not call a prompt hung that waits, however long: another client's queue, a silent training", () => {
		const waits = looked({ where: "pending", idle: false });
		const day = Array.from({ length: 86_400 }, (_, s): [number, WatchInput] => [s * 1_000, waits]);
		expect(play(day).state).toMatchObject({ stop: null, over: false });
	});

	test("counts a stall from the start of a prompt, not from when it was queued", () => {
		const start = 10 * times.stallMs;
		const script: [number, WatchInput][] = [
			[start, begun],
			[start + times.stallMs - 1, { type: "tick" }],
		];
		expect(play(script).state.stop).toBeNull();
		expect(play([...script, [start + times.stallMs, { type: "tick" }]]).state.stop?.reason).toBe(
			"comfyui_hung",
		);
	});

	test("calls a prompt hung that waits although nothing else runs", () => {
		const idle = looked({ where: "pending", idle: true });
		const waits: [number, WatchInput][] = [
			[2_000, idle],
			[61_999, { type: "tick" }],
		];
		expect(play(waits).state.stop).toBeNull();
		expect(play([...waits, [62_000, { type: "tick" }]]).state.stop?.reason).toBe("comfyui_hung");
		const taken = play([
			...waits,
			[61_999, looked({ where: "pending", idle: false })],
			[90_000, { type: "tick" }],
		]);
		expect(taken.state.stop).toBeNull();
	});

	test("gives a refused connection a little time and a silent server more", () => {
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
		).toMatchObject({ how: "crashed", started: true });
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
		).toMatchObject({ how: "crashed", started: true });
	});

	test("one broken connection after a silence is no crash: the result may be there", () => {
		const frozen: [number, WatchInput][] = [
			[0, begun],
			[15_000, silent],
			[29_000, silent],
			[42_000, refused],
		];
		expect(play(frozen).end).toBeNull();
		expect(play([...frozen, [42_200, history("success")]]).end).toMatchObject({
			how: "finished",
			verdict: { result: "success" },
		});
		const dead = play([...frozen, [42_200, refused], [44_999, refused], [45_000, refused]]);
		expect(dead.end).toMatchObject({ how: "crashed" });
	});

	test("silence and refusal in turns end as well", () => {
		const turns = Array.from({ length: 40 }, (_, i): [number, WatchInput] => [
			1_000 * i,
			i % 2 ? refused : silent,
		]);
		expect(play([[0, begun], ...turns]).end).toMatchObject({ how: expect.stringMatching(/crashed|hung/) });
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

	test("what a prompt cost ends with its last sign of life", () => {
		const crash = play([
			[1_000, begun],
			[3_000, frame({ type: "executing", prompt: "p", node: "2" })],
			[5_000, running],
			[7_000, refused],
			[12_000, refused],
		]);
		expect(crash.end).toEqual({ how: "crashed", started: true, ranMs: 4_000 });
		// It is in the queue for ever, but its executor was last heard at 3 s.
		const hang = play([
			[1_000, begun],
			[3_000, frame({ type: "executing", prompt: "p", node: "2" })],
			[62_900, running],
			[63_000, { type: "tick" }],
			[83_000, { type: "tick" }],
		]);
		expect(hang.end).toEqual({ how: "hung", stop: "comfyui_hung", ranMs: 2_000 });
		expect(
			play([
				[4_000, refused],
				[9_000, refused],
			]).end,
		).toEqual({
			how: "crashed",
			started: false,
			ranMs: 0,
		});
	});

	test("is in doubt as soon as ComfyUI does not answer or does not listen, and no longer when it does", () => {
		const doubt = (script: [number, WatchInput][], now: number) => inDoubt(play(script).state, now, times);
		expect(doubt([[0, begun]], 50_000)).toBe(false);
		expect(
			doubt(
				[
					[0, begun],
					[1, silent],
				],
				2,
			),
		).toBe(true);
		expect(
			doubt(
				[
					[0, begun],
					[1, refused],
				],
				2,
			),
		).toBe(true);
		expect(
			doubt(
				[
					[0, begun],
					[1, refused],
					[2, running],
				],
				3,
			),
		).toBe(false);
		expect(
			doubt(
				[
					[0, begun],
					[60_000, { type: "tick" }],
				],
				60_001,
			),
		).toBe(true);
		const canceled: [number, WatchInput][] = [
			[0, begun],
			[1, { type: "stop", reason: "canceled" }],
		];
		expect(doubt(canceled, 1_000)).toBe(false);
		expect(doubt(canceled, 6_000)).toBe(true);
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
				if (state.looking) feed(looked(last));
				for (let i = 0; i < 5_000 && !state.over; i++) {
					now += 100;
					const actions = feed({ type: "tick" });
					if (actions.some((action) => action.type === "look")) feed(looked(last));
					if (actions.some((action) => action.type === "resubmit")) feed({ type: "resubmitted" });
				}
				expect(ends).toBe(1);
			}),
			{ numRuns: 300 },
		);
	});
});
