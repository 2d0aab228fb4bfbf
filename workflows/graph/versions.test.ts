import { expect, test } from "vitest";
import { compareVersions, holdingFor } from "./versions.ts";

test.each([
	["0.3.64", "0.33.0", -1],
	["0.33.0", "0.33.0", 0],
	["v0.33", "0.33.0", 0],
	["0.33.0-dev", "0.33.0", 0],
	["0.33.1", "0.33.0", 1],
	["1.0.0", "0.33.0", 1],
	["unknown", "0.0.1", -1],
])("%s against %s is %i", (a, b, expected) => {
	expect(Math.sign(compareVersions(a, b))).toBe(expected);
});

test("the newest form a version has reached holds, and none before the first", () => {
	const forms = [{ comfyui: "0.4.0" }, { comfyui: "0.33.0" }];
	expect(holdingFor(forms, "0.3.64")).toBeUndefined();
	expect(holdingFor(forms, "0.5.0")?.comfyui).toBe("0.4.0");
	expect(holdingFor(forms, "0.33.2")?.comfyui).toBe("0.33.0");
	expect(holdingFor(forms, "nightly")?.comfyui).toBe("0.33.0");
	expect(holdingFor(undefined, "0.33.0")).toBeUndefined();
});
