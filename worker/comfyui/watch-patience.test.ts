import { describe, expect, test } from "vitest";
import {
	begun,
	frame,
	history,
	looked,
	play,
	refused,
	running,
	silent,
	times,
} from "./testing/watch-script.ts";
import { inDoubt, type WatchInput } from "./watch-state.ts";

describe("the patience with a prompt", () => {
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
});
