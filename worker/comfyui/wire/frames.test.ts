import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseBinaryFrame, parseTextFrame } from "./frames.ts";

const text = (type: string, data: unknown) => parseTextFrame(JSON.stringify({ type, data }));
const u32 = (...numbers: number[]) => {
	const bytes = Buffer.alloc(numbers.length * 4);
	for (const [i, n] of numbers.entries()) bytes.writeUInt32BE(n, i * 4);
	return bytes;
};

describe("text frames", () => {
	test("S0-C13 S1-59 reads what ComfyUI says while it runs a prompt", () => {
		expect(text("execution_start", { prompt_id: "p", timestamp: 5 })).toEqual({
			type: "start",
			prompt: "p",
			timestamp: 5,
		});
		expect(text("executing", { node: "2.0.0.1", display_node: "2", prompt_id: "p" })).toEqual({
			type: "executing",
			prompt: "p",
			node: "2",
		});
		expect(text("executing", { node: null, prompt_id: "p" })).toMatchObject({ node: null, prompt: "p" });
		expect(
			text("execution_error", { prompt_id: "p", exception_type: "ValueError", node_id: "2" }),
		).toMatchObject({
			type: "error",
			error: { exception_type: "ValueError", node_id: "2" },
		});
	});

	test("reads the executing frame of a reconnect, which does not say whose prompt it is", () => {
		expect(text("executing", { node: "4" })).toEqual({ type: "executing", prompt: null, node: "4" });
	});

	test("reads frames with bare NaN and Infinity", () => {
		const frame =
			'{"type": "executed", "data": {"node": "5", "output": {"value": [NaN, -Infinity, "NaN"]}, "prompt_id": "p"}}';
		expect(parseTextFrame(frame)).toMatchObject({ type: "executed", output: { value: [null, null, "NaN"] } });
	});

	test("ignores what custom nodes send, broken data and prototype names", () => {
		expect(text("crystools.monitor", { cpu: 1 })).toBeNull();
		expect(text("execution_start", { prompt_id: 7 })).toBeNull();
		expect(text("constructor", {})).toBeNull();
		expect(text("__proto__", {})).toBeNull();
	});

	test("never throws, whatever comes", () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json()), (frame) => {
				parseTextFrame(frame);
			}),
		);
		const types = ["status", "executing", "progress", "progress_state", "executed", "execution_error"];
		fc.assert(
			fc.property(fc.constantFrom(...types), fc.jsonValue(), (type, data) => {
				text(type, data);
			}),
		);
	});
});

describe("binary frames", () => {
	const image = Buffer.from([0xff, 0xd8, 0xff]);

	test("reads a preview without ids and one that says whose it is", () => {
		expect(parseBinaryFrame(Buffer.concat([u32(1, 2), image]))).toEqual({
			type: "preview",
			prompt: null,
			node: null,
			contentType: "image/png",
			image,
		});
		const meta = Buffer.from(
			JSON.stringify({ node_id: "2.1", display_node_id: "2", prompt_id: "p", image_type: "image/jpeg" }),
		);
		expect(parseBinaryFrame(Buffer.concat([u32(4, meta.length), meta, image]))).toMatchObject({
			prompt: "p",
			node: "2",
			contentType: "image/jpeg",
			image,
		});
	});

	test("reads the text of a node", () => {
		const frame = Buffer.concat([u32(3, 2), Buffer.from("17hällo")]);
		expect(parseBinaryFrame(frame)).toEqual({ type: "text", node: "17", text: "hällo" });
	});

	test("ignores other kinds, and frames that end too early", () => {
		expect(parseBinaryFrame(u32(2, 1, 7))).toBeNull();
		expect(parseBinaryFrame(Buffer.alloc(3))).toBeNull();
		expect(parseBinaryFrame(u32(4, 4000, 1))).toBeNull();
		expect(parseBinaryFrame(u32(3, 0xffffffff))).toBeNull();
		expect(parseBinaryFrame(u32(1, 1))).toBeNull();
	});

	test("never throws, whatever comes", () => {
		const head = fc.constantFrom(1, 2, 3, 4, 5);
		fc.assert(
			fc.property(head, fc.nat(64), fc.uint8Array({ maxLength: 80 }), (kind, second, rest) => {
				parseBinaryFrame(Buffer.concat([u32(kind, second), Buffer.from(rest)]));
				parseBinaryFrame(Buffer.from(rest));
			}),
		);
	});
});
