import { describe, expect, test } from "vitest";
import { collectOutputs, gpuMsOf, historyEntrySchema, verdictOf } from "./history.ts";

const entry = (messages: [string, object][], status_str = "success", outputs: unknown = {}) =>
	historyEntrySchema.parse({
		outputs,
		status: { status_str, completed: status_str === "success", messages },
	});
const start: [string, object] = ["execution_start", { prompt_id: "p", timestamp: 1000 }];

describe("how a prompt ended", () => {
	test.each([
		["execution_success", "success", "success"],
		["execution_error", "error", "error"],
		// ComfyUI calls an interrupted prompt an error, and a cycle at run time a success.
		["execution_interrupted", "error", "interrupted"],
		["execution_error", "success", "error"],
	])("is told by its last message: %s with status_str %s is %s", (name, status, result) => {
		const verdict = verdictOf(entry([start, [name, { timestamp: 1750, exception_type: "X" }]], status));
		expect(verdict).toMatchObject({ result, startedAt: 1000, endedAt: 1750 });
		expect(verdict && gpuMsOf(verdict)).toBe(750);
	});

	test("is not told by an error of type ExecutionBlocked, after which the prompt goes on", () => {
		const blocked: [string, object] = ["execution_error", { exception_type: "ExecutionBlocked" }];
		expect(verdictOf(entry([start, blocked, ["execution_success", { timestamp: 2000 }]]))).toMatchObject({
			result: "success",
		});
		expect(verdictOf(entry([start, ["execution_success", { timestamp: 2000 }], blocked]))).toMatchObject({
			result: "success",
		});
	});

	test("is told by the status where there are no messages, and by nothing where there is no status", () => {
		expect(verdictOf(entry([]))).toMatchObject({ result: "success" });
		expect(verdictOf(entry([], "error"))).toMatchObject({ result: "error" });
		expect(verdictOf(historyEntrySchema.parse({ outputs: {} }))).toBeNull();
	});
});

const collect = (outputs: unknown, meta?: unknown) =>
	collectOutputs(historyEntrySchema.parse({ outputs, meta }));
const file = (filename: string, type = "output") => ({ filename, subfolder: "s", type });

describe("outputs in a history entry", () => {
	test("S1-37 S1-60 come of every kind", () => {
		const found = collect({
			"1": { images: [file("a.png"), file("b.webp")] },
			"2": { images: [file("v.mp4")], animated: [true] },
			"3": { gifs: [{ ...file("v.webm"), format: "video/webm", frame_rate: 8, fullpath: "/x/v.webm" }] },
			"4": { audio: [file("a.flac")] },
			"5": { text: ["one", "two"] },
			"6": { latents: [file("l.latent")] },
			"7": { "3d": [file("m.glb")] },
			"8": { images: [file("w.webp")], animated: [true] },
			"9": { result: [file("strange.xyz")] },
		});
		expect(found.map((one) => [one.node, one.kind, one.contentType, one.animated])).toEqual([
			["1", "image", "image/png", false],
			["1", "image", "image/webp", false],
			["2", "video", "video/mp4", true],
			["3", "video", "video/webm", false],
			["4", "audio", "audio/flac", false],
			["5", "text", "text/plain; charset=utf-8", false],
			["6", "latent", "application/octet-stream", false],
			["7", "file", "model/gltf-binary", false],
			["8", "image", "image/webp", true],
			["9", "file", "application/octet-stream", false],
		]);
		expect(found[5]).toMatchObject({ text: "one\ntwo", filename: "5.txt" });
	});

	test("are never temporary files or inputs", () => {
		expect(collect({ "1": { images: [file("a.png", "temp"), file("b.png", "input")] } })).toEqual([]);
	});

	test("hold a text once where its node saved it as a file too", () => {
		const found = collect({ "1": { text: ["hello"], files: [file("t.txt")] } });
		expect(found).toMatchObject([{ kind: "text", file: { filename: "t.txt" } }]);
	});

	test("belong to the node of the graph that made their node", () => {
		const found = collect({ "2.0.1": { images: [file("a.png")] } }, { "2.0.1": { display_node: "2" } });
		expect(found[0]?.node).toBe("2");
	});

	test("are read past anything odd", () => {
		expect(
			collect({ "1": null, "2": { images: "no" }, "3": { images: [null, 1, {}, { filename: "" }] } }),
		).toEqual([]);
	});
});
