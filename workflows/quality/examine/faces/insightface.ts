import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { blobOf, type Intake } from "../../faces/blobs.ts";
import { alignment, cut } from "../../faces/chip.ts";
import { ARCFACE_CURVE } from "../../faces/curves.ts";
import { normalised } from "../../faces/embedding.ts";
import type { FoundFace } from "../../faces/found.ts";
import { anchorsOf, readScrfd, SCRFD_SIDE, SCRFD_STRIDES, scrfdScale } from "../../faces/scrfd.ts";
import { viewOf } from "../../faces/view.ts";
import type { Raster } from "../../pixels/raster.ts";
import { faceSharpness } from "./closer.ts";
import { type FaceEngine, MOST_FACES, NoEngine } from "./engine.ts";

/** Sets of files that are known, by the names that insightface gives them: detector and embedder. */
const SETS = [
	{ name: "antelopev2", detector: "scrfd_10g_bnkps.onnx", embedder: "glintr100.onnx" },
	{ name: "buffalo_l", detector: "det_10g.onnx", embedder: "w600k_r50.onnx" },
	{ name: "buffalo_m", detector: "det_2.5g.onnx", embedder: "w600k_r50.onnx" },
	{ name: "buffalo_s", detector: "det_500m.onnx", embedder: "w600k_mbf.onnx" },
] as const;

/** Pixels are not averaged: its models were trained on pictures that OpenCV made smaller so. */
const ONE = 1;

const CHIP_SIDE = 112;
const DETECTOR: Intake = { order: "rgb", mean: [127.5, 127.5, 127.5], scale: 128, layout: "planes" };
const EMBEDDER: Intake = { order: "rgb", mean: [127.5, 127.5, 127.5], scale: 127.5, layout: "planes" };

/** The part of onnxruntime-node that is used. */
export interface Runtime {
	InferenceSession: {
		create(file: Uint8Array, options: object): Promise<Session>;
	};
	Tensor: new (type: "float32", data: Float32Array, shape: readonly number[]) => unknown;
}
interface Session {
	inputNames: readonly string[];
	run(feeds: Record<string, unknown>): Promise<Record<string, { data: unknown; dims: readonly number[] }>>;
}

/**
 * The model files in a folder, or in one below it that is called after their set.
 *
 * @throws {NoEngine} where there are none
 */
export function modelFilesIn(folder: string): { set: string; detector: string; embedder: string } {
	for (const { name, detector, embedder } of SETS)
		for (const at of [folder, path.join(folder, name)]) {
			const files = { detector: path.join(at, detector), embedder: path.join(at, embedder) };
			if (existsSync(files.detector) && existsSync(files.embedder)) return { set: name, ...files };
		}
	const names = SETS.map(({ detector, embedder }) => `${detector} and ${embedder}`).join(", or ");
	throw new NoEngine(`the folder of InsightFace has no ${names}`);
}

/**
 * The engine of production: SCRFD finds faces, ArcFace embeds them, from files of InsightFace in a folder or below it,
 * run by onnxruntime-node on the processor with one thread.
 *
 * @throws {NoEngine} where the folder has no such files, or the package is not installed
 */
export async function loadInsightface(folder: string, load = runtime): Promise<FaceEngine> {
	const { set, detector: detectorFile, embedder: embedderFile } = modelFilesIn(folder);
	const { InferenceSession, Tensor } = await load();
	const weights = await readFile(embedderFile);
	const open = (file: Uint8Array) =>
		InferenceSession.create(file, {
			intraOpNumThreads: 1,
			interOpNumThreads: 1,
			executionProviders: ["cpu"],
		});
	const broken = (error: unknown) => {
		throw new NoEngine(`its files cannot be read as models: ${String(error).slice(0, 200)}`);
	};
	const detector = await open(await readFile(detectorFile)).catch(broken);
	const embedder = await open(weights).catch(broken);
	const ask = async (session: Session, blob: Float32Array, side: number) => {
		const answers = await session.run({
			[session.inputNames[0] as string]: new Tensor("float32", blob, [1, 3, side, side]),
		});
		return Object.values(answers).map(({ data, dims }) => ({ data: data as Float32Array, dims }));
	};
	const detect = async (picture: Raster) => {
		const scale = scrfdScale(picture.width, picture.height);
		const toPicture = { a: 1 / scale, b: 0, x0: 0.5 / scale - 0.5, y0: 0.5 / scale - 0.5 };
		const answers = await ask(
			detector,
			blobOf(cut(picture, toPicture, SCRFD_SIDE, ONE), DETECTOR),
			SCRFD_SIDE,
		);
		// By their shapes: the order of outputs differs between exports, and scores of one grid are as many as distances
		// of the next.
		const shaped = (anchors: number, numbers: number) => {
			const answer = answers.find(
				({ data, dims }) => dims.at(-1) === numbers && data.length === anchors * numbers,
			);
			if (answer === undefined) throw new Error("the detector answers other than an SCRFD with points");
			return answer.data;
		};
		return readScrfd(
			SCRFD_STRIDES.map((stride) => {
				const anchors = anchorsOf(stride);
				return { scores: shaped(anchors, 1), boxes: shaped(anchors, 4), points: shaped(anchors, 10) };
			}),
			scale,
		);
	};
	return {
		name: {
			id: "insightface",
			version: set,
			weights: createHash("sha256").update(weights).digest("hex"),
			curve: ARCFACE_CURVE,
		},
		look: async (picture) => {
			const faces = (await detect(picture))
				.toSorted((a, b) => b.box.width * b.box.height - a.box.width * a.box.height)
				.slice(0, MOST_FACES);
			const all: FoundFace[] = [];
			for (const { box, score, points } of faces) {
				const chip = cut(picture, alignment(points, CHIP_SIDE), CHIP_SIDE, ONE);
				const [embedded] = await ask(embedder, blobOf(chip, EMBEDDER), CHIP_SIDE);
				all.push({
					...{ box, score, points, ...viewOf(points), sharpness: faceSharpness(picture, box) },
					embedding: embedded === undefined ? null : normalised(embedded.data),
				});
			}
			return all;
		},
	};
}

/** onnxruntime-node, which whoever runs a worker installs beside it. */
async function runtime(): Promise<Runtime> {
	const name: string = "onnxruntime-node";
	try {
		return (await import(name)) as Runtime;
	} catch {
		throw new NoEngine("the package onnxruntime-node, which runs models of InsightFace, is not installed");
	}
}
