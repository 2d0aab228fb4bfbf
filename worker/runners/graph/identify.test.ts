import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { matroska } from "../../../workflows/media/testing/matroska.ts";
import { movie } from "../../../workflows/media/testing/movies.ts";
import type { FoundOutput } from "../../comfyui/wire/history.ts";
import { identify } from "./identify.ts";

const PNG = new Uint8Array(
	Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAUAAAADCAYAAABbNsX4AAAAAElFTkSuQmCC", "base64"),
);
const found = (filename: string, kind: FoundOutput["kind"], contentType: string): FoundOutput => ({
	node: "9",
	kind,
	animated: false,
	contentType,
	file: { filename, subfolder: "", type: "output" },
});
const file = (bytes: Uint8Array) => ({
	size: bytes.length,
	head: Buffer.from(bytes.subarray(0, 65_536)),
	open: (start = 0, end = bytes.length) => Readable.from([Buffer.from(bytes.subarray(start, end))]),
});
const declared = (kind: "image" | "video" | "audio") => ({ name: "result", node: "9", kind });

describe("an output is what its bytes are", () => {
	test("a sound in an MP4 is a sound, with its duration, whatever the node calls it", async () => {
		const output = found("x.mp4", "video", "video/mp4");
		expect(await identify(output, file(movie("isom", ["soun"])), declared("audio"))).toMatchObject({
			kind: "audio",
			contentType: "audio/mp4",
			duration_ms: 1000,
		});
	});

	test("a picture has its size", async () => {
		const output = found("x.webp", "image", "image/webp");
		expect(await identify(output, file(PNG), declared("image"))).toEqual({
			kind: "image",
			contentType: "image/png",
			width: 5,
			height: 3,
			duration_ms: null,
		});
	});

	test.each([
		["video", PNG, /result is to be a film, and node 9 left image\/png/],
		["audio", PNG, /result is to be a sound, and node 9 left image\/png/],
		["video", movie("isom", ["soun"]), /result is to be a film, and node 9 left audio\/mp4/],
		["image", movie("isom", ["vide"]), /result is to be a picture, and node 9 left video\/mp4/],
		["audio", matroska("matroska", ["video"]), /result is to be a sound, and node 9 left video\/x-matroska/],
		["video", matroska("matroska", ["audio"]), /result is to be a film, and node 9 left audio\/x-matroska/],
	] as const)("a declared %s that is something else fails", async (kind, bytes, words) => {
		const output = found("x.mp4", "video", "video/mp4");
		await expect(identify(output, file(bytes), declared(kind))).rejects.toThrow(words);
	});

	test("what bytes do not tell is what the node says", async () => {
		const output = found("x.glb", "file", "model/gltf-binary");
		const bytes = file(new Uint8Array(64));
		expect(await identify(output, bytes, undefined)).toMatchObject({
			kind: "file",
			contentType: "model/gltf-binary",
		});
	});
});
