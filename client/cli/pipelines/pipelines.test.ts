import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { CliError } from "../command.ts";
import { asked } from "../parts.ts";
import { decisionOf, pipelines } from "./command.ts";
import { assigned, readParameters } from "./parameters.ts";
import { estimated } from "./text.ts";

test.each([
	["", /say what to do: list, show, put, estimate, retire, run, decide/],
	["make x", /there is no "make": list/],
	["toString", /there is no "toString"/],
	["show", /show takes <id>/],
	["decide job_1 base", /decide takes <job> <stage> <choice>/],
	["list all", /"all" is too much/],
	["put a.json --own", /put takes no --own/],
	["run x --pool a --pool b", /--pool is there twice/],
	["run x --seed 7", /unknown option '--seed' \(did you mean --set\? --help/],
	["run x --set", /argument missing \(--help/],
])("pipelines %s is refused in words", (line, words) => {
	expect(() =>
		asked(
			pipelines,
			line.split(" ").filter((word) => word !== ""),
		),
	).toThrow(words);
	expect(() =>
		asked(
			pipelines,
			line.split(" ").filter((word) => word !== ""),
		),
	).toThrow(CliError);
});

test("options stand before or behind the words, those that may be there several times too, and -- says nothing", () => {
	const { words, values } = asked(pipelines, [
		"run",
		"--",
		"--set",
		"a=1",
		"film@1",
		"--set=b=-2",
		"--pool",
		"x",
	]);
	expect([words, values.set, values.pool]).toEqual([["film@1"], ["a=1", "b=-2"], "x"]);
});

test("a value is JSON where it is some, else text; it counts before the file", async () => {
	expect(
		["seed=7", "prompt=a = b", "list=[1,2]", "off=false", 'text="7"', "none=null", "empty="].map(assigned),
	).toEqual([
		...[
			["seed", 7] as const,
			["prompt", "a = b"] as const,
			["list", [1, 2]] as const,
			["off", false] as const,
		],
		...[["text", "7"] as const, ["none", null] as const, ["empty", ""] as const],
	]);
	for (const wrong of ["seed", "=7", ""]) expect(() => assigned(wrong)).toThrow("--set takes <name>=<value>");
	const folder = await mkdtemp(path.join(os.tmpdir(), "darkroom-parameters-"));
	try {
		const file = path.join(folder, "asked.json");
		await writeFile(file, '{"seed": 1, "prompt": "x"}');
		expect(await readParameters({ file, sets: ["seed=2"], files: [] })).toEqual({ seed: 2, prompt: "x" });
		for (const [text, words] of [
			["[]", "holds no JSON object"],
			["{", "is no JSON"],
		] as const) {
			await writeFile(file, text);
			await expect(readParameters({ file, sets: [], files: [] })).rejects.toThrow(words);
		}
		await expect(readParameters({ file: `${file}x`, sets: [], files: [] })).rejects.toThrow(
			"there is no such file",
		);
	} finally {
		await rm(folder, { recursive: true });
	}
});

test("decisions are those of the API; what does not go together is refused", () => {
	expect(decisionOf("pick", ["ast_1", "ast_2"], undefined)).toEqual({
		choice: "pick",
		outputs: ["ast_1", "ast_2"],
	});
	expect(decisionOf("reject", [], "no")).toEqual({ choice: "reject", reason: "no" });
	expect(decisionOf("retake", [], undefined)).toEqual({ choice: "retake", parameters: {} });
	for (const [choice, assets, reason, words] of [
		["pick", [], undefined, "pick takes the ids"],
		["approve", ["ast_1"], undefined, "only pick takes outputs"],
		["approve", [], "why", "--reason goes with reject"],
		["maybe", [], undefined, "there is no choice"],
	] as const)
		expect(() => decisionOf(choice, assets, reason)).toThrow(words);
});

test("an estimate says ranges, what is left out, and where no price is known", () => {
	const stage = { title: "x", vram_gb: 24, gpu: null, source: null };
	const text = estimated({
		stages: [
			{
				...{ ...stage, key: "base", skipped: null, tasks: { least: 1, most: 3 } },
				...{ seconds: { least: 8, most: 24 }, micro_usd: { least: 1500, most: 4500 } },
			},
			{
				...{ ...stage, key: "train", skipped: "not_available", tasks: { least: 0, most: 0 } },
				...{ seconds: { least: 0, most: 0 }, micro_usd: null },
			},
		],
		...{ tasks: { least: 1, most: 3 }, seconds: { least: 8, most: 24 }, vram_gb: 24, micro_usd: null },
	});
	expect(text.split("\n").slice(0, 3)).toEqual([
		"base\t1 to 3 tasks\t8 to 24 s\t0.0015 to 0.0045 USD",
		"train\tskipped (not_available)",
		"all\t1 to 3 tasks\t8 to 24 s\tno price known",
	]);
});
