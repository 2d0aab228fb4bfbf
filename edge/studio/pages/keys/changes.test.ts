import { expect, test } from "vitest";
import { changesOf } from "./changes.ts";

test("what was changed is told alone, with what it was; what began or is over has one side", () => {
	expect(changesOf({ max_running: 20, retention: {} }, { max_running: 10, retention: {} })).toEqual([
		{ name: "max_running", was: "20", is: "10" },
	]);
	expect(changesOf(null, { name: "web" })).toEqual([{ name: "name", is: '"web"' }]);
	expect(changesOf({ name: "web" }, null)).toEqual([{ name: "name", was: '"web"' }]);
	expect(changesOf({ a: 1 }, { a: 1 })).toEqual([]);
});
