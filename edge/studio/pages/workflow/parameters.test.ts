import { expect, test } from "vitest";
import { parametersOf } from "./parameters.ts";

test("what a parameter takes is said by its schema, and what must be given comes first", () => {
	const parameters = {
		properties: {
			steps: { type: "integer", minimum: 1, maximum: 20, default: 8, description: "Sampling steps." },
			seed: { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
			sampler: { type: "string", enum: ["euler", "heun"], default: "euler" },
			negative: {
				default: "",
				anyOf: [
					{ const: "", type: "string" },
					{ type: "string", maxLength: 2000 },
				],
			},
			face: { type: "string", maxLength: 40 },
			sharp: { type: "boolean", default: false },
			styles: { type: "array" },
			prompt: { type: "string", maxLength: 4000 },
		},
		required: ["prompt", "face"],
	};
	const found = parametersOf({ parameters, assets: { face: "image" } });
	expect(found.map(({ name, required, takes, default: none }) => [name, required, takes, none])).toEqual([
		["face", true, { kind: "file" }, null],
		["prompt", true, { kind: "text", most: 4000 }, null],
		["steps", false, { kind: "number", from: 1, to: 20 }, "8"],
		["seed", false, { kind: "number", from: 0, to: null }, null],
		["sampler", false, { kind: "choice", choices: ["euler", "heun"] }, "euler"],
		["negative", false, { kind: "text", most: 2000 }, null],
		["sharp", false, { kind: "yes_no" }, "false"],
		["styles", false, { kind: "structure" }, null],
	]);
});

test("a workflow without parameters has none", () => {
	expect(parametersOf({ parameters: {}, assets: {} })).toEqual([]);
});
