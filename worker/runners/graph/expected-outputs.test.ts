import { describe, expect, test } from "vitest";
import { AttemptFailed } from "../../attempt/errors.ts";
import { historyEntrySchema } from "../../comfyui/wire/history.ts";
import {
	blockedBranches,
	expectedOutputs,
	isOfRun,
	namedElsewhere,
	originOf,
	ownership,
} from "./expected-outputs.ts";

const entryOf = (outputs: unknown, cached: string[] = []) =>
	historyEntrySchema.parse({
		outputs,
		status: {
			status_str: "success",
			completed: true,
			messages: [
				["execution_start", { timestamp: 10_000 }],
				["execution_cached", { nodes: cached }],
				["execution_success", { timestamp: 20_000 }],
			],
		},
	});
const file = (filename: string, subfolder = "darkroom/t/1") => ({ filename, subfolder, type: "output" });
const failed = (work: () => unknown) => {
	try {
		work();
	} catch (error) {
		if (error instanceof AttemptFailed) return error.failure;
		throw error;
	}
	return null;
};
const blocked = [
	{
		node_id: "5",
		node_type: "SaveImage",
		exception_type: "ExecutionBlocked",
		exception_message: "Execution Blocked: no face in /srv/comfy/input/me.png",
	},
];

describe("the outputs of a prompt", () => {
	test("come as they were declared, then by node, and within a node as it listed them", () => {
		const entry = entryOf({
			"10": { images: [file("j_2.png"), file("j_1.png")] },
			"9": { images: [file("i.png")] },
			"3": { text: ["words"] },
			"a:2": { images: [file("x.png")] },
			"2": { images: [file("b.png")] },
		});
		const declared = [
			{ name: "words", node: "3", kind: "text" as const },
			{ name: "first", node: "2", kind: "image" as const },
		];
		const found = expectedOutputs(entry, declared, []);
		expect(found.map((one) => [one.node, "file" in one ? one.file.filename : one.filename])).toEqual([
			["3", "3.txt"],
			["2", "b.png"],
			["9", "i.png"],
			["10", "j_2.png"],
			["10", "j_1.png"],
			["a:2", "x.png"],
		]);
	});

	test("that are missing are told with what ComfyUI said of the branch that did not run", () => {
		const declared = [{ name: "picture", node: "5", kind: "image" as const }];
		expect(failed(() => expectedOutputs(entryOf({}), declared, [], blocked))).toMatchObject({
			code: "missing_output",
			node_id: "5",
			message: expect.stringContaining("node 5 (SaveImage): no face in me.png"),
		});
		expect(failed(() => expectedOutputs(entryOf({}), [], [], blocked))).toMatchObject({
			code: "missing_output",
			node_id: "5",
			class_type: "SaveImage",
			message: expect.stringContaining("no face in me.png"),
		});
		expect(failed(() => expectedOutputs(entryOf({}), [], []))).toMatchObject({ node_id: null });
	});

	test("are counted before any of them is fetched: the message names count, limit and node", () => {
		const many = (count: number) => ({ images: Array.from({ length: count }, (_, i) => file(`${i}.png`)) });
		expect(expectedOutputs(entryOf({ "7": many(1000) }), [], [])).toHaveLength(1000);
		expect(failed(() => expectedOutputs(entryOf({ "7": many(999), "8": many(2) }), [], []))).toMatchObject({
			code: "too_many_outputs",
			node_id: "7",
			message: expect.stringMatching(/1001 outputs, 999 of them by node 7; at most 1000/),
		});
	});

	test("tell of a blocked branch without paths, cut to what a completion takes", () => {
		const long = { ...blocked[0], exception_message: `Execution Blocked: ${"x".repeat(900)}` };
		const told = blockedBranches([...blocked, long, { exception_type: "ExecutionBlocked" }]);
		expect(told[0]).toEqual({ node: "5", class_type: "SaveImage", message: "no face in me.png" });
		expect(told[1]?.message).toHaveLength(500);
		expect(told[2]).toEqual({ node: "", class_type: null, message: "its execution was blocked" });
	});
});

describe("a file belongs to the attempt", () => {
	const origin = (cached: string[] = []) => {
		const entry = entryOf({}, cached);
		return originOf(entry, "darkroom/t/1", { startedAt: 10_000, endedAt: 20_000 });
	};
	const found = (subfolder: string) => ({
		node: "3",
		kind: "image" as const,
		animated: false,
		contentType: "image/png",
		file: { filename: "a.png", subfolder, type: "output" },
	});

	test.each([
		["darkroom/t/1", [], "own"],
		["darkroom/t/1/run1", ["3"], "own"],
		["darkroom\\t\\1", [], "own"],
		["darkroom/t/10", ["3"], "foreign"],
		["darkroom/t/2", ["3"], "foreign"],
		["", ["3"], "foreign"],
		["", ["4"], "by_time"],
		["shared", [], "by_time"],
	])("in %j, with %j from the cache: %s", (subfolder, cached, expected) => {
		expect(ownership(found(subfolder), origin(cached))).toBe(expected);
	});

	test("and is looked for wherever its nodes say, but for what came from the cache", () => {
		const named = (filename: string, subfolder: string, type?: string) => ({ filename, subfolder, type });
		const entry = entryOf(
			{
				"1": { images: [named("p.png", "", "temp"), named("i.png", "sub", "input")], animated: [false] },
				"2": { images: [named("own.png", "darkroom/t/1", "temp")], text: ["a"] },
				"3": { images: [named("cached.png", "", "temp")] },
				"4": { files: [named("o.txt", ""), null, "x", {}] },
			},
			["3"],
		);
		expect(namedElsewhere(entry, originOf(entry, "darkroom/t/1", null))).toEqual([
			{ filename: "p.png", subfolder: "", type: "temp" },
			{ filename: "i.png", subfolder: "sub", type: "input" },
			{ filename: "o.txt", subfolder: "", type: "output" },
		]);
	});

	test.each([
		["before the prompt began", 8_900, false],
		["in the second in which it began", 9_500, true],
		["while it ran", 15_000, true],
		["when it ended", 20_000, true],
		["in the millisecond in which it ended, as a disk tells it", 20_000.7, true],
		["after it had ended", 20_001, false],
		["at no known time", Number.NaN, false],
	])("outside its folder: written %s", (_, writtenAt, expected) => {
		expect(isOfRun(writtenAt, origin())).toBe(expected);
		expect(isOfRun(writtenAt, { ...origin(), startedAt: null })).toBe(false);
	});
});
