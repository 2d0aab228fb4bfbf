import { expect, test } from "vitest";
import { contractNeeds } from "./testing/contract-needs.ts";

test.each([
	["0.33.0", ["main.py", "--cpu"], null],
	["0.33.0", ["main.py", "--preview-method", "none"], /latent2rgb/],
	["0.3.64", ["main.py", "--cpu"], /start it with --preview-method latent2rgb/],
	["0.3.64", ["main.py", "--preview-method", "latent2rgb"], null],
	["0.3.64", ["main.py", "--preview-method=latent2rgb"], null],
	["0.3.40", ["main.py", "--preview-method", "latent2rgb"], /too old/],
	[undefined, ["main.py"], /too old/],
] as const)("ComfyUI %s started with %j", (version, argv, expected) => {
	const needs = contractNeeds(version, argv).join("\n");
	if (expected === null) expect(needs).toBe("");
	else expect(needs).toMatch(expected);
});
