import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { ARCFACE_POINTS } from "../faces/chip.ts";
import { anchorsOf, SCRFD_SIDE, SCRFD_STRIDES } from "../faces/scrfd.ts";
import { good } from "../testing/pictures.ts";
import { facesIn } from "./faces/engines.ts";
import { loadInsightface, type Runtime } from "./faces/insightface.ts";

async function folderWith(...names: string[]): Promise<string> {
	const folder = await mkdtemp(path.join(tmpdir(), "darkroom-insightface-"));
	onTestFinished(() => rm(folder, { recursive: true }));
	await mkdir(path.join(folder, "buffalo_l"));
	for (const name of names) await writeFile(path.join(folder, "buffalo_l", name), name);
	return folder;
}

/**
 * Stands in for onnxruntime: its detector finds one face where ArcFace has it, in a picture as large as the square; its
 * embedder answers with the first pixels that it is given. It computes nothing.
 */
function standIn(asked: { shape: readonly number[]; data: Float32Array }[]): Runtime {
	class Tensor {
		readonly data: Float32Array;
		readonly shape: readonly number[];
		constructor(_: "float32", data: Float32Array, shape: readonly number[]) {
			[this.data, this.shape] = [data, shape];
		}
	}
	const answer = (rows: number, numbers: number) => ({
		data: new Float32Array(rows * numbers),
		dims: [rows, numbers],
	});
	const found = () => {
		const grids = SCRFD_STRIDES.map((stride) => ({
			scores: answer(anchorsOf(stride), 1),
			boxes: answer(anchorsOf(stride), 4),
			points: answer(anchorsOf(stride), 10),
		}));
		grids[0]?.scores.data.fill(0.8, 0, 1);
		grids[0]?.boxes.data.set([0, 0, 14, 14]);
		grids[0]?.points.data.set(ARCFACE_POINTS.flatMap(([x, y]) => [x / 8, y / 8]));
		// As models export them: scores of all grids, then distances, then points.
		const all = (["scores", "boxes", "points"] as const).flatMap((kind) => grids.map((grid) => grid[kind]));
		return Object.fromEntries(all.map((one, i) => [`${i}`, one]));
	};
	return {
		Tensor,
		InferenceSession: {
			create: async (file) => ({
				inputNames: ["input.1"],
				run: async (feeds) => {
					const tensor = feeds["input.1"] as Tensor;
					asked.push(tensor);
					if (new TextDecoder().decode(file).startsWith("det_")) return found();
					return { "683": { data: tensor.data.slice(0, 512), dims: [1, 512] } };
				},
			}),
		},
	};
}

test("a face is found, aligned and embedded by files of InsightFace (its runtime is stood in for)", async () => {
	const folder = await folderWith("det_10g.onnx", "w600k_r50.onnx");
	const asked: { shape: readonly number[]; data: Float32Array }[] = [];
	const engine = await loadInsightface(folder, async () => standIn(asked));
	expect(engine.name).toMatchObject({
		id: "insightface",
		version: "buffalo_l",
		weights: expect.stringMatching(/^[0-9a-f]{64}$/),
	});
	const picture = good(1, SCRFD_SIDE, SCRFD_SIDE);
	const [face, ...more] = await engine.look(picture);
	expect(more).toEqual([]);
	expect(face).toMatchObject({ box: { x: 0, y: 0, width: 112, height: 112 }, view: "front" });
	expect(Math.hypot(...(face?.embedding ?? []))).toBeCloseTo(1);
	const [detector, embedder] = asked;
	expect([detector?.shape, embedder?.shape]).toEqual([
		[1, 3, 640, 640],
		[1, 3, 112, 112],
	]);
	// The face lies where ArcFace has it: the chip is the corner of the picture, red first, each channel by itself.
	expect(embedder?.data[0]).toBeCloseTo(((picture.data[0] as number) - 127.5) / 127.5, 3);
	expect(embedder?.data[112 * 112]).toBeCloseTo(((picture.data[1] as number) - 127.5) / 127.5, 3);
	expect(detector?.data[0]).toBeCloseTo(((picture.data[0] as number) - 127.5) / 128, 3);
});

test("a folder without its files, files that are no models, and a missing runtime are told; nothing else looks", async () => {
	const empty = await facesIn(good(1), { insightface: await folderWith() });
	expect(empty).toMatchObject({
		how: "not_tried",
		why: expect.stringContaining("det_10g.onnx and w600k_r50.onnx"),
	});
	const folder = await folderWith("det_10g.onnx", "w600k_r50.onnx");
	const refuses = {
		...standIn([]),
		InferenceSession: { create: () => Promise.reject(new Error("no protobuf")) },
	};
	await expect(loadInsightface(folder, async () => refuses)).rejects.toThrow(
		"cannot be read as models: Error: no protobuf",
	);
	// Where onnxruntime-node is installed it refuses these files, and where it is not that is the reason.
	expect(await facesIn(good(1), { insightface: folder })).toMatchObject({ how: "not_tried" });
});
