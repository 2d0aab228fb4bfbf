import { expect, test } from "vitest";
import { ARCFACE_POINTS } from "../faces/chip.ts";
import type { FoundFace } from "../faces/found.ts";
import { compareFaces } from "./compare.ts";
import { madeDetector, madeEmbedder, madePicture } from "./made-models.ts";
import { onnxFile } from "./onnx-file.ts";
import { askPython } from "./python.ts";

const face = (more: Partial<FoundFace> = {}): FoundFace => ({
	...{ box: { x: 0, y: 0, width: 112, height: 112 }, score: 0.9, points: ARCFACE_POINTS },
	...{ view: "front", yaw: 0, sharpness: 1, embedding: [0.6, 0.8], ...more },
});
const python = (across = 0, embedding = [3, 4], score = 0.9) => ({
	...{ box: [0, 0, 112, 112], score, embedding },
	points: ARCFACE_POINTS.map(([x, y]) => [x + across, y]),
});

test("what is found here agrees with Python where faces lie in one place and are embedded alike", () => {
	expect(compareFaces([face()], [python()])).toMatchObject({ agrees: true, off: 0 });
	expect(compareFaces([face()], [python(0.5)])).toMatchObject({ agrees: true });
	expect(compareFaces([face()], [python(3)])).toMatchObject({ agrees: false });
	expect(compareFaces([face()], [python(0, [4, 3])]).agrees).toBe(false);
	expect(compareFaces([face()], [python(0, [3, 4, 0])]).cosine).toBe(-1);
	expect(compareFaces([face({ embedding: null })], [python()]).agrees).toBe(false);
});

test("a face that only one of them finds differs, unless it is one that neither is sure of", () => {
	expect(compareFaces([], [python()]).agrees).toBe(false);
	expect(compareFaces([face()], []).agrees).toBe(false);
	const other = face({
		points: ARCFACE_POINTS.map(([x, y]) => [x + 50, y]) as unknown as FoundFace["points"],
	});
	expect(compareFaces([face(), other], [python()]).agrees).toBe(false);
	expect(compareFaces([face(), { ...other, score: 0.55 }], [python()]).agrees).toBe(true);
	expect(compareFaces([face()], [python(), python(50, [3, 4], 0.52)]).agrees).toBe(true);
	expect(compareFaces([], [])).toMatchObject({ agrees: false, cosine: null });
});

test("made models are the same each time, and have the format's first fields", () => {
	for (const make of [madeDetector, madeEmbedder]) {
		const file = make();
		expect([...file.subarray(0, 2)]).toEqual([8, 7]);
		expect(Buffer.compare(file, make())).toBe(0);
	}
	const empty = onnxFile({ steps: [], constants: [], inputs: [{ name: "x", shape: [300] }], outputs: [] });
	// 300 is written as 172 and 2, seven bits each.
	expect(Buffer.from(empty).indexOf(Buffer.from([8, 172, 2]))).toBeGreaterThan(0);
	expect(madePicture(64, 48).data).toHaveLength(64 * 48 * 3);
});

test("a Python that is not there says what is missing", async () => {
	const files = { detector: "a", embedder: "b" };
	expect(await askPython("/nowhere/python", files, [])).toMatchObject({
		missing: expect.stringContaining("ENOENT"),
	});
	expect(await askPython("/bin/false", files, [])).toMatchObject({ missing: expect.stringMatching(/./) });
});
