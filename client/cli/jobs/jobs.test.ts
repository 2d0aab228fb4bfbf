import { expect, test } from "vitest";
import { countOf } from "../count.ts";
import { scopesOf } from "../keys/command.ts";
import { budgetOf } from "../numbers.ts";
import { asked } from "../parts.ts";
import { sentencesOf } from "../storyboards/command.ts";
import { run, workflowIn } from "./run.ts";

const readRun = (args: string[]) => workflowIn(asked(run, args));

test("what is to be run is a workflow or a graph, and a graph has no parameters", () => {
	expect(readRun(["sdxl-image", "--set", "prompt=x"])).toBe("sdxl-image");
	expect(() => readRun([])).toThrow("say which workflow");
	expect(() => readRun(["sdxl-image", "--graph", "a.json"])).toThrow("say which workflow");
	expect(() => readRun(["--graph", "a.json", "--set", "a=1"])).toThrow("a graph has no parameters");
	expect(() => readRun(["sdxl-image", "--detach", "--out", "x"])).toThrow("--out waits");
	for (const other of [["--json"], ["--detach"], ["--out", "x"]])
		expect(() => readRun(["sdxl-image", "--ndjson", ...other])).toThrow("--ndjson says all there is");
});

test("counts, scopes and scripts are read, or refused with what they may be", () => {
	expect([countOf(undefined, "most", 20), countOf("7", "most", 20)]).toEqual([20, 7]);
	expect([budgetOf(undefined), budgetOf("0.000001"), budgetOf("2.5")]).toEqual([
		{},
		{ budget_micro_usd: 1 },
		{ budget_micro_usd: 2_500_000 },
	]);
	expect(() => readRun(["sdxl-image", "--budget", "much"])).toThrow("--budget much is no number");
	expect(() => countOf("0", "most", 1)).toThrow("--most: 0 is no number from 1 on");
	expect(scopesOf("jobs:read, jobs:write")).toEqual(["jobs:read", "jobs:write"]);
	expect(() => scopesOf("jobs:eat")).toThrow('there is no scope "jobs:eat": jobs:read');
	expect(sentencesOf("one\r\n\n  two  \n")).toEqual(["one", "two"]);
});
