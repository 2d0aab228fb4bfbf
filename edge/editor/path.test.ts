import fc from "fast-check";
import { expect, test } from "vitest";
import { keptPath } from "./path.ts";

test("a path that is kept leads nowhere else, and is kept as the same again", () => {
	const part = fc.oneof(
		fc.constantFrom("..", ".", "", "a", "\\", "\u0000", "a b"),
		fc.string({ maxLength: 8 }),
	);
	fc.assert(
		fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
			const path = keptPath(parts.join("/"));
			if (path === null) return;
			expect(path).not.toMatch(/(^|\/)\.\.?(\/|$)|^\/|\/\/|\/$|\\/);
			expect(path).not.toBe("");
			expect(keptPath(path)).toBe(path);
		}),
	);
	expect(keptPath("workflows//a.json")).toBe("workflows/a.json");
	expect(keptPath("../a")).toBeNull();
});
