import { expect, test } from "vitest";
import { errorAt } from "./api.ts";

test("what a refusal says of a field, or of something in it, stands at that field", () => {
	const errors = new Map([
		["/parameters/poses/3", "too long"],
		["/parameters/pose", "no picture"],
	]);
	expect(errorAt(errors, "/parameters/poses")).toBe("too long");
	expect(errorAt(errors, "/parameters/pose")).toBe("no picture");
	expect(errorAt(errors, "/parameters/prompt")).toBeUndefined();
});
