import { expect, test } from "vitest";
import { moved } from "./moved.ts";
import { layOut, wrapped } from "./sheet-layout.ts";
import { stepped } from "./stepped.ts";

test("pictures of a contact sheet stand in rows of four, from the right where lines run so, and none over another", () => {
	const sheet = layOut(12, 16 / 9, false);
	expect(sheet.cells.map(({ x }) => x).slice(0, 5)).toEqual([32, 544, 1056, 1568, 32]);
	expect(layOut(12, 16 / 9, true).cells[0]?.x).toBe(sheet.cells[3]?.x);
	const bottoms = sheet.cells.map(({ y, height }) => y + height);
	expect(Math.max(...bottoms)).toBeLessThan(sheet.height);
	expect(bottoms[0]).toBeLessThan(sheet.cells[4]?.y ?? 0);
	expect(layOut(1, 1, false).width).toBe(544);
});

test("sentences are wrapped at words, Chinese at characters, and cut where there is no more room", () => {
	const measure = (text: string) => text.length;
	expect(wrapped("the light turns again", 10, 3, measure)).toEqual(["the light", "turns", "again"]);
	expect(wrapped("灯塔已经黑了一年", 3, 3, measure)).toEqual(["灯塔已", "经黑了", "一年"]);
	const cut = wrapped("one two three four five six", 5, 2, measure);
	expect(cut).toHaveLength(2);
	expect(cut[1]).toMatch(/…$/);
	expect(cut.every((line) => line.length <= 5)).toBe(true);
});

test("keys step through pictures to the ends and no further, the other way round from right to left", () => {
	expect(stepped("ArrowRight", 0, 3, false)).toBe(1);
	expect(stepped("ArrowRight", 2, 3, false)).toBe(2);
	expect(stepped("ArrowLeft", 1, 3, true)).toBe(2);
	expect([stepped("Home", 2, 3, false), stepped("End", 0, 3, false), stepped("x", 0, 3, false)]).toEqual([
		0,
		2,
		null,
	]);
});

test("a shot moves a place earlier or later, and none past the ends", () => {
	expect(moved(["a", "b", "c"], "b", -1)).toEqual(["b", "a", "c"]);
	expect(moved(["a", "b", "c"], "b", 1)).toEqual(["a", "c", "b"]);
	expect(moved(["a", "b", "c"], "c", 1)).toEqual(["a", "b", "c"]);
});
