import { ARCFACE_POINTS } from "../faces/chip.ts";
import { anchorsOf, SCRFD_SIDE, SCRFD_STRIDES } from "../faces/scrfd.ts";
import type { Raster } from "../pixels/raster.ts";
import { type Constant, onnxFile, type Step } from "./onnx-file.ts";

/** Numbers of an embedding, as ArcFace has them. */
const NUMBERS = 512;
const CHIP_SIDE = 112;
/** Sides of the faces that each grid finds, in its strides. */
const FACE_STRIDES = [7.5, 5, 4] as const;

/**
 * Stands in for a detector of InsightFace where nobody has its files: takes and gives what SCRFD takes and gives, and
 * knows no face. What is red, green or blue is one to it, on the grid of 8, 16 or 32 pixels.
 */
export function madeDetector(): Uint8Array {
	const steps: Step[] = [];
	const constants: Constant[] = [];
	const layer = (grid: number, kind: string, width: number, weights: number[], bias: number[]) => {
		const stride = SCRFD_STRIDES[grid] as number;
		const of = (what: string) => `${kind}_${what}_${stride}`;
		const channels = bias.length;
		constants.push(
			{ name: of("weights"), shape: [channels, 3, 1, 1], values: Float32Array.from(weights) },
			{ name: of("bias"), shape: [channels], values: Float32Array.from(bias) },
			{ name: of("shape"), shape: [2], values: BigInt64Array.from([-1n, BigInt(width)]) },
		);
		const ends = kind === "scores" ? "Sigmoid" : "Identity";
		steps.push(
			{ operator: "Conv", inputs: [`pooled_${stride}`, of("weights"), of("bias")], output: of("found") },
			{ operator: ends, inputs: [of("found")], output: of("ended") },
			{
				operator: "Transpose",
				inputs: [of("ended")],
				output: of("turned"),
				settings: { perm: [0, 2, 3, 1] },
			},
			{ operator: "Reshape", inputs: [of("turned"), of("shape")], output: `${kind}_${stride}` },
		);
	};
	for (const [grid, stride] of SCRFD_STRIDES.entries()) {
		const size = [stride, stride];
		const settings = { kernel_shape: size, strides: size };
		steps.push({ operator: "AveragePool", inputs: ["input"], output: `pooled_${stride}`, settings });
		// The second anchor of a cell is always less sure.
		const colour = [0, 1, 2].map((channel) => (channel === grid ? 8 : -4));
		layer(grid, "scores", 1, [...colour, ...colour], [-11.2, -12]);
		const side = FACE_STRIDES[grid] as number;
		const half = side / 2;
		// Sizes stray a little with the brightness, so that what is read wrongly shows.
		layer(
			grid,
			"boxes",
			4,
			Array.from({ length: 24 }, (_, i) => ((i * 7) % 5) * 0.05),
			Array.from({ length: 8 }, () => half),
		);
		const points = ARCFACE_POINTS.flat().map((value) => (value / CHIP_SIDE - 0.5) * side);
		layer(
			grid,
			"points",
			10,
			Array.from({ length: 60 }, (_, i) => ((i * 3) % 7) * 0.01),
			[...points, ...points],
		);
	}
	const outputs = (["scores", "boxes", "points"] as const).flatMap((kind) =>
		SCRFD_STRIDES.map((stride) => ({
			name: `${kind}_${stride}`,
			shape: [anchorsOf(stride), { scores: 1, boxes: 4, points: 10 }[kind]],
		})),
	);
	const inputs = [{ name: "input", shape: [1, 3, SCRFD_SIDE, SCRFD_SIDE] }];
	return onnxFile({ steps, constants, inputs, outputs });
}

/** Stands in for ArcFace: 512 numbers that depend on where what is in the chip, and say nothing of whose face it is. */
export function madeEmbedder(): Uint8Array {
	const [kernels, kernel, features] = [8, 4, 8 * 14 * 14];
	const random = numbers(1);
	const values = (count: number) => Float32Array.from({ length: count }, () => random() - 0.5);
	const size = [kernel, kernel];
	return onnxFile({
		inputs: [{ name: "input", shape: [1, 3, CHIP_SIDE, CHIP_SIDE] }],
		outputs: [{ name: "embedding", shape: [1, NUMBERS] }],
		constants: [
			{ name: "kernels", shape: [kernels, 3, kernel, kernel], values: values(kernels * 3 * kernel * kernel) },
			{ name: "flat", shape: [2], values: BigInt64Array.from([1n, BigInt(features)]) },
			{ name: "mix", shape: [features, NUMBERS], values: values(features * NUMBERS) },
		],
		steps: [
			{
				...{ operator: "Conv", inputs: ["input", "kernels"], output: "edges" },
				settings: { kernel_shape: size, strides: size },
			},
			{ operator: "Relu", inputs: ["edges"], output: "positive" },
			{
				...{ operator: "MaxPool", inputs: ["positive"], output: "pooled" },
				settings: { kernel_shape: [2, 2], strides: [2, 2] },
			},
			{ operator: "Reshape", inputs: ["pooled", "flat"], output: "features" },
			{ operator: "MatMul", inputs: ["features", "mix"], output: "embedding" },
		],
	});
}

/** A picture in which the made detector finds three: a red, a green and a blue spot over something that varies. */
export function madePicture(width: number, height: number): Raster {
	const spots = [
		{ channel: 0, x: 0.2, y: 0.3, reach: 0.05 },
		{ channel: 1, x: 0.55, y: 0.62, reach: 0.08 },
		{ channel: 2, x: 0.8, y: 0.28, reach: 0.1 },
	];
	const data = new Uint8Array(width * height * 3);
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) {
			const ground = 20 + 14 * Math.sin(x / 9) * Math.cos(y / 7);
			for (const { channel, ...spot } of spots) {
				const far = Math.hypot(x - spot.x * width, y - spot.y * height) / (spot.reach * width);
				const light = 235 * Math.exp(-far * far);
				data[(y * width + x) * 3 + channel] = Math.min(255, Math.round(ground + light));
			}
		}
	return { width, height, data };
}

/** Numbers from 0 to 1 that are the same each time. Source: Marsaglia's xorshift32. */
function numbers(seed: number): () => number {
	let state = seed;
	return () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) / 2 ** 32;
	};
}
