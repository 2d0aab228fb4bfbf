import { describe, expect, test } from "vitest";
import { attemptOfMarker, isLeftBehind, markerName } from "./leftovers.ts";

const self = { worker: "w at 127.0.0.1:8188", instance: "now" };
const MINUTE = 60_000;
const NOW = 10_000 * MINUTE;

describe("the files of an attempt", () => {
	test.each([
		["this process's are never left behind", self, NOW - 999 * MINUTE, false],
		["an earlier life's are, at once", { ...self, instance: "before" }, NOW, true],
		[
			"another worker's are not while it touches its marker",
			{ worker: "x", instance: "a" },
			NOW - MINUTE,
			false,
		],
		["another worker's are once it has stopped", { worker: "x", instance: "a" }, NOW - 11 * MINUTE, true],
		[
			"a worker's of this name beside another ComfyUI is another one",
			{ worker: "w at b:1", instance: "a" },
			NOW,
			false,
		],
		["unmarked ones are left alone for a day", null, NOW - 900 * MINUTE, false],
		["and not for longer", null, NOW - 1_441 * MINUTE, true],
	])("%s", (_, owner, touchedAt, expected) => {
		expect(isLeftBehind(owner, touchedAt, self, NOW)).toBe(expected);
	});

	test("are marked by a name that tells the attempt, and nothing else is taken for a marker", () => {
		expect(attemptOfMarker(markerName({ task: "tsk_01J", epoch: 12 }))).toEqual({
			task: "tsk_01J",
			epoch: 12,
		});
		for (const name of ["..1.json", "tsk_1.x.json", "tsk_1.1.json.part", "a/b.1.json", "notes.txt"])
			expect(attemptOfMarker(name)).toBeNull();
	});
});
